"""A plan whose designs are targets: somebody else's applications, each measured by its target file."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from billbench.harness.application.ours.fake import DesignInfo
from billbench.harness.commands.preparing.plans import named_plan, named_target
from billbench.harness.commands.preparing.prepared import Prepared
from billbench.harness.commands.target.check import read_browser_target
from billbench.harness.model.errors import UsageError
from billbench.harness.plan.plan import validate
from billbench.harness.plan.plan_file import PlanFile, parse_plan, read_plan
from billbench.harness.plan.target_file import TargetFile
from billbench.scenarios.catalogue import JOURNEYS
from billbench.scenarios.page_map import ReadBackKind
from billbench.scenarios.people import PEOPLE

_FOR_OUR_OWN = ("app", "design", "factors", "variant", "claim", "workers", "processor_share")
_GUIDELINE = 80
_SAMPLE_LINES = [10, 20, 40, 80, 160]


def prepare_targets(
    plan: Path | None, flags: Mapping[str, Any], paths: Sequence[Path], *, short: bool
) -> Prepared:
    """A plan, or flags alone, for these target files.

    Raises:
        UsageError: a file has mistakes, nobody has authorised its host, or it has no bills of a size.
    """
    read = [read_browser_target(named_target(path)) for path in paths]
    targets = {target.name: target for target in read}
    if len(targets) < len(read):
        raise UsageError("Two target files have the same name. Give each a name of its own.")
    named = [*([str(plan)] if plan else []), *(word for path in paths for word in ("--target", str(path)))]
    typed, source = _typed(plan, flags, targets, short=short)
    return replace(of_targets(typed, source, targets), named=shlex.join(named))


def _typed(
    plan: Path | None, flags: Mapping[str, Any], targets: Mapping[str, TargetFile], *, short: bool
) -> tuple[PlanFile, str]:
    chosen = {"name": "-".join(targets), "designs": list(targets), **flags}
    if plan is None:
        if "lines" not in flags:
            chosen["lines"] = _common_sizes(targets)
        return parse_plan(chosen, "flags"), "flags"
    path = named_plan(plan)
    return read_plan(path, chosen, short=short), str(path)


def _common_sizes(targets: Mapping[str, TargetFile]) -> list[int]:
    """The sizes that all of them have; those of the usual plan where any size can be had."""
    sizes = [set(target.map.bills.sizes) for target in targets.values() if target.map.bills.sizes]
    return sorted(set.intersection(*sizes)) if sizes else _SAMPLE_LINES


def usual_size(targets: Mapping[str, TargetFile]) -> int:
    """The size that is measured where none is named: the guideline's, else the largest that all have.

    Raises:
        UsageError: they have no size in common.
    """
    sizes = [set(target.map.bills.sizes) for target in targets.values() if target.map.bills.sizes]
    common = set.intersection(*sizes) if sizes else {_GUIDELINE}
    if not common:
        raise UsageError(
            f"The targets {' and '.join(targets)} have no bills of the same size. Add some in [bills.ids]."
        )
    return _GUIDELINE if _GUIDELINE in common else max(common)


def of_targets(typed: PlanFile, source: str, targets: Mapping[str, TargetFile]) -> Prepared:
    """The plan, if these targets, by design, can answer it. Raises `UsageError`."""
    ours = [key for key in _FOR_OUR_OWN if getattr(typed, key) != PlanFile.model_fields[key].default]
    if ours:
        raise UsageError(
            f"The plan ({source}) sets up our own fake by {', '.join(ours)}, and a target runs already. "
            "Leave one of them out."
        )
    for target in targets.values():
        _check_sizes(target, typed.all_lines)
    plan = validate(typed, source, designs=list(targets), journeys=list(JOURNEYS), people=PEOPLE)
    chosen = {name: targets[name] for name in plan.designs}
    designs = {name: _design_of(name, target) for name, target in chosen.items()}
    return Prepared(typed=typed, plan=plan, designs=designs, targets=chosen)


def _check_sizes(target: TargetFile, lines: Sequence[int]) -> None:
    there = target.map.bills.sizes
    missing = [size for size in lines if there and size not in there]
    if missing:
        raise UsageError(
            f"{target.name} has no bill of {', '.join(map(str, missing))} lines. There are bills of "
            f"{', '.join(map(str, there))} lines: name those with --lines, or more of them in [bills.ids]."
        )


def _design_of(name: str, target: TargetFile) -> DesignInfo:
    """What a report says of a target: among it, that nothing is known of its saved work."""
    said = [target.sentence or f"Another application than our fake, at {target.site}."]
    if target.read_back.by is ReadBackKind.NONE:
        said.append("Its saved work cannot be read back: what became of its lines is unknown.")
    return DesignInfo(name=name, title=target.title or name, sentence=" ".join(said), axes=target.axes)
