"""How a load ends when something goes wrong: nothing is lost without a word, and nothing wrong is green."""

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from billbench.harness.store.requests import parts
from tests.background import IN_THE_BACKGROUND
from tests.load.loading import (
    PATIENT,
    UNREPORTED,
    column,
    kinds,
    load,
    loading,
    record,
    refused,
    write_target,
)
from tests.load.scripted import scripted
from tests.own_address import own_address

SMALL = {"designs": {"rewritten-page": 1}, "lines": {"5": 1}, "limits": PATIENT}
OPEN = {**SMALL, "mode": "open", "arrivals_per_s": 20, "people": 40, "duration_s": 3}


def workers_of(pid: int) -> list[psutil.Process]:
    family = psutil.Process(pid).children(recursive=True)
    return [one for one in family if _module_of(one) == "billbench.harness.load.locust_worker"]


def _module_of(process: psutil.Process) -> str:
    """What it runs: a guard's command names the module that it guards after its own."""
    command = process.cmdline()
    return command[command.index("-m") + 1] if "-m" in command else ""


def test_four_workers_share_one_process_of_arrivals(tmp_path: Path) -> None:
    """Every arrival of the plan is made once, by some worker, and every row is there."""
    with scripted() as url:
        assert load(tmp_path, {**OPEN, "workers": 4, "spacing": "even"}, url=url, module=UNREPORTED) == 0
    visits = sorted(column(tmp_path / "run", "visit").tolist())
    assert visits == list(range(59))
    found = record(tmp_path / "run")
    assert [worker["index"] for worker in found["workers"]] == [0, 1, 2, 3]
    assert all(worker["rows"] == worker["requests"] > 0 for worker in found["workers"])


def test_a_killed_worker_makes_the_load_invalid(tmp_path: Path) -> None:
    with scripted() as url, loading(tmp_path, {**OPEN, "workers": 2, "duration_s": 60}, url=url) as run:
        run.until("began")
        time.sleep(1.5)
        workers_of(run.process.pid)[0].send_signal(signal.SIGKILL)
        assert run.end() == 3
    assert "worker_lost" in kinds(tmp_path / "run")
    assert len(record(tmp_path / "run")["workers"]) == 1
    assert record(tmp_path / "run")["lasted_s"] < 30


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_drains_and_keeps_every_row(tmp_path: Path, number: signal.Signals) -> None:
    """The service has frozen: what is under way when the drain is over is in the rows, as just that."""
    plan = {**OPEN, "workers": 2, "duration_s": 60, "drain_s": 1, "people": 200}
    with (
        scripted("--freeze-after", "1", "--freeze-for", "100") as url,
        loading(tmp_path, plan, url=url, by=IN_THE_BACKGROUND) as run,
    ):
        run.until("began")
        time.sleep(3)
        run.process.send_signal(number)
        assert run.end() == 130
    out = tmp_path / "run"
    words = column(out, "verdict").tolist()
    assert words.count("in_flight") > 10
    assert words.count("ok") > 5
    found = record(out)
    assert found["interrupted"]
    assert column(out, "sent_s").max() < 5, "nothing is sent any more two seconds after the signal"
    assert sum(worker["rows"] for worker in found["workers"]) == len(column(out, "step", step=""))
    assert not kinds(out)


def test_arrivals_that_find_nobody_free_are_counted_and_make_the_load_invalid(tmp_path: Path) -> None:
    with scripted("--freeze-after", "1", "--freeze-for", "2") as url:
        assert load(tmp_path, {**OPEN, "people": 10, "duration_s": 4}, url=url, module=UNREPORTED) == 3
    out = tmp_path / "run"
    assert "dropped" in kinds(out)
    assert record(out)["dropped"] == column(out, "verdict").tolist().count("dropped") > 0


def test_more_arrivals_than_the_machine_can_make_are_no_result(tmp_path: Path) -> None:
    with scripted() as url:
        plan = {**OPEN, "visit": "open", "arrivals_per_s": 4000, "people": 100, "duration_s": 2, "limits": {}}
        assert load(tmp_path, plan, url=url, module=UNREPORTED) == 3
    assert kinds(tmp_path / "run") & {"lag", "saturated", "dropped"}


def test_workers_of_other_machines_send_their_rows_to_the_master(tmp_path: Path) -> None:
    """The same code path: workers started elsewhere, here over loopback with no folder in common."""
    port = "15597"
    worker = [sys.executable, "-m", "billbench", "load", "--worker", "--port", port]
    options = ("--master", "--port", port)
    with scripted() as url, loading(tmp_path, {**OPEN, "workers": 2}, *options, url=url) as run:
        elsewhere = [subprocess.Popen(worker, stdout=subprocess.DEVNULL) for _ in range(2)]
        try:
            assert run.end() == 0
            assert [process.wait(timeout=20) for process in elsewhere] == [0, 0]
        finally:
            for process in elsewhere:
                process.kill()
                process.wait()
    found = record(tmp_path / "run")
    assert len(parts(tmp_path / "run", 0)) >= 2
    assert sum(w["rows"] for w in found["workers"]) == len(column(tmp_path / "run", "step", step=""))


def test_a_load_without_people_is_refused(tmp_path: Path) -> None:
    status, said = refused(tmp_path, {**SMALL, "people": 0})
    assert status == 2
    assert "people: a load of 0 people is none" in said
    assert not (tmp_path / "run").exists()


def test_a_target_that_does_not_answer_is_unreachable(tmp_path: Path) -> None:
    target = write_target(tmp_path, "http://127.0.0.1:9")
    status, said = refused(tmp_path, SMALL, "--target", str(target))
    assert status == 4
    assert "does not answer at http://127.0.0.1:9" in said


def test_settings_of_an_application_that_runs_already_are_refused(tmp_path: Path) -> None:
    target = write_target(tmp_path, "http://127.0.0.1:9")
    status, said = refused(tmp_path, {**SMALL, "server": {"workers": 2}}, "--target", str(target))
    assert status == 2
    assert "The plan's [server] would set up the fake CCMS" in said


def test_a_host_that_nobody_authorised_gets_no_load(tmp_path: Path) -> None:
    target = write_target(tmp_path, "http://203.0.113.5:8000")
    status, said = refused(tmp_path, SMALL, "--target", str(target))
    assert status == 2
    assert "does not say who authorised a test of it" in said


def test_another_host_is_asked_no_more_often_than_is_allowed(tmp_path: Path) -> None:
    """By bills that are made, by people who sign in and by visits alike; and it is told who asks."""
    notes = tmp_path / "notes"
    allowed = {
        "authorised_by": "A. Owner",
        "authorised_until": datetime.date(2999, 1, 1),
        "most_people": 10,
        "most_requests_per_s": 10,
    }
    plan = {**SMALL, "people": 10, "think_s": 0.2, "duration_s": 3, "workers": 2}
    with scripted("--host", own_address(), "--notes", str(notes)) as url:
        target = write_target(tmp_path, url, **allowed)
        with loading(tmp_path, plan, "--target", str(target)) as run:
            run.end()
    heard = [json.loads(line) for line in notes.read_text().splitlines()]
    assert {one["who"] for one in heard} == {"target; run; A. Owner"}
    moments = [one["at"] for one in heard]
    assert len(moments) > 40
    # One more: what makes the bills and what loads keep their own time, and one follows the other.
    crowded = [later - at for at, later in zip(moments, moments[12:], strict=False) if later - at < 0.9]
    assert not crowded


def test_a_load_of_more_than_is_allowed_is_refused(tmp_path: Path) -> None:
    allowed = {
        "authorised_by": "A. Owner",
        "authorised_until": datetime.date(2999, 1, 1),
        "most_people": 5,
        "most_requests_per_s": 10,
    }
    with scripted("--host", own_address()) as url:
        target = write_target(tmp_path, url, **allowed)
        status, said = refused(tmp_path, OPEN, "--target", str(target))
    assert status == 2
    assert "40 people, and 5 are allowed; 20 arrivals a second, and 10 are allowed" in said
    assert not (tmp_path / "run").exists()


def test_nothing_of_a_load_outlives_it(tmp_path: Path) -> None:
    """The command is killed as hard as can be; master, workers and application end by themselves."""
    with loading(tmp_path, {**SMALL, "workers": 2, "duration_s": 60, "people": 4}) as run:
        run.until("began")
        family = psutil.Process(run.process.pid).children(recursive=True)
        assert len(family) >= 6
        os.kill(run.process.pid, signal.SIGKILL)
        _, alive = psutil.wait_procs(family, timeout=10)
        assert alive == []
