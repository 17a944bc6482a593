"""An empty lake, made once and copied for each test: creating tables and views costs more than most tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from presswatch.settings import Settings, load_settings
from presswatch.warehouse.lake import Lake


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("empty")
    Lake(load_settings(home=home)).close()
    return home


@pytest.fixture
def home(tmp_path: Path, empty_home: Path) -> Settings:
    shutil.copytree(empty_home, tmp_path, dirs_exist_ok=True)
    return load_settings(home=tmp_path, lock_timeout=0.3)
