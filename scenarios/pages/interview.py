"""A bill as a person works it, whoever built its pages: our own by their names, others by their map."""

from typing import TYPE_CHECKING, Protocol

from billbench.scenarios.pages.ccms import Interview
from billbench.scenarios.pages.mapped import MappedBill
from billbench.scenarios.protocol import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator


class Bill(Protocol):
    """What a person does with a bill beside its lines."""

    def arrive(self) -> None:
        """Sign in and go to where the bill is opened from."""

    def open_lines(self) -> None:
        """Open the page of lines where the bill was left; that is the first one of a bill just made."""

    def rows_shown(self) -> int | None:
        """How many lines the first page of lines shows; `None` where that is not known."""

    def press(self, name: str) -> None:
        """Press a button that leads to another screen, and wait for that screen."""

    def press_until_summary(self) -> None:
        """Press Next through every page of the bill, as many as there are, to where it is submitted."""

    def row_of(self, token: str) -> "Locator | None":
        """The row on the screen that holds a line; `None` when it is on another page, or not mounted."""

    def save_and_leave(self) -> None:
        """Save and come back later."""

    def declare_and_submit(self) -> None:
        """Tick every declaration and submit."""


def _bill(visit: Visit) -> Bill:
    return Interview(visit) if visit.map is None else MappedBill(visit, visit.map)


def arrive(visit: Visit) -> None:
    _bill(visit).arrive()


def begin_again(visit: Visit) -> None:
    """After an error: sign in anew, go to the bill, and open its lines where they were left."""
    arrive(visit)
    open_lines(visit)


def open_lines(visit: Visit) -> None:
    _bill(visit).open_lines()


def rows_shown(visit: Visit) -> int | None:
    return _bill(visit).rows_shown()


def press(visit: Visit, name: str) -> None:
    _bill(visit).press(name)


def press_until_summary(visit: Visit) -> None:
    _bill(visit).press_until_summary()


def row_of(visit: Visit, token: str) -> "Locator | None":
    return _bill(visit).row_of(token)


def save_and_leave(visit: Visit) -> None:
    _bill(visit).save_and_leave()


def declare_and_submit(visit: Visit) -> None:
    _bill(visit).declare_and_submit()
