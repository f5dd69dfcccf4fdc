"""What workers are told: the plan and their own bills, also where the load was raised since it was typed."""

import pytest

from billbench.harness.commands.load.capacity import at_level
from billbench.harness.load.drawers import bills_for_drawers
from billbench.harness.load.job import Job
from billbench.harness.model.wire import decode, encode
from billbench.harness.plan.load_plan import LoadPlan, parse_load_file, validate
from billbench.scenarios.load.drafts import DesignFacts, LoadBill

DESIGNS = {
    route: DesignFacts(
        name=route, rows_per_page=None, in_browser=True, one_row=False, by_line=False, route=route
    )
    for route in ("lines", "upload", "summary")
}
LISTS = {"hourly": {"COST_TYPE": ["Profit cost"]}}


def plan_of(**typed: object) -> LoadPlan:
    whole = {"designs": {"lines": 1}, "lines": {"20": 1}, **typed}
    return validate(parse_load_file(whole, "a test"), "a test", designs=list(DESIGNS))


@pytest.mark.parametrize("mode", ["open", "closed"])
def test_a_job_arrives_as_it_was_given_also_above_what_may_be_typed(mode: str) -> None:
    """A search for the capacity doubles the load, as far as it holds."""
    plan = at_level(plan_of(mode=mode, people=5000, arrivals_per_s=5000), 6000)
    bill = LoadBill(drawer=3, design="lines", lines=20, seed="1/0/0/3/0", bill_id=7, case_reference="300001")
    job = Job(plan=plan, url="http://127.0.0.1:1", designs=DESIGNS, lists=LISTS, bills=(bill,), index=0)
    there = decode(Job, encode(job))
    assert there.plan == plan
    assert there.plan.level == 6000
    assert list(there.bills) == [bill]


@pytest.mark.parametrize(
    ("typed", "counts"),
    [
        # 10 × 1.15 / 1 + 2 = 13.5 visits of each person, 18 saves a bill of 20 lines.
        ({"mode": "closed", "people": 2, "think_s": 1}, [1, 1]),
        ({"mode": "closed", "people": 2, "think_s": 1, "designs": {"upload": 1}}, [14, 14]),
        ({"mode": "closed", "people": 3, "think_s": 1, "workers": 2}, [1, 1, 1, 1]),
        # 4 × 10 × 1.15 = 46 visits, and a bill more for each who may be there at once.
        ({"mode": "open", "people": 5, "arrivals_per_s": 4}, [5 + 3]),
        ({"mode": "open", "people": 5, "arrivals_per_s": 4, "visit": "open"}, [5]),
        ({"mode": "open", "people": 5, "arrivals_per_s": 4, "designs": {"summary": 1}}, [5 + 46]),
    ],
)
def test_each_drawer_has_a_line_for_every_save(typed: dict[str, object], counts: list[int]) -> None:
    wanted = bills_for_drawers(plan_of(**typed), DESIGNS, lasts_s=10)
    assert [one.count for one in wanted] == counts
