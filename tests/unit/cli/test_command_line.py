"""The command line: one line out per line in, exit codes, and errors as one line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from presswatch.cli.jsonl import map_records, parse_line, read_records


def run(*arguments: str, given: str = "", home: Path | None = None) -> subprocess.CompletedProcess[str]:
    import os

    environment = {**os.environ, **({"PRESSWATCH_HOME": str(home)} if home else {})}
    return subprocess.run(
        [sys.executable, "-m", "presswatch", *arguments], input=given, capture_output=True, text=True, check=False, env=environment
    )


def double(records: list[dict]) -> list[dict]:
    return [{**record, "status": "ok", "n": record["n"] * 2} for record in records]


def test_a_bad_line_gives_an_error_record_that_names_the_line() -> None:
    assert parse_line(3, "{oops")["reason"].startswith("line 3: not JSON")
    assert parse_line(4, "[1]")["reason"] == "line 4: not a JSON object"


@pytest.mark.parametrize("jobs", [1, 2])
def test_records_come_out_in_the_order_of_the_input_bad_ones_in_their_place(jobs: int) -> None:
    lines = [json.dumps({"id": str(n), "n": n}) for n in range(100)]
    lines[7] = "not json"
    out = list(map_records(double, read_records(iter(lines)), jobs))  # type: ignore[arg-type]
    assert len(out) == 100
    assert out[7]["status"] == "error" and [r["n"] for i, r in enumerate(out) if i != 7] == [2 * n for n in range(100) if n != 7]


def test_the_feeds_filter_answers_every_line_and_reports_failures(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(
        "<rss version='2.0'><channel><title>The Courier</title><item><title>One</title><link>https://courier.example/1</link>"
        "<guid>1</guid><pubDate>Mon, 18 Nov 2024 09:00:00 GMT</pubDate></item></channel></rss>",
        encoding="utf-8",
    )
    given = json.dumps({"id": "a", "feed_path": str(feed)}) + "\n{broken\n" + json.dumps({"id": "b", "feed_path": str(tmp_path / "none")}) + "\n"
    result = run("feeds", given=given)
    first, broken, missing = (json.loads(line) for line in result.stdout.splitlines())
    assert first["status"] == "ok" and first["feed_title"] == "The Courier" and first["entries"][0]["published_at"].startswith("2024-11-18T09:00")
    assert broken["status"] == missing["status"] == "error" and missing["id"] == "b" and missing["reason"]
    assert result.returncode == 1 and "Traceback" not in result.stderr


def test_wrong_use_ends_with_two_and_one_line(tmp_path: Path) -> None:
    for arguments in (["build", "--from", "2024-11-20"], ["nonsense"], ["feeds", str(tmp_path / "none.jsonl")], ["build", "--from", "2024-11-20", "--to", "2024-11-19"]):
        result = run(*arguments)
        assert result.returncode == 2, arguments
        assert "Traceback" not in result.stderr and result.stderr.strip()


def test_a_query_without_a_lake_is_one_clear_line(tmp_path: Path) -> None:
    result = run("sql", "SELECT 1", home=tmp_path / "empty")
    assert result.returncode == 1 and len(result.stderr.strip().splitlines()) == 1
    assert "build a day first" in result.stderr


def test_a_wrong_setting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESSWATCH_ALLOW_NETWORKS", "everywhere")
    result = run("doctor")
    assert result.returncode == 2 and "PRESSWATCH_ALLOW_NETWORKS" in result.stderr


def test_sql_answers_in_each_format_and_refuses_to_write(tmp_path: Path) -> None:
    assert run("build", "--from", "2024-11-20", "--to", "2024-11-20", home=tmp_path).returncode == 0
    for form in ("table", "csv", "json"):
        result = run("sql", "SELECT 'Brussels' AS place, [1, 2] AS numbers", "--format", form, home=tmp_path)
        assert result.returncode == 0 and "Brussels" in result.stdout, form
    refused = run("sql", "DELETE FROM articles", home=tmp_path)
    assert refused.returncode in (1, 2) and "Traceback" not in refused.stderr


def test_a_saved_page_is_explained_under_the_address_that_it_names(tmp_path: Path) -> None:
    saved = tmp_path / "saved.html"
    saved.write_text(
        "<html lang='en'><head><title>Ferry sinks off Cebu</title><link rel='canonical' href='https://courier.example/ferry'></head><body><article>"
        "<h1>Ferry sinks off Cebu</h1><p>A ferry with some two hundred people on board sank off the island of Cebu on Sunday, the Philippine coast guard said.</p>"
        "<p>Twelve people died, and divers went on looking for others on Monday, although the sea was still rough and the light was failing.</p></article></body></html>",
        encoding="utf-8",
    )
    result = run("explain", str(saved), "--published", "2024-11-18T09:00:00Z", "--json", home=tmp_path)
    found = json.loads(result.stdout)
    assert (result.returncode, found["status"], found["url"], found["outlet_memory"]) == (0, "ok", "https://courier.example/ferry", None)
    assert {time["value"] for time in found["times"]} >= {"2024-11-17", "2024-11-18"}
    assert any(mention["entity_id"] == "country:PHL" for mention in found["mentions"])


def test_a_saved_page_without_an_address_is_explained_too(tmp_path: Path) -> None:
    saved = tmp_path / "note.html"
    saved.write_text("<p>Too short to be an article.</p>", encoding="utf-8")
    found = json.loads(run("explain", str(saved), "--json", home=tmp_path).stdout)
    assert found["status"] == "rejected" and found["url"].startswith("file://") and found["reason"]
