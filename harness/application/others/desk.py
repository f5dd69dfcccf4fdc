"""Somebody at a target's pages whom nobody measures: logs in, opens bills, reads and tidies their lines.

What goes wrong here is told in one sentence: what was looked for, where, and the path of a screenshot.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from billbench.harness.application import passive
from billbench.harness.application.others.door import Door
from billbench.harness.application.pictures import photograph
from billbench.harness.model.errors import BillbenchError, UnreachableError, UsageError
from billbench.harness.model.people import AVERAGE
from billbench.scenarios.hands import Hands
from billbench.scenarios.page_map import ReadBackKind
from billbench.scenarios.pages import looking
from billbench.scenarios.pages.mapped import MappedBill, path_of
from billbench.scenarios.protocol import JourneyFailed, MappedNotebook, Visit

_TIMEOUT_S = 30.0
_MOST_MOVES = 10
"""A page that moves on more often than this without showing a bill redirects for ever."""


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
        self._door.state = self._context.storage_state()

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
        self.log_in()
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

    def lines(self, bill: str) -> list[dict[str, str]]:
        """The lines of the open bill as they are stored, in our way of writing."""
        page_map, read_back = self.map.page, self.target.read_back
        with self.told("the lines of the bill", f"bill-{bill}"):
            if read_back.by is not ReadBackKind.API:
                return looking.all_rows(self.page, page_map)
            path = read_back.path.replace("{id}", bill).replace("{lines}", bill)
            try:
                found = _at(self._door.ask(self.page, path), read_back.lines)
                return [
                    {
                        name: page_map.fields[name].as_ours(str(item.get(key) or ""))
                        for name, key in read_back.fields.items()
                    }
                    for item in found
                ]
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise UnreachableError(
                    f"The lines of bill {bill} were looked for in {self.target.site}{path}, at "
                    f"{read_back.lines!r}, and cannot be read ({error!r})."
                ) from error

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
        raise type(error)(self._with_picture(str(error), name)) from failure

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


def trouble(said: str, what: str, url: str, *, moves: int, timeout_s: float) -> BillbenchError:
    """The one sentence for what the browser or a journey said; its kind decides the exit status."""
    where = path_of(url)
    if "ERR_TOO_MANY_REDIRECTS" in said or moves > _MOST_MOVES:
        return UnreachableError(f"{_asked(said) or where} redirects for ever; looked for: {what}.")
    if "ERR_CERT" in said or "SSL" in said:
        return UnreachableError(
            f"The certificate of {_asked(said) or where} does not verify ({_code(said)}); looked for: {what}."
            " Let this machine trust it, or mend it."
        )
    if "net::ERR" in said:
        return UnreachableError(
            f"The target does not answer at {_asked(said) or where} ({_code(said)}); looked for: {what}."
        )
    if "Timeout" in said:
        return UsageError(
            f"{what[0].upper()}{what[1:]} was looked for on {where} and did not come within {timeout_s:g} s."
        )
    if "HTTP 5" in said:
        return UnreachableError(f"Looked for: {what}, on {where}. {said}")
    return UsageError(f"Looked for: {what}, on {where}. {said}")


def _code(said: str) -> str:
    return next(
        (word for word in said.replace("::", " ").split() if word.startswith("ERR_")), "no reason given"
    )


def _asked(said: str) -> str:
    """The address that the browser could not open, from its own words."""
    _, found, rest = said.partition(" at http")
    return path_of("http" + rest.split()[0]) if found else ""


def _at(answer: Any, path: str) -> Any:
    """What stands in an answer at a path of names, such as `bill.lines`."""
    for name in path.split(".") if path else ():
        answer = answer[name]
    if not isinstance(answer, list):
        raise TypeError("there is no list of lines")
    return answer


def _cannot(_act: object) -> Any:
    raise AssertionError("nobody is impatient here, and nothing is downloaded")
