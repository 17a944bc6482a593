"""Commits: several tables and days at once or not at all, the same rows twice stay the same rows, one publisher at a time."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.warehouse.publish_day import FEW, replace_day
from tests.unit.warehouse.sample_day import DAY, build_day, change_value

from presswatch.errors import ConfigError, LakeError, LockTimeoutError
from presswatch.model import TABLES
from presswatch.settings import Settings, load_settings
from presswatch.warehouse.change import DeleteKeys, DeleteRows, InsertRows, ReplacePartition, ReplaceWhole, conform_rows
from presswatch.warehouse.lake import Lake

NEXT = DAY + dt.timedelta(days=1)


@pytest.fixture
def lake(home: Settings) -> Iterator[Lake]:
    with Lake(home) as lake:
        yield lake


def _count(lake: Lake, table: str, where: str = "true") -> int:
    return int(lake.read(f"SELECT count(*) AS n FROM {table} WHERE {where}").column("n")[0].as_py())


def _hash_all(lake: Lake) -> dict[str, str]:
    return {name: lake.table_hash(name) for name in TABLES}


def _hash_few(lake: Lake) -> dict[str, str]:
    return {name: lake.table_hash(name) for name in FEW}


def test_a_published_day_reads_back_as_it_was(lake: Lake) -> None:
    tables = build_day()
    snapshot = lake.commit(replace_day(tables, DAY), message="build")
    assert snapshot == lake.snapshot()
    for name, table in TABLES.items():
        if table.partitioned:
            expected = tables[name].sort_by([(key, "ascending") for key in table.key])
            assert lake.read_partition(name, DAY).equals(expected), name
    assert lake.snapshots().to_pylist()[-1]["commit_message"] == "build"


def test_the_same_day_twice_doubles_nothing(lake: Lake) -> None:
    lake.commit(replace_day(build_day(run_id="run-1"), DAY), message="first")
    lake.commit(replace_day(build_day(NEXT), NEXT, FEW), message="next day")
    before = _hash_all(lake)
    lake.commit(replace_day(build_day(run_id="run-2"), DAY), message="again")
    after = _hash_all(lake)
    assert {name for name in TABLES if before[name] != after[name]} == {"runs"}
    assert lake.table_hash("articles", exclude=()) != lake.table_hash("articles")
    assert _count(lake, "articles") == 12
    assert _count(lake, "articles", "run_id = 'run-2'") == 6


def test_a_day_that_shrinks_leaves_no_old_row(lake: Lake) -> None:
    lake.commit(replace_day(build_day(n_articles=6), DAY, FEW), message="first")
    lake.commit(replace_day(build_day(n_articles=4), DAY, FEW), message="second")
    assert _count(lake, "articles") == 4
    lake.commit([ReplacePartition(table="articles", dt=DAY, rows=TABLES["articles"].arrow_schema.empty_table())], message="empty")
    assert _count(lake, "articles") == 0
    assert _count(lake, "zones") > 0


def test_a_commit_with_one_bad_table_changes_none(lake: Lake) -> None:
    lake.commit(replace_day(build_day(), DAY, FEW), message="good")
    before, snapshot = _hash_few(lake), lake.snapshot()
    tables = build_day(n_articles=3)
    for broken, match in (
        ({"claims": change_value(tables["claims"], "cue_kind", 0, None)}, r"claims\.cue_kind: 1 of 9 rows are null"),
        ({"claims": pa.concat_tables([tables["claims"], tables["claims"].slice(0, 1)])}, "claims: the key .* occurs 2 times"),
        ({"claims": change_value(tables["claims"], "dt", 0, NEXT)}, "claims: rows of 2024-11-21 in the partition of 2024-11-20"),
        ({"claims": tables["claims"].append_column("mood", pa.nulls(9))}, "claims: no column mood"),
        ({"claims": tables["claims"].drop_columns(["direct"])}, r"claims\.direct: the column is missing"),
    ):
        with pytest.raises(LakeError, match=match):
            lake.commit(replace_day({**tables, **broken}, DAY, FEW), message="bad")
    assert (_hash_few(lake), lake.snapshot()) == (before, snapshot)


def test_an_error_in_the_middle_of_a_transaction_rolls_all_of_it_back(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.commit(replace_day(build_day(), DAY, FEW), message="good")
    before = _hash_few(lake)
    apply, seen = lake._apply, []

    def fail_late(change: object, rows: object) -> None:
        seen.append(change)
        if len(seen) == 4:
            raise OSError("no space left on device")
        apply(change, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(lake, "_apply", fail_late)
    with pytest.raises(OSError, match="no space"):
        lake.commit(replace_day(build_day(n_articles=2), DAY, FEW), message="bad")
    monkeypatch.undo()
    assert _hash_few(lake) == before
    lake.commit(replace_day(build_day(n_articles=2), DAY, FEW), message="good again")
    assert _count(lake, "articles") == 2


def test_rows_of_other_days_change_in_the_same_commit(lake: Lake) -> None:
    first, second = build_day(DAY), build_day(NEXT)
    lake.commit(replace_day(first, DAY, FEW), message="one")
    story = change_value(first["stories"], "n_articles", 0, 99)
    moved = first["articles"]["article_id"][0].as_py()
    snapshot = lake.commit(
        [
            *replace_day(second, NEXT, FEW),
            InsertRows(table="stories", rows=story),
            DeleteRows(table="mentions", key_column="article_id", values=(moved,), dt=DAY),
            DeleteRows(table="claims", key_column="article_id", values=(moved,), dt=NEXT),
            DeleteKeys(table="zones", keys=first["zones"].select(["article_id", "position"]).slice(0, 2)),
        ],
        message="two",
    )
    assert lake.read("SELECT n_articles FROM stories WHERE dt = ?", [DAY]).column(0).to_pylist() == [99]
    assert _count(lake, "stories") == 2
    assert _count(lake, "mentions", f"article_id = '{moved}'") == 0
    assert _count(lake, "claims", f"article_id = '{moved}'") == 3
    assert _count(lake, "zones", f"dt = '{DAY}'") == first["zones"].num_rows - 2
    assert snapshot == lake.snapshot()


def test_inserted_rows_replace_those_with_the_same_key(lake: Lake) -> None:
    rows = build_day()["runs"]
    for counts in ("{}", '{"articles": 1}'):
        lake.commit([InsertRows(table="runs", rows=change_value(rows, "counts", 0, counts))], message="run")
    assert lake.read("SELECT counts FROM runs").column(0).to_pylist() == ['{"articles": 1}']


def test_a_change_sees_the_changes_before_it(lake: Lake) -> None:
    rows = build_day()["articles"]
    gone = rows["article_id"][0].as_py()
    changes = [ReplacePartition(table="articles", dt=DAY, rows=rows), DeleteRows(table="articles", key_column="article_id", values=(gone,))]
    lake.commit(changes, message="put and take")
    assert _count(lake, "articles") == rows.num_rows - 1
    lake.commit([DeleteRows(table="articles", key_column="article_id", values=(gone,)), ReplacePartition(table="articles", dt=DAY, rows=rows)], message="take and put")
    assert _count(lake, "articles") == rows.num_rows


def test_a_whole_table_that_stays_the_same_is_not_written_again(lake: Lake) -> None:
    entities = build_day()["entities"]
    first = lake.commit([ReplaceWhole(table="entities", rows=entities)], message="one")
    assert lake.commit([ReplaceWhole(table="entities", rows=entities.take([2, 0, 1]))], message="same, other order") == first
    assert lake.commit([ReplaceWhole(table="entities", rows=entities.slice(1))], message="fewer") > first
    assert _count(lake, "entities") == 2


def test_absent_nullable_columns_become_null(lake: Lake) -> None:
    rows = build_day()["articles"].drop_columns(["section", "subtitle"])
    lake.commit([ReplacePartition(table="articles", dt=DAY, rows=rows)], message="x")
    assert lake.read("SELECT DISTINCT section FROM articles").column(0).to_pylist() == [None]


def test_timestamps_are_utc(lake: Lake) -> None:
    lake.commit(replace_day(build_day(), DAY, FEW), message="x")
    found = lake.read("SELECT captured_at, captured_at::VARCHAR AS shown FROM articles ORDER BY captured_at LIMIT 1")
    assert found.schema.field("captured_at").type == pa.timestamp("us", tz="UTC")
    assert found.column("shown")[0].as_py() == "2024-11-20 06:00:00+00"


def test_old_snapshots_can_be_read_by_id_and_by_time(home: Settings) -> None:
    with Lake(home) as lake:
        first = lake.commit(replace_day(build_day(n_articles=3), DAY, FEW), message="one")
        moment = lake.snapshots().to_pylist()[-1]["snapshot_time"]
        lake.commit(replace_day(build_day(n_articles=5), DAY, FEW), message="two")
    for at in (first, moment, moment.replace(tzinfo=None)):
        with Lake(home, at=at) as past:
            assert _count(past, "articles") == 3
            with pytest.raises(LakeError, match="read-only"):
                past.commit([], message="never")
    with Lake(home, read_only=True) as now:
        assert _count(now, "articles") == 5
    with pytest.raises(LakeError, match="no snapshot 999"):
        Lake(home, at=999)
    with pytest.raises(LakeError, match="no schema news"):
        Lake(home, at=0)


def test_reading_needs_a_lake(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match=r"there is no lake at .*catalog\.sqlite yet"):
        Lake(load_settings(home=tmp_path), read_only=True)
    assert not (tmp_path / "lake").exists()


def test_a_damaged_catalog_is_one_clear_line(home: Settings) -> None:
    path = Path(home.catalog_url)
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(LakeError, match="can't be opened") as caught:
        Lake(home)
    assert "\n" not in str(caught.value)


def test_a_data_address_of_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="PRESSWATCH_DATA"):
        Lake(load_settings(home=tmp_path, data="ftp://example/data"))


def test_a_lake_may_be_moved(home: Settings, tmp_path: Path) -> None:
    with Lake(home) as lake:
        lake.commit(replace_day(build_day(), DAY, FEW), message="x")
        before = lake.table_hash("articles")
    (tmp_path / "lake").rename(tmp_path / "moved")
    moved = load_settings(home=tmp_path, catalog=str(tmp_path / "moved" / "catalog.sqlite"), data=str(tmp_path / "moved" / "data"))
    with Lake(moved) as lake:
        assert lake.table_hash("articles") == before


def test_a_publisher_that_waits_too_long_says_for_what(home: Settings, lake: Lake) -> None:
    with FileLock(home.catalog_url + ".lock"), pytest.raises(LockTimeoutError, match=r"another publisher has held .*catalog\.sqlite\.lock for 0\.3 s"):
        lake.commit([], message="x")
    lake.commit([], message="free again")


def test_the_lock_can_be_held_around_a_commit(home: Settings, lake: Lake) -> None:
    with lake.lock():
        lake.commit(replace_day(build_day(), DAY, FEW), message="x")
        with pytest.raises(LockTimeoutError), Lake(home) as other:
            other.commit([], message="y")
    with Lake(home) as other:
        assert _count(other, "articles") == 6


def test_publishers_take_turns(home: Settings) -> None:
    patient = load_settings(home=home.home, lock_timeout=60)
    errors: list[BaseException] = []

    def publish(day: dt.date) -> None:
        try:
            with Lake(patient) as lake:
                for _ in range(2):
                    lake.commit([ReplacePartition(table="articles", dt=day, rows=build_day(day)["articles"])], message=str(day))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=publish, args=(DAY + dt.timedelta(days=i),)) for i in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with Lake(patient, read_only=True) as lake:
        assert _count(lake, "articles") == 18


def test_recent_days_are_counted_newest_first(lake: Lake) -> None:
    for i, n in enumerate((2, 3, 4)):
        day = DAY - dt.timedelta(days=3 - i)
        lake.commit([ReplacePartition(table="articles", dt=day, rows=build_day(day, n_articles=n)["articles"])], message="x")
    assert lake.count_recent(DAY)["articles"] == [4, 3, 2]
    assert lake.count_recent(DAY, days=2)["articles"] == [4, 3]
    assert lake.count_recent(DAY)["events"] == []


def test_a_query_that_fails_is_one_line(lake: Lake) -> None:
    with pytest.raises(LakeError, match=r"^Table with name artcles does not exist") as caught:
        lake.read("SELECT * FROM artcles")
    assert "\n" not in str(caught.value)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(6)), changed=st.integers(0, 5), value=st.text(st.characters(exclude_categories=["Cs"]), max_size=5))
def test_conformed_rows_dont_depend_on_order_but_on_every_value(order: list[int], changed: int, value: str) -> None:
    table, rows = TABLES["articles"], build_day()["articles"]
    plain = conform_rows(table, rows)
    assert conform_rows(table, rows.take(order)).equals(plain)
    assert conform_rows(table, change_value(rows, "title", changed, value + "!")).equals(plain) is False


def test_a_hash_sees_every_value_and_every_repetition(lake: Lake) -> None:
    seen = set()
    rows = build_day(n_articles=3)["quarantine"]
    for variant in (
        rows,
        change_value(rows, "reason", 0, "another"),
        change_value(rows, "reason", 0, ""),
        pa.concat_tables([rows, change_value(rows, "row_id", 0, "second")]),
        rows.slice(0, 0),
    ):
        lake.commit([ReplacePartition(table="quarantine", dt=DAY, rows=variant)], message="x")
        seen.add(lake.table_hash("quarantine"))
    assert len(seen) == 5
