"""A load whose answer is known beforehand."""

from pathlib import Path

import httpx

from tests.app.driving import TOKEN, running
from tests.load.loading import PATIENT, column, load, record, summary

PEOPLE = {"people": 8, "think_s": 0.12, "duration_s": 5}


def test_one_save_in_a_hundred_that_is_cut_silently_is_found_and_no_other(tmp_path: Path) -> None:
    """The service answers 200 with the next version; only reading back shows that nothing was stored."""
    settings = tmp_path / "settings.toml"
    settings.write_text(
        '[[fault]]\nkind = "fields"\nlimit = 3\non_exceed = "cut"\nshare = 0.01\nseed = 153\n'
        'methods = ["POST"]\nroute = "*/lines/*"\n'
    )
    plan = {"designs": {"rewritten-page": 1}, "lines": {"6": 1}, "limits": PATIENT, **PEOPLE}
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
