"""Loads whose answer is known beforehand."""

import csv
from pathlib import Path

import httpx
import pytest

from tests.app.driving import TOKEN, running
from tests.load.loading import column, load, record, summary
from tests.load.scripted import scripted

FREEZING = {"visit": "open", "spacing": "even", "designs": {"single-page": 1}, "lines": {"5": 1}}


def opening(out: Path) -> dict:
    """The figures of opening a bill."""
    (stage,) = summary(out)["stages"]
    return next(group for group in stage["groups"] if group["group"]["step"] == "open")


def test_a_freeze_of_4_in_24_seconds_is_seen_as_arrivals_meet_it(tmp_path: Path) -> None:
    """200 of 1,200 even arrivals wait 0 to 4 s: the 95th percentile is 4 × (1 - 60/200) + 0.01 = 2.81 s."""
    plan = {**FREEZING, "mode": "open", "arrivals_per_s": 50, "people": 300, "duration_s": 24}
    with scripted("--freeze-after", "8", "--freeze-for", "4") as url:
        assert load(tmp_path, plan, url=url) == 0
    found = opening(tmp_path / "run")
    assert found["response"]["p95"]["value"] == pytest.approx(2.81, rel=0.02)
    assert found["response"]["count"] == pytest.approx(1200, abs=1)
    with (tmp_path / "run" / "report" / "tables" / "times.csv").open(encoding="utf-8", newline="") as table:
        rows = {(row["step"], row["time"]): row for row in csv.DictReader(table)}
    assert float(rows["open", "response"]["p95_s"]) == pytest.approx(found["response"]["p95"]["value"])


def test_the_closed_mode_says_what_it_hides(tmp_path: Path) -> None:
    """Five people see one freeze of 2 in 12 seconds once each, and so few requests hardly count."""
    plan = {**FREEZING, "mode": "closed", "think_s": 0.1, "people": 5, "duration_s": 12}
    with scripted("--freeze-after", "4", "--freeze-for", "2") as url:
        assert load(tmp_path, plan, url=url) == 0
    found = opening(tmp_path / "run")
    assert found["response"]["p95"]["value"] < 0.2
    (stage,) = summary(tmp_path / "run")["stages"]
    # Of what people would have done at their pace, a sixth fell into the freeze: 2 × (1 - 0.05 × 6) = 1.4 s.
    assert stage["hidden"]["p95"]["value"] == pytest.approx(1.4, rel=0.15)
    assert stage["hidden"]["withheld"] == pytest.approx(5 * 2 / 0.1, rel=0.2)
    assert "The closed mode hides" in " ".join(summary(tmp_path / "run")["answer"]["sentences"])


def test_one_save_in_a_hundred_that_is_cut_silently_is_found_and_no_other(tmp_path: Path) -> None:
    """The service answers 200 with the next version; only reading back shows that nothing was stored."""
    settings = tmp_path / "settings.toml"
    settings.write_text(
        '[[fault]]\nkind = "fields"\nlimit = 3\non_exceed = "cut"\nshare = 0.01\nseed = 7\n'
        'methods = ["POST"]\nroute = "*/lines/*"\n'
    )
    plan = {"designs": {"single-page": 1}, "lines": {"6": 1}, "people": 8, "think_s": 0.12, "duration_s": 8}
    with running("--settings", str(settings)) as server:
        assert load(tmp_path, plan, url=server.url) == 0
        told = httpx.get(f"{server.url}/support/faults", headers={"Authorization": f"Bearer {TOKEN}"}).json()
    (rule,) = told["rules"]
    out = tmp_path / "run"
    outcomes = {
        one["outcome"]: one["share"]["count"] for one in summary(out)["stages"][0]["ledger"]["outcomes"]
    }
    assert rule["applied"] >= 1, "too few saves for one to be cut"
    assert outcomes.pop("lost_acknowledged") == rule["applied"]
    assert set(outcomes) == {"saved"}
    assert sum(outcomes.values()) + rule["applied"] == len(column(out, "seq", step="save"))
    assert record(out)["lines_harmed"] == 0
