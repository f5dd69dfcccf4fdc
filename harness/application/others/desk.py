"""Somebody at a target's pages whom nobody measures: logs in, opens bills, reads and tidies their lines.

What goes wrong here is told in one sentence: what was looked for, where, and the path of a screenshot.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from billbench.harness.application import passive
from billbench.harness.application.others.door import Door
from billbench.harness.application.others.reach import out_of_reach
from billbench.harness.application.others.reading import (
    Fields,
    Reading,
    check_alike,
    check_on_page,
    to_beginning,
)
from billbench.harness.application.others.trouble import trouble
from billbench.harness.application.pictures import photograph
from billbench.harness.model.errors import UnreachableError, UsageError
from billbench.harness.model.people import AVERAGE
from billbench.scenarios.field_map import as_told
from billbench.scenarios.hands import Hands
from billbench.scenarios.page_map import ReadBackKind
from billbench.scenarios.pages import looking
from billbench.scenarios.pages.mapped import MappedBill, path_of
from billbench.scenarios.protocol import JourneyFailed, MappedNotebook, Visit

_TIMEOUT_S = 30.0


@dataclass(slots=True)
class Moves:
    """How often a page went somewhere else, and the status of the last answer to that."""

    count: int = 0
    status: int = 0

    def see(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and request.frame.parent_frame is None:
            self.count, self.status = self.count + 1, response.status


class TargetDesk:
    """A tab at a target. A context manager."""

    def __init__(
        self, browser: Browser, door: Door, pictures: Path, *, timeout_s: float = _TIMEOUT_S
    ) -> None:
        self.target, self.map = door.target, door.target.map
        self._door = door
        self._pictures = pictures
        self._timeout_s = timeout_s
        self._context = browser.new_context(locale="en-GB", storage_state=door.state)
        self._context.set_default_timeout(1000 * timeout_s)
        door.enter(self._context)
        self.page = self._context.new_page()
        self._moves = Moves()
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.on("response", lambda response: self._moves.see(response))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(Error):
            self._context.close()

    def visit(self, bill: str) -> Visit:
        """Somebody at this bill whose work is nobody's trial."""
        return Visit(
            page=self.page,
            site=self.target.site,
            bill_id=0,
            case_reference=bill,
            user="",
            design=self.target.name,
            axes=self.target.axes,
            lines=(),
            step=lambda _name, *, rows=None: nullcontext(rows),
            notebook=MappedNotebook(),
            hands=Hands(person=AVERAGE, page=self.page, seed="", pass_time=lambda _: None),
            look=self._look,
            aside=_cannot,
            download=_cannot,
            map=self.map,
        )

    def _look(self, script: str, argument: object, *, within_s: float | None = None) -> Any:
        self._door.goes_on()
        timeout_s = self._timeout_s if within_s is None else within_s
        return passive.look(self.page, script, argument, timeout_s=timeout_s)

    def log_in(self) -> None:
        """Log in, where that is asked for, and let every later desk of this door be logged in, too."""
        login = self.target.login
        if login is None or not login.fields or self._door.state is not None:
            return
        with self.told(f"the login's {', '.join(login.fields)}", "login"):
            self.page.goto(self.target.site + login.page)
            for selector, variable in login.fields.items():
                self._only(selector, "a field of the login").fill(os.environ[variable])
            self._only(login.submit, "the login's submit").click()
        self._see_logged_in(login.shown_by)
        self._door.remember(self.page)

    def _see_logged_in(self, shown_by: str) -> None:
        try:
            self.page.locator(shown_by).filter(visible=True).first.wait_for()
        except PlaywrightTimeout:
            said = (
                f"The login did not work: {shown_by!r} was looked for on {path_of(self.page.url)} and is not "
                "there. Look at the values of its variables."
            )
            if self._moves.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                said = f"The login was answered {self._moves.status}; {said[0].lower()}{said[1:]}"
                raise UnreachableError(self._with_picture(said, "login")) from None
            raise UsageError(self._with_picture(said, "login")) from None
        except Error as failure:
            self._raise(failure, shown_by, "login")

    def open(self, bill: str) -> None:
        """Open a bill, by a new login where the old one has ended."""
        had_state = self._door.state is not None
        self.log_in()
        try:
            self._open(bill)
        except UsageError:
            if not (had_state and self._asks_to_log_in()):
                raise
            self._log_in_again()
            self._open(bill)

    def _asks_to_log_in(self) -> bool:
        login, shown = self.target.login, self.map.page.login
        assert login is not None, "only who logged in has a state"
        with suppress(Error):
            asked = bool(shown) and self.page.locator(shown).filter(visible=True).count() > 0
            return asked or path_of(self.page.url) == self.target.site + login.page
        return False

    def _log_in_again(self) -> None:
        login = self.target.login
        assert login is not None, "only who logged in has a state"
        if login.state:
            said = f"The session of the saved browser state {login.state} has ended. Save it anew."
            raise UsageError(self._with_picture(said, "login"))
        self._door.forget()
        self.log_in()

    def _open(self, bill: str) -> None:
        self._moves.count = 0
        path = self.map.bills.path(bill)
        with self.told(f"a row with {self.map.page.row!r}", f"bill-{bill}"):
            mapped = MappedBill(self.visit(bill), self.map)
            mapped.arrive()
            self._see_own_host(bill)
            mapped.open_lines()
        self._see_own_host(bill)
        if not path_of(self.page.url).startswith(self.target.site):
            self._raise(JourneyFailed(f"The way to {path} led elsewhere."), path, f"bill-{bill}")

    def _see_own_host(self, bill: str) -> None:
        host = urlsplit(self.page.url).hostname
        if host != self.target.host:
            said = f"{self.target.host} led to {host}, which the target file does not name; nothing was done."
            raise UsageError(self._with_picture(said, f"bill-{bill}"))

    def read(self, bill: str) -> Reading:
        """The lines of the open bill as they are stored, in our way of writing, from the first on."""
        page_map = self.map.page
        with self.told("the lines of the bill", f"bill-{bill}"):
            if self.target.read_back.by is not ReadBackKind.API:
                return self.read_page(bill)
            read = Reading(lines=self._asked(bill))
            check_on_page(looking.rows_on_screen(self.page, page_map), read, page_map, bill)
            return read

    def read_page(self, bill: str) -> Reading:
        """The lines of the open bill as its page shows them."""
        page_map = self.map.page
        with self.told("the lines of the bill", f"bill-{bill}"):
            if not to_beginning(self.page, page_map, self._door.goes_on):
                self.open(bill)
            lines, spares = looking.all_rows(self.page, page_map, self._door.goes_on)
            return Reading(lines=tuple(lines), spares=spares)

    def read_twice(self, bill: str) -> Reading:
        """What is on a bill into which something will be typed. Raises `UsageError` when that is not sure."""
        self.open(bill)
        first = self.read(bill)
        self.open(bill)
        second = self.read(bill)
        check_alike(first, second, bill)
        return replace(second, times=2)

    def _asked(self, bill: str) -> tuple[Fields, ...]:
        """The lines that the target's API tells."""
        page_map, read_back = self.map.page, self.target.read_back
        path = read_back.path.replace("{id}", bill).replace("{lines}", bill)
        try:
            found = _at(self._answer(path), read_back.lines)
            gone = [
                key for key in read_back.fields.values() if found and not any(key in one for one in found)
            ]
            if gone:
                raise UsageError(
                    f"No line of bill {bill} in {self.target.site}{path} has {gone[0]!r}, which "
                    "read_back.fields names: was it renamed? Write its name as it is now."
                )
            self._door.goes_on()
            return tuple(
                {
                    name: page_map.fields[name].as_ours(as_told(item.get(key)))
                    for name, key in read_back.fields.items()
                }
                for item in found
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreachableError(
                f"The lines of bill {bill} were looked for in {self.target.site}{path}, at "
                f"{read_back.lines!r}, and cannot be read ({error!r})."
            ) from error

    def _answer(self, path: str) -> Any:
        """What the API answers; once more by a new login, as it may not know the old one any more."""
        login = self.target.login
        try:
            return self._door.ask(self.page, path)
        except ValueError:
            if login is None or not login.fields:
                raise
            self._log_in_again()
            return self._door.ask(self.page, path)

    @contextmanager
    def told(self, what: str, name: str) -> Iterator[None]:
        """Whatever goes wrong inside is told with what was looked for."""
        try:
            yield
        except (JourneyFailed, Error) as failure:
            self._raise(failure, what, name)

    def _only(self, selector: str, what: str) -> Any:
        found = self.page.locator(selector).filter(visible=True)
        found.first.wait_for()
        if found.count() != 1:
            raise JourneyFailed(
                f"{what} was looked for with {selector!r} on {path_of(self.page.url)}: "
                f"{found.count()} can be seen, one should."
            )
        return found

    def _raise(self, failure: Exception, what: str, name: str) -> NoReturn:
        said = str(failure).strip().splitlines()[0]
        error = trouble(said, what, self.page.url, moves=self._moves.count, timeout_s=self._timeout_s)
        hint = out_of_reach(self.page, self.map.page.row) if "Timeout" in said else ""
        raise type(error)(self._with_picture(f"{error}{hint}", name)) from failure

    def _with_picture(self, said: str, name: str) -> str:
        picture = self.take_picture(name)
        return f"{said} Screenshot: {picture}" if picture else said

    def take_picture(self, name: str) -> Path | None:
        """What the page shows, in outline unless the target file lets it be kept."""
        path = self._pictures / f"{self.target.name}-{''.join(c if c.isalnum() else '-' for c in name)}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.set_default_timeout(5000)
        try:
            path.write_bytes(photograph(self.page, self.target.masking))
        except Error:
            return None
        return path


def _at(answer: Any, path: str) -> Any:
    """What stands in an answer at a path of names, such as `bill.lines`."""
    for name in path.split(".") if path else ():
        answer = answer[name]
    if not isinstance(answer, list):
        raise TypeError("there is no list of lines")
    return answer


def _cannot(_act: object) -> Any:
    raise AssertionError("nobody is impatient here, and nothing is downloaded")
