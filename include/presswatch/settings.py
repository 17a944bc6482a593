"""Settings: one documented list, read from environment variables with the prefix PRESSWATCH_ and checked once.

This module owns names, defaults and meanings. `docs/settings.md` is checked against it by a test.
"""

from __future__ import annotations

import ipaddress
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from presswatch.errors import ConfigError

PROJECT = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """All settings of Presswatch. Each field NAME is read from the environment variable PRESSWATCH_NAME."""

    model_config = SettingsConfigDict(env_prefix="PRESSWATCH_", frozen=True, extra="ignore")

    home: Path = Field(PROJECT / "var", description="Folder that holds raw/, stage/, lake/ and reports/.")
    outlets: Path = Field(PROJECT / "include" / "config" / "outlets.yaml", description="The outlets file.")
    watchlists: Path = Field(PROJECT / "include" / "config" / "watchlists.yaml", description="The watchlists file.")
    catalog: str = Field("", description="DuckLake catalog: an SQLite file, or postgres:dbname=... host=...; default lake/catalog.sqlite in home.")
    data: str = Field("", description="Where the lake's Parquet files go: a directory or s3://bucket/path; default lake/data in home.")
    raw: str = Field("", description="The raw zone: a directory or s3://bucket/path; default raw in home.")
    s3_endpoint: str = Field("", description="Address of an S3-compatible store, such as http://minio:9000; empty for AWS.")
    s3_key: str = Field("", description="Access key of the S3 store; empty to use the environment's own credentials.")
    s3_secret: str = Field("", description="Secret key of the S3 store.")
    allow_networks: str = Field("", description="Comma-separated CIDRs that the fetcher may reach although they are not public.")
    user_agent: str = Field(
        "Presswatch/0.1 (+media monitoring; see robots.txt token Presswatch)", description="User-Agent header of every request."
    )
    fetch_timeout: float = Field(30.0, gt=0, description="Seconds that one fetch may take in all, redirects and body included.")
    fetch_attempts: int = Field(3, ge=1, le=10, description="Tries for a fetch whose fault can heal.")
    fetch_max_bytes: int = Field(10_000_000, gt=0, description="Largest body accepted, in bytes after decoding.")
    host_pause: float = Field(1.0, ge=0, description="Seconds between two requests to one host, unless robots.txt asks for more.")
    fetch_jobs: int = Field(16, ge=1, description="Hosts that are fetched from at the same time.")
    collect_pages: int = Field(1000, ge=1, description="New pages of one outlet fetched in one run of collecting; the rest waits for the next.")
    collect_seconds: float = Field(3600.0, gt=0, description="Seconds after which a run of collecting asks for no further page; the rest waits.")
    revisit_hours: str = Field("1,6,24", description="Hours after its capture at which a recent page is looked at again; empty for never.")
    batch_pages: int = Field(200, ge=1, description="Most pages in one batch of a mapped task.")
    batch_bytes: int = Field(40_000_000, ge=1, description="Most bytes of pages in one batch of a mapped task.")
    jobs: int = Field(2, ge=1, description="Worker processes of the command line's builds.")
    dedupe_window_days: int = Field(14, ge=1, description="Days back in which a copy is looked for.")
    story_window_days: int = Field(4, ge=1, description="Days that may lie between two articles of one story.")
    memory_window_days: int = Field(14, ge=0, description="Days before a day whose pages teach what repeats on an outlet's pages; 0 for none.")
    max_failed_share: float = Field(0.05, ge=0, le=1, description="Share of refused rows of a table past which a day isn't published.")
    lock_timeout: float = Field(300.0, gt=0, description="Seconds to wait for another publisher.")
    spacy_model: str = Field("", description="Name or folder of a spaCy pipeline to use in place of the bundled one.")
    keep_raw_days: int = Field(0, ge=0, description="Days after which raw captures may be removed; 0 keeps them for ever.")
    keep_snapshots_days: int = Field(30, ge=1, description="Days for which old snapshots of the lake can be queried.")

    @field_validator("allow_networks")
    @classmethod
    def _check_networks(cls, value: str) -> str:
        for part in filter(None, (p.strip() for p in value.split(","))):
            ipaddress.ip_network(part)
        return value

    @field_validator("revisit_hours")
    @classmethod
    def _check_hours(cls, value: str) -> str:
        hours = [float(part) for part in value.split(",") if part.strip()]
        if any(not 0 < hour <= 24 * 365 for hour in hours) or hours != sorted(hours):
            raise ValueError("must be hours in rising order, such as 1,6,24")
        return value

    @cached_property
    def revisits(self) -> tuple[float, ...]:
        """The hours of `revisit_hours`, parsed."""
        return tuple(float(part) for part in self.revisit_hours.split(",") if part.strip())

    @cached_property
    def allowed_networks(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """The networks of `allow_networks`, parsed."""
        return tuple(ipaddress.ip_network(p.strip()) for p in self.allow_networks.split(",") if p.strip())

    @property
    def raw_url(self) -> str:
        """Directory or s3:// address of the raw zone."""
        return self.raw or str(self.home / "raw")

    @property
    def stage_dir(self) -> Path:
        """Folder of rebuildable intermediate files."""
        return self.home / "stage"

    @property
    def catalog_url(self) -> str:
        """DuckLake catalog: path of an SQLite file, or `postgres:...`."""
        return self.catalog or str(self.home / "lake" / "catalog.sqlite")

    @property
    def data_url(self) -> str:
        """Directory or s3:// address of the lake's Parquet files."""
        return self.data or str(self.home / "lake" / "data")

    @property
    def reports_dir(self) -> Path:
        """Folder of the report site and the analyst file."""
        return self.home / "reports"


def load_settings(**overrides: Any) -> Settings:
    """Read the settings from the environment; `overrides` win.

    Raises ConfigError, naming the variable, when a value can't be used.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = "PRESSWATCH_" + "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigError(f"{name}: {first['msg']}") from None
