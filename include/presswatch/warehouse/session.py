"""DuckDB sessions on the lake: extensions, time zone, S3 secret, and the DuckLake attachment.

This module owns how a connection is made and how DuckDB's errors become one line. It knows no table and no lock.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

from presswatch.errors import ConfigError, LakeError
from presswatch.settings import Settings

ALIAS = "lake"
SCHEMA = "news"
_POSTGRES = "postgres:"
_BUSY_TIMEOUT_MS = 10_000
_KIND = re.compile(r"^[A-Z][A-Za-z ]{1,30} Error: ")


def open_session() -> duckdb.DuckDBPyConnection:
    """Return an in-memory DuckDB connection that never reaches for the network by itself and counts time in UTC."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    connection.execute("SET TimeZone = 'UTC'")
    # Without a terminal to draw on, a progress bar ends up in logs and in piped results.
    connection.execute("SET enable_progress_bar = false")
    return connection


def load_extension(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load a DuckDB extension from its wheel, or where that is missing, from DuckDB's own repository.

    The wheel's file is loaded where it lies: copying it into the user's home, as its importer does, fails on a read-only
    home and races when several tasks start at once. Its signature is DuckDB's own, so unsigned extensions stay forbidden.
    Raises LakeError.
    """
    path = find_extension(name)
    try:
        if path is not None:
            connection.execute(f"LOAD {quote(str(path))}")
        else:
            connection.execute(f"INSTALL {name}")
            connection.execute(f"LOAD {name}")
    except duckdb.Error as error:
        raise LakeError(f"DuckDB extension {name} can't be loaded: {first_line(error)}") from None


def find_extension(name: str) -> Path | None:
    """Return the file of an extension in its installed wheel for this DuckDB version, or None."""
    try:
        spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    except (ImportError, ValueError):
        return None
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if path.is_file():
            return path
    return None


def attach_lake(connection: duckdb.DuckDBPyConnection, settings: Settings, *, read_only: bool, at: int | dt.datetime | None = None) -> None:
    """Attach the lake's catalog as `lake`, at its newest snapshot or at a snapshot id or time (then read-only).

    Raises LakeError when there is no lake yet (read-only), or the catalog or the snapshot can't be opened.
    """
    catalog, data = settings.catalog_url, _prepare_data_path(settings, create=not read_only)
    # Small rows stay in Parquet too: inlining them into the catalog reserves the column name row_id, which quarantine uses.
    options = [f"DATA_PATH {quote(data)}", "OVERRIDE_DATA_PATH true", "DATA_INLINING_ROW_LIMIT 0"]
    load_extension(connection, "ducklake")
    if is_postgres(settings):
        load_extension(connection, "postgres_scanner")
        source = f"ducklake:{catalog}"
    else:
        load_extension(connection, "sqlite_scanner")
        path = Path(catalog).resolve()
        if read_only and not path.exists():
            raise LakeError(f"there is no lake at {path} yet: build a day first")
        path.parent.mkdir(parents=True, exist_ok=True)
        source = f"ducklake:sqlite:{path}"
        options.append(f"META_BUSY_TIMEOUT {_BUSY_TIMEOUT_MS}")
        if not read_only:
            options.append("META_JOURNAL_MODE 'WAL'")
    if data.startswith("s3://"):
        load_extension(connection, "httpfs")
        _create_s3_secret(connection, settings)
    if read_only:
        options.append("READ_ONLY")
    if isinstance(at, dt.datetime):
        moment = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
        options.append(f"SNAPSHOT_TIME {quote(moment.astimezone(dt.UTC).isoformat(sep=' '))}")
    elif at is not None:
        options.append(f"SNAPSHOT_VERSION {int(at)}")
    try:
        connection.execute(f"ATTACH {quote(source)} AS {ALIAS} ({', '.join(options)})")
    except duckdb.Error as error:
        if "No snapshot found" in str(error):
            raise LakeError(f"the lake has no snapshot {at}, or has it no longer") from None
        raise LakeError(f"the lake's catalog {_hide_password(catalog)} can't be opened: {first_line(error)}") from None


def is_postgres(settings: Settings) -> bool:
    """Return whether the catalog is a Postgres database."""
    return settings.catalog_url.startswith(_POSTGRES)


def postgres_dsn(settings: Settings) -> str:
    """Return the libpq connection string of a Postgres catalog."""
    return settings.catalog_url.removeprefix(_POSTGRES)


def first_line(error: BaseException) -> str:
    """Return the first line of an error's text without DuckDB's own prefix of its kind ("Binder Error: ") and any password."""
    text = str(error).strip() or type(error).__name__
    return _hide_password(_KIND.sub("", text.splitlines()[0]))


def quote(text: str) -> str:
    """Return `text` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def _prepare_data_path(settings: Settings, *, create: bool) -> str:
    data = settings.data_url
    if data.startswith("s3://"):
        return data.rstrip("/") + "/"
    if "://" in data:
        raise ConfigError(f"PRESSWATCH_DATA: {data} is neither a directory nor an s3:// address")
    path = Path(data).resolve()
    if create:
        path.mkdir(parents=True, exist_ok=True)
    return str(path)


def _create_s3_secret(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    parts = ["TYPE s3"]
    key, secret = settings.s3_key or os.environ.get("AWS_ACCESS_KEY_ID", ""), settings.s3_secret or os.environ.get("AWS_SECRET_ACCESS_KEY", "")
    if key:
        parts += [f"KEY_ID {quote(key)}", f"SECRET {quote(secret)}"]
        token = os.environ.get("AWS_SESSION_TOKEN", "")
        if token and not settings.s3_key:
            parts.append(f"SESSION_TOKEN {quote(token)}")
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if region:
        parts.append(f"REGION {quote(region)}")
    if settings.s3_endpoint:
        address = urlsplit(settings.s3_endpoint if "://" in settings.s3_endpoint else f"https://{settings.s3_endpoint}")
        parts += [f"ENDPOINT {quote(address.netloc)}", "URL_STYLE 'path'", f"USE_SSL {'false' if address.scheme == 'http' else 'true'}"]
    connection.execute(f"CREATE OR REPLACE SECRET presswatch ({', '.join(parts)})")


def _hide_password(text: str) -> str:
    return re.sub(r"(password=)('[^']*'|[^\s\"]+)", r"\1***", re.sub(r"(://[^:/\s]+:)[^@\s]+@", r"\1***@", text))
