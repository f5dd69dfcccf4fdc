"""Loads whose times are known beforehand."""

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.load.loading import PATIENT, load, summary
from tests.load.scripted import scripted

SMALL = {"designs": {"rewritten-page": 1}, "lines": {"5": 1}, "limits": PATIENT}
FREEZING = {**SMALL, "visit": "open", "spacing": "even"}


MODES = {
    "open": {**FREEZING, "mode": "open", "arrivals_per_s": 100, "people": 150, "duration_s": 3},
    "closed": {**FREEZING, "mode": "closed", "think_s": 0.05, "people": 5, "duration_s": 3},
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The run of each mode. Both at once, each on a server of its own: most of it is waited."""
    folders = {mode: tmp_path_factory.mktemp(mode) for mode in MODES}

    def done(mode: str) -> int:
        with scripted("--freeze-after", "1", "--freeze-for", "0.5") as url:
            return load(folders[mode], MODES[mode], url=url)

    with ThreadPoolExecutor() as both:
        assert list(both.map(done, MODES)) == [0, 0]
    return {mode: folder / "run" for mode, folder in folders.items()}


def opening(out: Path) -> dict:
    """The figures of opening a bill."""
    (stage,) = summary(out)["stages"]
    return next(group for group in stage["groups"] if group["group"]["step"] == "open")


def test_a_freeze_of_half_a_second_in_3_is_seen_as_arrivals_meet_it(runs: dict[str, Path]) -> None:
    """50 of 300 even arrivals wait 0 to 0.5 s: the 95th percentile is 0.5 × (1 - 15/50) + 0.01 = 0.36 s."""
    found = opening(runs["open"])
    assert found["response"]["p95"]["value"] == pytest.approx(0.36, abs=0.05)
    assert found["response"]["count"] == pytest.approx(300, abs=1)
    with (runs["open"] / "report" / "tables" / "times.csv").open(encoding="utf-8", newline="") as table:
        rows = {(row["step"], row["time"]): row for row in csv.DictReader(table)}
    assert float(rows["open", "response"]["p95_s"]) == pytest.approx(found["response"]["p95"]["value"])


def test_the_closed_mode_says_what_it_hides(runs: dict[str, Path]) -> None:
    """Five people see one freeze of half a second in 3 once each, and so few requests hardly count."""
    found = opening(runs["closed"])
    assert found["response"]["p95"]["value"] < 0.2
    (stage,) = summary(runs["closed"])["stages"]
    # Of what people would have done at their pace, a sixth fell into it: 0.5 × (1 - 0.05 × 6) = 0.35 s.
    assert stage["hidden"]["p95"]["value"] == pytest.approx(0.35, rel=0.15)
    assert stage["hidden"]["withheld"] == pytest.approx(5 * 0.5 / 0.05, rel=0.2)
    assert "The closed mode hides" in " ".join(summary(runs["closed"])["answer"]["sentences"])
