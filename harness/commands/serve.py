"""`billbench serve`: the fake CCMS with sample bills, for a person to click through."""

import threading
from collections.abc import Sequence

from rich.console import Console

from billbench.harness.application.ours.fake import known_designs, running_fake_ccms
from billbench.harness.application.ours.support import Support
from billbench.harness.model.errors import ExitStatus
from billbench.harness.plan.plan_file import PlanFile
from billbench.scenarios.bills import synthetic_bill

USER = "solicitor1"


def list_designs(plan: PlanFile, console: Console) -> ExitStatus:
    """Name every design, the plan's own ones too, with a sentence each."""
    for design in known_designs(plan.app_settings()):
        console.print(f"{design.name}: {design.sentence}", highlight=False, markup=False)
    return ExitStatus.OK


def serve(plan: PlanFile, port: int, lines: Sequence[int], console: Console) -> ExitStatus:
    """Serve until Ctrl-C.

    Raises:
        UsageError: the port is occupied, or a design of the plan is impossible.
    """
    settings = plan.app_settings()
    designs = known_designs(settings)
    with running_fake_ccms(settings, port=port) as address:
        console.print(f"The fake CCMS is at {address.url} (Ctrl-C ends it).", highlight=False)
        with Support(address) as support:
            lists = support.lists()
            for size in lines:
                bill = synthetic_bill(size, f"serve/{size}", lists)
                made = support.make_bill(bill, user=USER)
                console.print(f"Case {made.case_reference}: a draft bill of {size} lines.", highlight=False)
        console.print(f"Sign in as {USER}. Designs:", highlight=False)
        for design in designs:
            console.print(f"  {address.url}/{design.name}/  {design.sentence}", highlight=False, markup=False)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            console.print("Stopped.")
    return ExitStatus.OK
