"""A plan that was checked against what exists, ready to be measured."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from billbench.harness.application.address import Address
from billbench.harness.application.ours.fake import DesignInfo
from billbench.harness.plan.plan import Plan
from billbench.harness.plan.plan_file import PlanFile
from billbench.harness.plan.target_file import TargetFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A valid plan with the designs it names. `named` is how it is named again; empty for flags alone.

    `at` is where the application runs already; without it the fake CCMS is started for the run. `targets` are
    somebody else's applications, by the design that each of them is.
    """

    typed: PlanFile
    plan: Plan
    designs: Mapping[str, DesignInfo]
    named: str = ""
    at: Address | None = None
    targets: Mapping[str, TargetFile] = field(default_factory=dict)
