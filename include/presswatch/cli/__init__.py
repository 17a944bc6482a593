"""The command line `presswatch`: the same functions as the DAGs, with progress on a terminal, and filters over JSON Lines.

Exit codes: 0 done, 1 some input failed and is reported, 2 wrong use. Errors are one line on stderr, never a traceback.
"""

from presswatch.cli.main import main

__all__ = ["main"]
