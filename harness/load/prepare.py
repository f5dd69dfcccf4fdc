"""Before a load: make the bills that people will work on, and share them out among the workers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from billbench.harness.application.ours.support import Support
from billbench.harness.load.clerk import Clerk
from billbench.harness.load.drawers import BillsForDrawer, bills_for_drawers
from billbench.harness.load.job import Job
from billbench.harness.load.messages import BillsMade, Watch
from billbench.harness.load.site import LoadSite
from billbench.harness.plan.load_plan import LoadPlan
from billbench.scenarios.bills import Lists
from billbench.scenarios.load.drafts import DesignFacts, LoadBill, draft_of
from billbench.scenarios.load.visits import USERS


def make_jobs(
    plan: LoadPlan,
    site: LoadSite,
    watch: Watch,
    *,
    stage: int,
    lasts_s: float,
    until_told: bool,
) -> list[Job]:
    """Make every bill and give each worker its job.

    Raises:
        UnreachableError: the application does not answer.
    """
    designs = {name: DesignFacts.of(name, dict(site.designs[name])) for name in plan.designs}
    wanted = bills_for_drawers(plan, designs, lasts_s=lasts_s)
    total = sum(one.count for one in wanted)
    bills: list[list[LoadBill]] = [[] for _ in range(plan.workers)]
    with Support(site.address) as support, Clerk(site.address) as clerk:
        lists = support.lists()
        for made, (worker, bill) in enumerate(_bills(plan, stage, wanted), 1):
            bills[worker].append(_made(bill, designs[bill.design], lists, support, clerk))
            watch(BillsMade(made=made, total=total))
    most = site.address.most_requests_per_s
    whole = Job(
        plan=plan,
        stage=stage,
        until_told=until_told,
        url=site.address.url,
        headers=dict(site.address.headers),
        most_requests_per_s=None if most is None else most / plan.workers,
        designs=designs,
        lists=lists,
        bills=(),
    )
    return [replace(whole, index=index, bills=own) for index, own in enumerate(bills)]


def _bills(plan: LoadPlan, stage: int, wanted: Sequence[BillsForDrawer]) -> Iterator[tuple[int, LoadBill]]:
    """Every bill that is to be made, with its worker."""
    for one in wanted:
        for number in range(one.count):
            seed = f"{plan.seed}/{stage}/{one.worker}/{one.drawer}/{number}"
            yield (
                one.worker,
                LoadBill(drawer=one.drawer, design=one.kind.design, lines=one.kind.lines, seed=seed),
            )


def _made(bill: LoadBill, design: DesignFacts, lists: Lists, support: Support, clerk: Clerk) -> LoadBill:
    """The bill with its number and its case; one that is to be uploaded has its case alone."""
    if design.route != "upload":
        made = support.make_bill(draft_of(bill, design, lists).lines, user=USERS[0])
        return replace(bill, bill_id=made.bill_id, case_reference=made.case_reference)
    made = support.make_bill((), user=USERS[0])
    clerk.delete(design.name, made.bill_id)
    return replace(bill, case_reference=made.case_reference)
