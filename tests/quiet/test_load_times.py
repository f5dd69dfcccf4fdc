"""Loads whose times are known beforehand."""

import csv
from pathlib import Path

import pytest

from tests.load.loading import PATIENT, load, summary
from tests.load.scripted import scripted

SMALL = {"designs": {"rewritten-page": 1}, "lines": {"5": 1}, "limits": PATIENT}
FREEZING = {**SMALL, "visit": "open", "spacing": "even"}


def opening(out: Path) -> dict:
    """The figures of opening a bill."""
    (stage,) = summary(out)["stages"]
    return next(group for group in stage["groups"] if group["group"]["step"] == "open")


def test_a_freeze_of_half_a_second_in_3_is_seen_as_arrivals_meet_it(tmp_path: Path) -> None:
    """50 of 300 even arrivals wait 0 to 0.5 s: the 95th percentile is 0.5 × (1 - 15/50) + 0.01 = 0.36 s."""
    plan = {**FREEZING, "mode": "open", "arrivals_per_s": 100, "people": 150, "duration_s": 3}
    with scripted("--freeze-after", "1", "--freeze-for", "0.5") as url:
        assert load(tmp_path, plan, url=url) == 0
    found = opening(tmp_path / "run")
    assert found["response"]["p95"]["value"] == pytest.approx(0.36, abs=0.05)
    assert found["response"]["count"] == pytest.approx(300, abs=1)
    with (tmp_path / "run" / "report" / "tables" / "times.csv").open(encoding="utf-8", newline="") as table:
        rows = {(row["step"], row["time"]): row for row in csv.DictReader(table)}
    assert float(rows["open", "response"]["p95_s"]) == pytest.approx(found["response"]["p95"]["value"])


def test_the_closed_mode_says_what_it_hides(tmp_path: Path) -> None:
    """Five people see one freeze of half a second in 3 once each, and so few requests hardly count."""
    plan = {**FREEZING, "mode": "closed", "think_s": 0.05, "people": 5, "duration_s": 3}
    with scripted("--freeze-after", "1", "--freeze-for", "0.5") as url:
        assert load(tmp_path, plan, url=url) == 0
    found = opening(tmp_path / "run")
    assert found["response"]["p95"]["value"] < 0.2
    (stage,) = summary(tmp_path / "run")["stages"]
    # Of what people would have done at their pace, a sixth fell into it: 0.5 × (1 - 0.05 × 6) = 0.35 s.
    assert stage["hidden"]["p95"]["value"] == pytest.approx(0.35, rel=0.15)
    assert stage["hidden"]["withheld"] == pytest.approx(5 * 0.5 / 0.05, rel=0.2)
    assert "The closed mode hides" in " ".join(summary(tmp_path / "run")["answer"]["sentences"])
