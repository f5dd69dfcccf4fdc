"""Was enough measured, and did anything grow?"""

from collections.abc import Iterator
from itertools import pairwise

from billbench.harness.model.runs import RunState
from billbench.reports.findings.checks.concern import concern
from billbench.reports.findings.growth import GrowthFinding
from billbench.reports.findings.material import Material
from billbench.reports.reading.real_page import REAL_PAGE
from billbench.reports.words.text import plural
from billbench.reports.words.validity import Severity, ValidityConcern

FEW_LAUNCHES = 3
"""Fewer carry no interval that anyone should act on: with two launches t is 12.7."""

_COARSE = 1.6
"""Neighbouring sizes further apart than this leave a sharp bend between them unseen."""


def measured(material: Material) -> Iterator[ValidityConcern]:
    if not material.run.trials:
        yield concern("nothing measured", Severity.FATAL, "The run holds no trial: nothing was measured.")
    elif not material.collected.samples:
        yield concern(
            "nothing measured",
            Severity.FATAL,
            "No trial gave a time: every one of them was set aside. The reasons are listed below.",
        )
    elif not any("freeze_s" in cell.measures for cell in material.cells):
        yield concern(
            "nothing measured",
            Severity.FATAL,
            "No step of any trial has a freeze that is a number, so nothing can be said about freezes.",
        )


def growth(material: Material) -> Iterator[ValidityConcern]:
    kinds = {one.growth for one in material.growths}
    if not kinds or GrowthFinding.RISES in kinds:
        return
    if GrowthFinding.TOO_FEW in kinds:
        yield concern(
            "growth not shown",
            Severity.DOUBT,
            "Some signals rise with the bill's size in every launch, but there are too few launches or sizes "
            "to tell that from chance. Measure more of either.",
        )
    else:
        yield concern(
            "measuring nothing",
            Severity.FATAL,
            "No signal rises with the bill's size on any design: not the freeze, not the work done, not the "
            "size of the page. The run measures nothing that depends on the bill.",
        )


def interrupted(material: Material) -> Iterator[ValidityConcern]:
    info = material.run.info
    done = material.places
    if info.state is not RunState.COMPLETE:
        yield concern(
            info.state.value,
            Severity.DOUBT,
            f"The run is {info.state.value}: {done} of {plural(info.trials_planned, 'planned trial')} ended. "
            "Finish it with --resume.",
        )
    elif done < info.trials_planned:
        yield concern(
            "incomplete",
            Severity.DOUBT,
            f"{done} of {plural(info.trials_planned, 'planned trial')} are in the journal.",
        )


def renamed(material: Material) -> Iterator[ValidityConcern]:
    """What a name stood for when the run was measured is what its figures are about."""
    if material.plan.design_axes.get(REAL_PAGE, {}).get("rendering") == "browser":
        yield concern(
            "another single page",
            Severity.NOTE,
            "The single page of this run builds its rows in one go in the browser. That page is called "
            "rewritten-page now, and single-page is the one that works as the public code of the real "
            "interview does: its figures come from other runs.",
        )


def few_launches(material: Material) -> Iterator[ValidityConcern]:
    launches = {sample.launch for samples in material.collected.samples.values() for sample in samples}
    if len(launches) == 1:
        yield concern(
            "one launch",
            Severity.DOUBT,
            "One launch: launches differ in their level, and one cannot show by how much. "
            "No interval is given. Measure at least 3 launches, better 10.",
        )
    elif 1 < len(launches) < FEW_LAUNCHES:
        yield concern(
            "few launches",
            Severity.DOUBT,
            f"{len(launches)} launches: the intervals are too wide to act on. Measure at least 3, better 10.",
        )


def sizes(material: Material) -> Iterator[ValidityConcern]:
    sizes = sorted({cell.lines for cell in material.cells})
    if len(sizes) == 1:
        yield concern(
            "single size",
            Severity.DOUBT,
            f"Only bills of {plural(sizes[0], 'line')} were measured: "
            "neither growth nor a safe size can be said. Measure at least two sizes, better five.",
        )
    gaps = [pair for pair in pairwise(sizes) if pair[1] > _COARSE * pair[0]]
    if gaps:
        low, high = max(gaps, key=lambda pair: pair[1] / pair[0])
        yield concern(
            "coarse sizes",
            Severity.NOTE,
            f"Neighbouring sizes lie up to {high / low:.1f} times apart ({low} and {high} lines). Intervals "
            "allow for freezes that grow smoothly in between; a sharp bend there makes a safe size err on "
            "the low side. Measure more sizes around a safe size to narrow it.",
        )
