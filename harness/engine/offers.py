"""Whether a target's pages offer what a journey needs. Pure."""

from billbench.scenarios.page_map import Part
from billbench.scenarios.protocol import Journey, Visit


def not_offered_because(visit: Visit, journey: Journey) -> str:
    """What the target of this visit lacks for the journey, in one sentence; empty when it lacks nothing.

    Our own application has no map, and says by itself what a design does not offer.
    """
    if visit.map is None:
        return ""
    if journey.needs is None:
        return "This journey needs pages that a target file does not map."
    if journey.keys_in and not visit.map.keeps_size:
        return "The target has no remove: lines that this journey adds could not be taken away again."
    size, page = len(visit.lines), visit.map.page
    if Part.NEXT in journey.needs and page.next and not page.has_pages(size):
        return f"The bill's {size} lines are on one page: there is no other to go to."
    missing = sorted(journey.needs - page.offers)
    return f"The target has no {' and no '.join(missing)}." if missing else ""
