"""The generated pages are current, and every command and setting that users need is in the guides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from presswatch.cli.main import cli
from presswatch.reference import PAGES

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("page", sorted(PAGES))
def test_the_committed_page_is_what_its_definition_says(page: str) -> None:
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == PAGES[page](), "run `make docs`"


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_make_target_named_in_a_guide_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        used = set(re.findall(r"`make ([a-z-]+)`|^make ([a-z-]+)", page.read_text(encoding="utf-8"), re.M))
        assert {a or b for a, b in used} <= targets, page.name


def test_every_command_has_a_help_text() -> None:
    for name, command in cli.commands.items():
        assert command.help and len(command.help) > 20, name


def test_every_query_of_the_guides_runs(tmp_path: Path) -> None:
    from presswatch.settings import Settings
    from presswatch.warehouse.lake import Lake
    from presswatch.warehouse.query import run_query

    settings = Settings(home=tmp_path)
    Lake(settings).close()
    with Lake(settings, read_only=True) as lake:
        for page in (ROOT / "README.md", ROOT / "docs" / "analysts.md"):
            queries = [q for block in re.findall(r"```sql\n(.*?)```", page.read_text(encoding="utf-8"), re.S) for q in block.split(";") if q.strip()]
            assert len(queries) >= 5
            for query in queries:
                run_query(lake, query)
