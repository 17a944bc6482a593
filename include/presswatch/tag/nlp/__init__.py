"""The trained part of reading: how its weights are made (`train`, `treebank`), packed (`weights`) and loaded."""
