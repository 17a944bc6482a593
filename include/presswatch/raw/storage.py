"""Files of the raw zone over fsspec: a directory or an s3:// address, with writes that show a whole file or none.

This module owns paths, atomic writes and listings. It knows nothing of what the files hold.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import fsspec

from presswatch.errors import RawZoneError

UNFINISHED = ".unfinished"


class Storage:
    """A tree of files under one address. Paths are relative, with slashes.

    On a local disk a file is written under `.unfinished/` in the same tree and renamed; on an object store it is written to a local
    temporary file and put at the end. So a process that is killed leaves nothing that a reader sees.
    """

    def __init__(self, url: str, options: Mapping[str, Any] | None = None) -> None:
        protocol = url.split("://", 1)[0] if "://" in url else "file"
        self.is_local = protocol == "file"
        self._options = dict(options or {})
        if self.is_local:
            url = str(Path(url.removeprefix("file://")).resolve())
        else:
            self._options.setdefault("use_listings_cache", False)
        try:
            self._fs, self.root = fsspec.core.url_to_fs(url, **({} if self.is_local else self._options))
        except (ImportError, ValueError, OSError) as error:
            raise RawZoneError(f"{url}: can't be opened as a raw zone: {error}") from None

    def path(self, name: str) -> str:
        """Return the full path of a relative name."""
        return f"{self.root.rstrip('/')}/{name}"

    def open(self, name: str) -> IO[bytes]:
        """Open a file for reading. Raises RawZoneError if there is none."""
        try:
            return self._fs.open(self.path(name), "rb")  # type: ignore[no-any-return]
        except OSError as error:
            raise RawZoneError(f"{self.path(name)}: can't be read: {error}") from None

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, or None if there is no such file."""
        try:
            return self._fs.cat_file(self.path(name))  # type: ignore[no-any-return]
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RawZoneError(f"{self.path(name)}: can't be read: {error}") from None

    def write(self, name: str, data: bytes) -> None:
        """Write a whole file atomically, in place of an older one."""
        with self.stage(Path(name).name) as staged:
            staged.write_bytes(data)
            self.publish(staged, name)

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[Path]:
        """Give the path of a local file to write to; what wasn't published is removed."""
        path = self.new_staged(name)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def new_staged(self, name: str) -> Path:
        """Return the path of a new local file, on the same disk if the tree is local."""
        folder = self._staging_folder()
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{uuid.uuid4().hex[:12]}-{name}"

    def clean_staged(self, seconds: float) -> None:
        """Remove what killed writers left unfinished more than `seconds` ago. No journal claims any of it."""
        folder = self._staging_folder()
        for path in folder.iterdir() if folder.is_dir() else ():
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < time.time() - seconds:
                    path.unlink()

    def _staging_folder(self) -> Path:
        return Path(self.root) / UNFINISHED if self.is_local else Path(tempfile.gettempdir()) / f"presswatch-{os.getuid()}"

    def publish(self, staged: Path, name: str) -> None:
        """Make a staged file visible under `name`, whole."""
        target = self.path(name)
        try:
            if self.is_local:
                Path(target).parent.mkdir(parents=True, exist_ok=True)
                with staged.open("rb") as f:
                    os.fsync(f.fileno())
                staged.replace(target)
            else:
                self._fs.put_file(str(staged), target)
                staged.unlink()
        except OSError as error:
            raise RawZoneError(f"{target}: can't be written: {error}") from None

    def list_files(self, folder: str) -> dict[str, int]:
        """Return the files directly in a folder: name relative to the tree -> size in bytes, sorted; empty if there is no folder."""
        found = self._list(folder)
        return {n: int(i["size"]) for n, i in found if i["type"] == "file"}

    def list_folders(self, folder: str = "") -> list[str]:
        """Return the names of the folders directly in a folder, sorted."""
        return [n for n, i in self._list(folder) if i["type"] == "directory"]

    def _list(self, folder: str) -> list[tuple[str, dict[str, Any]]]:
        base = self.path(folder).rstrip("/") if folder else self.root.rstrip("/")
        try:
            infos = self._fs.ls(base, detail=True)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise RawZoneError(f"{base}: can't be listed: {error}") from None
        skip = len(self.root.rstrip("/")) + 1
        return sorted(((str(i["name"]).rstrip("/")[skip:], i) for i in infos if str(i["name"]).rstrip("/") != base), key=lambda pair: pair[0])

    def remove(self, name: str) -> None:
        """Remove a file; nothing happens if there is none."""
        with contextlib.suppress(FileNotFoundError):
            self._fs.rm_file(self.path(name))

    def remove_tree(self, folder: str) -> None:
        """Remove a folder with all it holds."""
        if self.is_local:
            shutil.rmtree(self.path(folder), ignore_errors=True)
        else:
            with contextlib.suppress(FileNotFoundError):
                self._fs.rm(self.path(folder), recursive=True)
