"""Whether the process that works on a request is still alive, as some servers kill one that takes too long.

A real kill takes all of the process. Here it is noticed at the end of a transaction, which then never
happened: all that was committed before stays, as it does there.
"""

from contextvars import ContextVar


class KilledError(Exception):
    """The process was killed: what was under way is lost, and nobody answers."""


class Life:
    """The life of the process that works on one request."""

    def __init__(self) -> None:
        self.is_over = False

    def end(self) -> None:
        self.is_over = True


_LIFE: ContextVar[Life | None] = ContextVar("life", default=None)


def live(life: Life) -> None:
    """Work from here on as a process that can be killed."""
    _LIFE.set(life)


def check_alive() -> None:
    """Raises `KilledError`."""
    life = _LIFE.get()
    if life is not None and life.is_over:
        raise KilledError
