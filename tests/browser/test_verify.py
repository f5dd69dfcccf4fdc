"""`billbench verify` of a smaller extent, and what it says where the table would lie."""

import json
import subprocess
import sys
from typing import Any

import pytest

from billbench.harness.model.errors import ExitStatus
from tests.browser.quick_verify import OF_EACH_KIND

Found = tuple[int, dict[str, Any]]


def run(*command: str) -> Found:
    done = subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, timeout=600, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def quick() -> Found:
    return run("tests.browser.quick_verify", "verify", "--quick", "--json")


def test_the_status_is_the_verdict(quick: Found) -> None:
    """On a machine that is never quiet the verdict is "could not tell", with the cause."""
    status, found = quick
    assert status == (ExitStatus.OK if found["passed"] else ExitStatus.INVALID)
    assert found["passed"] is (found["reasons"] == [])


def test_every_case_is_measured(quick: Found) -> None:
    _, found = quick
    assert [case["name"] for case in found["cases"]] == list(OF_EACH_KIND)
    for case in found["cases"]:
        assert case["repeats"] >= 1
        assert case["freeze_s"] - case["truth_s"] == pytest.approx(case["error_s"], abs=0.5)
        assert case["ok"] or case["reason"]


def test_a_hang_is_recorded_as_at_least_its_deadline(quick: Found) -> None:
    _, found = quick
    hang = found["cases"][-1]
    assert hang["ok"], hang["reason"]
    assert hang["freeze_s"] == hang["truth_s"] == 2.0


def test_cost_throttle_false_alarms_and_what_can_be_seen_are_told(quick: Found) -> None:
    _, found = quick
    assert set(found["observer_cost"]) == set(found["trace_cost"]) == {"1x", "4x"}
    assert set(found["throttle"]) == {"script", "layout"}
    for ratio in (*found["observer_cost"].values(), *found["throttle"].values()):
        assert ratio["low"] <= ratio["estimate"] <= ratio["high"]
    assert 0 <= found["false_alarm"]["3_launches"] <= 1
    assert found["detectable"]["10_launches"]["effect"] < found["detectable"]["3_launches"]["effect"]


def test_a_wrong_answer_ends_with_its_own_status() -> None:
    status, found = run("tests.browser.wrong_truth")
    (case,) = found["cases"]
    assert status == ExitStatus.INVALID
    assert not case["ok"]
    assert case["truth_s"] == 0.5
    assert case["error_s"] < 0
