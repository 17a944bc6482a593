import itertools
import threading
import time
from collections import defaultdict

import pytest

from presswatch.collect.politeness import MAX_CRAWL_DELAY, Courtesy, StoppedError
from presswatch.collect.schedule import HostSchedule


def test_one_host_gets_one_request_at_a_time_with_a_pause_and_hosts_run_in_parallel():
    courtesy = Courtesy(0.05)
    schedule = HostSchedule(4, courtesy.ready_at)
    spans = defaultdict(list)

    def job(host):
        def run():
            with courtesy.turn(host):
                start = time.monotonic()
                time.sleep(0.02)
                spans[host].append((start, time.monotonic()))

        return run

    for host in ("a", "b", "c"):
        for _ in range(4):
            schedule.submit(host, job(host))
    started = time.monotonic()
    schedule.run()
    assert time.monotonic() - started < 0.6  # one after the other it would take 0.8
    for found in spans.values():
        found.sort()
        assert len(found) == 4
        assert all(following[0] - before[1] >= 0.049 for before, following in itertools.pairwise(found))


def test_a_crawl_delay_lengthens_the_pause_and_has_a_bound():
    courtesy = Courtesy(1.0, clock=lambda: 100.0)
    for delay, pause in ((None, 1.0), (0.2, 1.0), (5.0, 5.0), (1e9, MAX_CRAWL_DELAY)):
        host = f"h{delay}"
        courtesy.set_delay(host, delay)
        with courtesy.turn(host):
            pass
        assert courtesy.ready_at(host) == 100.0 + pause


def test_a_host_that_is_held_waits_and_one_that_never_answers_is_closed():
    courtesy = Courtesy(0.0, clock=lambda: 100.0)
    courtesy.hold("a", 7)
    assert courtesy.ready_at("a") == 107.0
    for _ in range(2):
        courtesy.note("a", unreachable=True, limit=3, reason="timeout")
    courtesy.note("a", unreachable=False, limit=3, reason="")
    for _ in range(2):
        courtesy.note("a", unreachable=True, limit=3, reason="timeout")
    assert courtesy.reason_closed("a") is None
    courtesy.note("a", unreachable=True, limit=3, reason="timeout: no answer")
    assert courtesy.reason_closed("a") == "3 requests in a row failed, the last: timeout: no answer"


def test_waiting_ends_at_once_when_the_run_is_stopped():
    courtesy = Courtesy(0.0)
    courtesy.hold("a", 60)
    threading.Timer(0.05, courtesy.stop).start()
    started = time.monotonic()
    with pytest.raises(StoppedError), courtesy.turn("a"):
        pass
    assert time.monotonic() - started < 1


def test_jobs_may_submit_jobs_and_delayed_ones_do_not_hold_up_their_host():
    schedule = HostSchedule(2, lambda host: 0.0)
    order = []
    schedule.submit("a", lambda: order.append("late"), not_before=time.monotonic() + 0.1)
    schedule.submit("a", lambda: (order.append("first"), schedule.submit("a", lambda: order.append("second"))))
    schedule.run()
    assert order == ["first", "second", "late"]


def test_an_error_in_a_job_ends_the_run_and_is_raised():
    schedule = HostSchedule(2, lambda host: 0.0)
    done = []

    def fail():
        raise ValueError("a bug")

    schedule.submit("a", fail)
    for _ in range(50):
        schedule.submit("a", lambda: done.append(1))
    with pytest.raises(ValueError, match="a bug"):
        schedule.run()
    assert len(done) < 50
