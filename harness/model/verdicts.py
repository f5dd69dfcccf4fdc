"""What a request under load was answered, in one word: judged by content, never by status alone."""

from enum import StrEnum


class Verdict(StrEnum):
    """What an answer was, by its content and not by its status."""

    OK = "ok"
    SESSION_ENDED = "session_ended"
    """The sign-in page, or the way to it, in the place of what was asked for."""
    REFUSED = "refused"
    """The service says clearly that it did not take the entries, and shows them again."""
    STALE = "stale"
    """As refused, because somebody else had saved."""
    LIMIT = "limit"
    """A limit of a server in front: too many fields, too large a body."""
    BUSY = "busy"
    GATEWAY = "gateway"
    """A gateway's own error page: whether the service took the entries is not known."""
    WRONG_VERSION = "wrong_version"
    WRONG_LINES = "wrong_lines"
    """The page shows another number of lines than the bill has."""
    WRONG_PAGE = "wrong_page"
    """A page that is none of the above and not what was asked for."""
    CUT_SHORT = "cut_short"
    CONNECTION_LOST = "connection_lost"
    TIMED_OUT = "timed_out"
    IN_FLIGHT = "in_flight"
    """Still under way when the drain was over."""
    DROPPED = "dropped"
    """Due, but never sent: nobody was free."""


CENSORED = frozenset({Verdict.TIMED_OUT, Verdict.IN_FLIGHT, Verdict.DROPPED, Verdict.CONNECTION_LOST})
"""The answer's true time is not known, only that it is more than was waited."""
