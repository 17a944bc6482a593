"""The lake: tables, publishing, reading, export and upkeep."""
