"""The code's own identity: version and content hash, so that a row names the code that wrote it, with or without git."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from presswatch import __version__


@cache
def code_version() -> str:
    """Return the package version and the first 12 hex digits of a hash over the package's files (code and knowledge)."""
    root = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"
