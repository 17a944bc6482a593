"""The grown-up set-up run natively: catalog in Postgres, data in an S3-compatible store, several publishers at once."""

from __future__ import annotations

import datetime as dt
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.warehouse.publish_day import FEW, replace_day
from tests.unit.warehouse.sample_day import DAY, build_day

from presswatch.errors import LakeError, LockTimeoutError
from presswatch.settings import Settings, load_settings
from presswatch.warehouse.change import ReplacePartition
from presswatch.warehouse.export import export_analyst_file
from presswatch.warehouse.lake import Lake
from presswatch.warehouse.maintain import maintain

pytestmark = pytest.mark.slow


def _find_program(name: str) -> str:
    places = [os.environ.get("PATH", ""), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))]
    found = shutil.which(name, path=os.pathsep.join(places))
    if found is None:
        pytest.skip(f"{name} isn't installed")
    return str(Path(found).resolve())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """A Postgres server of its own; gives the catalog's address without a database name."""
    initdb, server = _find_program("initdb"), _find_program("postgres")
    folder = Path(tempfile.mkdtemp(prefix="presswatch-postgres-"))
    # Postgres refuses to run as root, as tests in a container often do.
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        try:
            entry = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("running as root without a user postgres")
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        who = {"user": entry.pw_uid, "group": entry.pw_gid}
    port = _free_port()
    subprocess.run([initdb, "-D", folder / "data", "-U", "lake", "-A", "trust", "--no-sync"], check=True, capture_output=True, cwd=folder, **who)
    command = [server, "-D", folder / "data", "-p", str(port), "-k", folder, "-h", "127.0.0.1", "-F"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **who)
    address = f"postgres:dbname=postgres host=127.0.0.1 port={port} user=lake"
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def grown_up(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    boto3 = pytest.importorskip("boto3")
    threaded = pytest.importorskip("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    threaded.start()
    host, port = threaded.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = boto3.client("s3", endpoint_url=endpoint, aws_access_key_id="key", aws_secret_access_key="secret", region_name="us-east-1")
    client.create_bucket(Bucket="news")
    home = tmp_path_factory.mktemp("home")
    try:
        yield load_settings(home=home, catalog=postgres, data="s3://news/lake", s3_endpoint=endpoint, s3_key="key", s3_secret="secret", lock_timeout=60)
    finally:
        threaded.stop()


def _count(lake: Lake, table: str) -> int:
    return int(lake.read(f"SELECT count(*) AS n FROM {table}")["n"][0].as_py())


def test_publish_read_travel_export_maintain(grown_up: Settings) -> None:
    with Lake(grown_up) as lake:
        first = lake.commit(replace_day(build_day(), DAY), message="one")
        before = lake.table_hash("articles")
        lake.commit(replace_day(build_day(n_articles=4), DAY, FEW), message="two")
        assert _count(lake, "articles") == 4
        lake.commit(replace_day(build_day(run_id="run-2"), DAY, FEW), message="three")
        assert lake.table_hash("articles") == before
        report = export_analyst_file(lake, grown_up.reports_dir / "presswatch.duckdb")
        assert report.counts["articles"] == 6
    with Lake(grown_up, at=first) as past:
        assert _count(past, "articles") == 6
    with Lake(grown_up, read_only=True) as reader, pytest.raises(LakeError, match="read-only"):
        reader.commit([], message="x")
    with Lake(grown_up) as lake:
        done = maintain(lake, grown_up, dt.datetime.now(dt.UTC) + dt.timedelta(days=60))
        assert done.expired_snapshots > 0
        maintain(lake, grown_up, dt.datetime.now(dt.UTC) + dt.timedelta(days=62))
        assert lake.table_hash("articles") == before


def test_publishers_take_turns_by_an_advisory_lock(grown_up: Settings) -> None:
    errors: list[BaseException] = []
    days = [DAY + dt.timedelta(days=i) for i in range(10, 13)]
    done = threading.Event()
    torn: list[int] = []

    def publish(day: dt.date) -> None:
        try:
            with Lake(grown_up) as lake:
                for n in (3, 5, 4):
                    tables = build_day(day, n_articles=n, n_sentences=1)
                    lake.commit([ReplacePartition(table=t, dt=day, rows=tables[t]) for t in ("articles", "claims")], message=str(day))
        except BaseException as error:
            errors.append(error)

    def read() -> None:
        with Lake(grown_up, read_only=True) as lake:
            while not done.is_set():
                rows = lake.read("SELECT count(*) AS n FROM (SELECT article_id FROM articles WHERE dt > '2024-11-25' EXCEPT SELECT article_id FROM claims)")
                torn.append(rows["n"][0].as_py())

    with Lake(grown_up):
        pass
    reader = threading.Thread(target=read)
    publishers = [threading.Thread(target=publish, args=(day,)) for day in days]
    for thread in (reader, *publishers):
        thread.start()
    for thread in publishers:
        thread.join()
    done.set()
    reader.join()
    assert errors == []
    assert torn and set(torn) == {0}
    with Lake(grown_up, read_only=True) as lake:
        assert lake.read("SELECT count(*) AS n FROM articles WHERE dt > '2024-11-25'")["n"][0].as_py() == 12


def test_a_held_lock_times_out_with_a_clear_line(grown_up: Settings) -> None:
    impatient = grown_up.model_copy(update={"lock_timeout": 0.5})
    with Lake(grown_up) as holder, holder.lock():
        with pytest.raises(LockTimeoutError, match=r"another publisher has held the Postgres catalog for 0\.5 s"):
            Lake(impatient)
        holder.commit([], message="the holder goes on")
    Lake(impatient).close()


def test_an_unreachable_catalog_is_one_line_without_the_password(tmp_path: Path) -> None:
    catalog = f"postgres:dbname=x host=127.0.0.1 port={_free_port()} user=lake password=hunter2"
    for read_only in (False, True):
        with pytest.raises(LakeError) as caught:
            Lake(load_settings(home=tmp_path, catalog=catalog), read_only=read_only)
        assert "\n" not in str(caught.value) and "hunter2" not in str(caught.value)
