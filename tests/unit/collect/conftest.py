"""Fixtures of the tests of collecting: settings in a folder of their own, and a server that misbehaves as told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from wire_server import WireServer, run_wire_server  # type: ignore[import-not-found]

from presswatch.settings import Settings, load_settings


@pytest.fixture
def wire() -> Iterator[WireServer]:
    with run_wire_server() as server:
        yield server


@pytest.fixture
def settings(tmp_path, monkeypatch) -> Settings:
    for name in ("PRESSWATCH_RAW", "PRESSWATCH_HOME", "PRESSWATCH_ALLOW_NETWORKS"):
        monkeypatch.delenv(name, raising=False)
    return load_settings(home=tmp_path, allow_networks="127.0.0.0/8", host_pause=0.0, fetch_timeout=2.0, fetch_jobs=4)
