"""A plan checked against what exists: as typed, as named, and again from a run that stopped."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from billbench.harness.application.ours.fake import DesignInfo, known_designs
from billbench.harness.commands.preparing.plans import name_of, named_plans
from billbench.harness.commands.preparing.prepared import Prepared
from billbench.harness.commands.preparing.targets import of_targets, prepare_targets
from billbench.harness.model.errors import UsageError
from billbench.harness.model.plan_record import PlanRecord
from billbench.harness.model.runs import Run
from billbench.harness.plan.plan import validate
from billbench.harness.plan.plan_file import PlanFile, parse_plan, read_plan
from billbench.harness.plan.target_file import TargetFile, check_may_be_tested
from billbench.scenarios.catalogue import JOURNEYS
from billbench.scenarios.people import PEOPLE


def prepare(typed: PlanFile, source: str) -> Prepared:
    """Check a plan against what exists. Raises `UsageError` with every mistake."""
    designs = known_designs(typed.app_settings())
    for name in typed.variant:
        known_designs(typed.app_settings(name))  # Its settings are the application's to refuse, and now.
    plan = validate(
        typed,
        source,
        designs=[design.name for design in designs],
        journeys=list(JOURNEYS),
        people=PEOPLE,
    )
    return Prepared(typed=typed, plan=plan, designs={design.name: design for design in designs})


def prepare_all(
    plan: Path | None, flags: Mapping[str, Any], *, short: bool, targets: Sequence[Path] = ()
) -> list[Prepared]:
    """Check every plan that a name stands for, before the first is measured.

    Raises:
        UsageError: with every mistake of the first plan that has any.
    """
    if plan is None and short:
        raise UsageError("--short is a form of a plan, and no plan is named. Name one, or leave it out.")
    if targets:
        return [prepare_targets(plan, flags, targets, short=short)]
    if plan is None:
        return [prepare(parse_plan(flags, "flags"), "flags")]
    return [
        replace(prepare(read_plan(path, flags, short=short), str(path)), named=name_of(path))
        for path in named_plans(plan)
    ]


def prepared_again(run: Run) -> Prepared:
    """The plan of a run as it was typed, and whether its targets may still be tested.

    Raises:
        UsageError: it cannot be measured as it was, for a reason that is said.
    """
    plan = PlanRecord.read(run.info.plan)
    typed = parse_plan(plan.typed, run.info.name)
    targets = {name: TargetFile.model_validate(plain) for name, plain in plan.targets.items()}
    if not targets:
        again = prepare(typed, run.info.name)
        _check_described(run.info.name, plan, again.designs)
        return again
    for target in targets.values():
        check_may_be_tested(target, run.info.name, datetime.datetime.now(datetime.UTC).date())
    sides = {design: _side_of(design, targets) for design in typed.designs}
    return replace(of_targets(typed, run.info.name, sides), targets=targets)


def _side_of(design: str, targets: Mapping[str, TargetFile]) -> TargetFile:
    """Its target file; of a gate whose sides are one design, any of theirs says what the page is."""
    return targets.get(design) or next(one for name, one in targets.items() if name.startswith(f"{design}."))


def _check_described(run: str, then: PlanRecord, now: Mapping[str, DesignInfo]) -> None:
    """Trials of two pages do not stand in one run unseen. Raises `UsageError`."""
    for name in then.designs:
        before = then.design_axes.get(name)
        if before is None or dict(before) == dict(now[name].axes):
            continue
        axes = now[name].axes
        unlike = [axis.replace("_", " ") for axis in {**before, **axes} if before.get(axis) != axes.get(axis)]
        alike = [one.name for one in now.values() if dict(one.axes) == dict(before)]
        renamed = f', or measure "{alike[0]}", which is that page now' if alike else ""
        raise UsageError(
            f'The design "{name}" of {run} is another page than the one that has this name now: they '
            f"differ in {', '.join(unlike)}. What was measured can still be reported. To measure, start "
            f"a new run{renamed}."
        )
