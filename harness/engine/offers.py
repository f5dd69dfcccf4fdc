"""Whether a target's pages offer what a journey needs. Pure."""

from billbench.scenarios.page_map import Part, TargetMap
from billbench.scenarios.protocol import Journey, Visit


def not_offered_because(visit: Visit, journey: Journey) -> str:
    """What the target of this visit lacks for the journey, in one sentence; empty when it lacks nothing.

    Our own application has no map, and says by itself what a design does not offer.
    """
    if visit.map is None:
        return ""
    size, page = len(visit.lines), visit.map.page
    if journey.needs and Part.NEXT in journey.needs and page.next and not page.has_pages(size):
        return f"The bill's {size} lines are on one page: there is no other to go to."
    return lacking(visit.map, journey)


def lacking(target: TargetMap, journey: Journey) -> str:
    """What the target lacks for the journey whatever the bill, in one sentence; empty for nothing."""
    if journey.needs is None:
        return "This journey needs pages that a target file does not map."
    if missing := sorted(journey.needs - target.page.offers):
        return f"The target has no {' and no '.join(missing)}."
    if journey.keys_in and not target.keeps_size:
        return "The target has no remove: lines that this journey adds could not be taken away again."
    if journey.takes_away and not target.may_add_lines:
        return (
            "This journey takes a line away, and only one of our own is ever taken from somebody's bill: the "
            "target file does not say that lines may be added (may_add_lines = true)."
        )
    return ""
