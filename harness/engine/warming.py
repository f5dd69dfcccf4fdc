"""What a launch does before its first trial: the first pages of a browser are slower than all others."""

from collections.abc import Sequence

from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.trials import Cell
from billbench.harness.plan.plan import Plan


def warm_up_of(plan: Plan, todo: Sequence[Cell], *, at_target: bool) -> tuple[Cell, ...]:
    """Each design of the plan once at the smallest size, in each browser that the cells to do need.

    Of those that take turns each has a first turn that is not kept.
    """
    if plan.rounds:
        return ()
    needed = {_works_with(plan, cell) for cell in todo}
    at_first = {(cell.design, _works_with(plan, cell)): cell.device for cell in reversed(plan.cells())}
    return tuple(
        Cell(
            design=design,
            lines=min(plan.lines),
            device=at_first[design, kind],
            # At a target a warm-up changes nothing: its bills are no throw-aways.
            journey="open-bill" if at_target else plan.journeys[0],
            variant=plan.variants[0].name,
            person=plan.people[0].name,
        )
        for kind in sorted(needed)
        for design in plan.designs
        if (design, kind) in at_first
    )


def _works_with(plan: Plan, cell: Cell) -> AssistiveTechnology:
    return plan.device(cell.device).assistive_technology
