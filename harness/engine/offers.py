"""Whether a target's pages offer what a journey needs. Pure."""

from collections.abc import Collection, Sequence

from billbench.scenarios.page_map import Part, TargetMap
from billbench.scenarios.protocol import Journey, Visit


def not_offered_because(visit: Visit, journey: Journey) -> str:
    """What the target of this visit lacks for the journey, in one sentence; empty when it lacks nothing.

    Our own application has no map, and says by itself what a design does not offer.
    """
    return "" if visit.map is None else lacking(visit.map, journey, len(visit.lines))


def fitting(maps: Collection[TargetMap], journeys: Sequence[Journey], lines: int) -> Journey:
    """The first of these journeys that every target offers with bills of so many lines, or else the last."""
    for journey in journeys[:-1]:
        if not any(lacking(target, journey, lines) for target in maps):
            return journey
    return journeys[-1]


def lacking(target: TargetMap, journey: Journey, lines: int | None = None) -> str:
    """What the target lacks for the journey, in one sentence; empty for nothing. Without `lines`: whatever
    the bill."""
    page = target.page
    if journey.needs is None:
        return "This journey needs pages that a target file does not map."
    if lines is not None and Part.NEXT in journey.needs and page.next and not page.has_pages(lines):
        return f"The bill's {lines} lines are on one page: there is no other to go to."
    if missing := sorted(journey.needs - page.offers):
        return f"The target has no {' and no '.join(missing)}."
    if unknown := sorted(journey.corrects - page.fields.keys()):
        return f"The target has no field {unknown[0]} to type into."
    if journey.keys_in and not target.keeps_size:
        return "The target has no remove: lines that this journey adds could not be taken away again."
    if journey.takes_away and not target.may_add_lines:
        return (
            "This journey takes a line away, and only one of our own is ever taken from somebody's bill: the "
            "target file does not say that lines may be added (may_add_lines = true)."
        )
    return ""
