"""What the names of flags and diagnoses mean, for a reader who did not measure."""

from collections.abc import Mapping

MEANINGS: Mapping[str, str] = {
    "contended": "other programs took processor time from the page",
    "device unsteady": "the speed of this computer could not be told closely enough",
    "chunked busy": "the page was busy nearly all the time, in pieces too short to count as one freeze",
    "starved": "keys and clicks waited much longer than any one piece of work took",
    "layout-bound": "most of the work was laying out the page",
    "script-bound": "most of the work was the page’s own script",
    "waiting on server": "most of the wait was for the server, and the page answered meanwhile",
    "observer lost entries": "the page was busy, and the browser’s own signals reported none of it",
    "signals disagree": "two signals of the browser differ about the same freeze",
    "rows not rendered": "fewer lines were in the page than its design shows at a time",
}


def with_meaning(name: str) -> str:
    """`“contended” (other programs took ...)`; a name that is not known stands alone."""
    meaning = MEANINGS.get(name)
    return f"“{name}” ({meaning})" if meaning else f"“{name}”"
