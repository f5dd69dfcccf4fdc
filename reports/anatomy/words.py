"""The words and the reckonings that an anatomy's sentences and tables share."""

from urllib.parse import urlsplit

from billbench.harness.model.kinds import ThreadKind
from billbench.reports.anatomy.anatomy import Anatomy
from billbench.reports.anatomy.profile import Function
from billbench.reports.anatomy.recording import Recording, Request
from billbench.reports.words.text import clean

NOBODY = "script without an address (the browser's own, the driver's or the instrument's)"
PLURALS = {
    ThreadKind.STYLE: "style recalculations",
    ThreadKind.LAYOUT: "layouts",
    ThreadKind.PARSING: "parsings of HTML",
}
SINGULARS = {
    ThreadKind.STYLE: "style recalculation",
    ThreadKind.LAYOUT: "layout",
    ThreadKind.PARSING: "parsing of HTML",
}


def place_of(function: Function | None) -> str:
    """`name (file:line)`."""
    if function is None:
        return NOBODY
    file = urlsplit(function.url).path.rpartition("/")[2] or urlsplit(function.url).path or "page"
    return f"{clean(function.name)} ({clean(file)}:{function.line})"


def requests_in(found: Anatomy, recording: Recording) -> list[Request]:
    """The requests that were under way in the step."""
    start, end = found.wait
    return [
        one for one in recording.requests if one.start_s < end and (one.end_s is None or one.end_s > start)
    ]


def took(one: Request, found: Anatomy) -> float:
    """Seconds, of a request that did not end those until the end of the wait."""
    return (one.end_s if one.end_s is not None else found.wait[1]) - one.start_s
