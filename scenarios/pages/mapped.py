"""A bill of somebody else's application: worked by the map that its target file has."""

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from billbench.harness.model.outcomes import Cause
from billbench.scenarios.page_map import Part, TargetMap
from billbench.scenarios.pages import looking, screens
from billbench.scenarios.pages.taken import Typing, not_taken, taken
from billbench.scenarios.pages.turning import wait_for
from billbench.scenarios.protocol import FieldNotTaken, JourneyFailed, NotOffered, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from billbench.harness.model.outcomes import Change

_MOST_PAGES = 2_000
_SAYS_ERROR = (("signs", "error"), ("signs", "failure"), ("faults", "success"))
_OPENS_ANOTHER_TAB = "(link) => Boolean(link.target) && link.target !== '_self'"
"""There its page is loaded by its address as it is in this tab, which is the one that is watched."""
_PRESSED = {"Next": Part.NEXT, "Back": Part.BACK}


class MappedBill:
    """A bill whose pages have a map. What a page took is told by its map alone."""

    def __init__(self, visit: Visit, target: TargetMap) -> None:
        self.visit = visit
        self.map = target.page
        self._bills = target.bills
        self._keeps_content = target.keeps_content

    def arrive(self) -> None:
        """To the page that bills are opened from. Whoever is at the desk is logged in already."""
        self.visit.page.goto(self.visit.site + self._bills.list, wait_until="load")

    def open_lines(self) -> None:
        visit, bill = self.visit, self.visit.case_reference
        before = self.state()
        if self._bills.link:
            found = visit.page.locator(self._bills.link_to(bill)).filter(visible=True)
            link = self.once(found, "the link of the bill", self._bills.link_to(bill))
            if not link.evaluate(_OPENS_ANOTHER_TAB):
                self.press_at(link, "open", before)
                return
        began = time.monotonic()
        visit.page.goto(visit.site + self._bills.path(bill), wait_until="commit")
        self.wait("open", before, began=began)

    def rows_shown(self) -> int | None:
        """The instrument counts rows by our own mark, which others do not have."""
        return None

    def press(self, name: str) -> None:
        part = _PRESSED.get(name)
        if part is None:
            raise NotOffered(f'A page map does not name "{name}".')
        # Where it is known how long a page is, the next one has lines, too, however late they come.
        if self.map.next_saves:
            self._see_what_was_typed()
        paged = self.map.rows_per_page is not None and self.map.has_pages(len(self.visit.lines))
        self.press_at(self.control(part), "page" if paged else "turn", self.state())
        self.visit.notebook.turned_over.update(self.visit.notebook.changes)
        if self.map.next_saves:
            self.visit.notebook.shown_as_saved()

    def press_until_summary(self) -> None:
        """To the page that has Submit, which may be the first."""
        for _ in range(_MOST_PAGES):
            if looking.control_of(self.visit.page, self.map, Part.SUBMIT).count():
                return
            self.press("Next")
        raise JourneyFailed(f"Submit did not come within {_MOST_PAGES} pages.")

    def row_of(self, token: str) -> "Locator | None":
        return looking.row_with(self.visit.page, self.map, token)

    def save_and_leave(self) -> None:
        self._see_what_was_typed()
        before = self.state()
        self.press_at(self.control(Part.SAVE), "save", before)
        self.visit.notebook.shown_as_saved()
        self.visit.notebook.before_save = before

    def see_whether_it_stands(self) -> None:
        """A page may say that it has saved, ask its server, and take it back."""
        before = self.visit.notebook.before_save
        now = self.state() if before is not None else None
        if before is None or now is None:
            return
        told = [(now[kind][key], before[kind][key]) for kind, key in _SAYS_ERROR]
        error = next((text for text, then in told if text and text != then), None)
        if error is not None:
            said = f"The page said that it had saved, and then shows an error: {self._told(error)}"
            self.visit.notebook.taken_back(said, self._still_on_screen)
            raise JourneyFailed(said)

    def declare_and_submit(self) -> None:
        """Submit; a declaration to tick is for the map of a page that has one."""
        before = self.state()
        self.visit.notebook.submit_pressed()
        self.press_at(self.control(Part.SUBMIT), "submit", before)
        self.visit.notebook.submit_confirmed()

    def state(self) -> dict[str, Any]:
        """What the page shows now, to tell afterwards what is new."""
        return dict(self.visit.page.evaluate(screens.STATE, looking.as_typed(self.map)))

    def control(self, part: Part) -> "Locator":
        """What is pressed for a part of the page: seen once."""
        selector = self.map.selector(part)
        if not selector:
            raise NotOffered(f"The target has no {part.value}.")
        found = looking.control_of(self.visit.page, self.map, part)
        return self.once(found, part.value, selector)

    def press_at(self, control: "Locator", wanted: str, before: dict[str, object]) -> None:
        """Click, and wait for what is wanted."""
        clicks_again = self.visit.hands.person.clicks_again_s is not None
        box, began = control.bounding_box() if clicks_again else None, time.monotonic()
        self.visit.hands.click(control)
        self.wait(wanted, before, box=box, began=began)

    def wait(self, wanted: str, before: object, *, box: object = None, began: float | None = None) -> None:
        """Until the page has done what is wanted, shows an error, or asks to log in."""
        argument = [wanted, looking.as_typed(self.map), before]
        shown = wait_for(self.visit, screens.DONE, argument, box=box, began=began)
        if shown["login"]:
            self._fail("The page asks to log in: the session has ended.")
        if shown["error"] is not None:
            self._fail(f"The page shows an error: {self._told(str(shown['error']))}")

    def once(self, found: "Locator", what: str, selector: str) -> "Locator":
        """What was looked for, if it can be seen, and only once."""
        count = found.count()
        if count != 1:
            raise JourneyFailed(
                f"{what} was looked for with {selector!r} on {path_of(self.visit.page.url)}: "
                f"{count or 'none'} can be seen, one should."
            )
        return found

    def _see_what_was_typed(self) -> None:
        """A field may throw away later what it held at first: then there is nothing of it to save.

        What a page forgets when it is turned over is another matter: that was work, and is lost.
        """
        rows = looking.rows_on_screen(self.visit.page, self.map)
        for change in self.visit.notebook.changes.values():
            there = [row for row in rows if row.get(self.map.known_by) == change.token]
            if change.acknowledged or change.token in self.visit.notebook.turned_over or len(there) != 1:
                continue
            for name, value in change.fields.items():
                typing = Typing(name=name, field=self.map.fields[name], wanted=value, typed=value, before="")
                shows = there[0][name]
                if name in change.unread or shows in change.also.get(name, ()) or taken(typing, (shows,)):
                    continue
                why = "it held that at first"
                found = not_taken(typing, change.token, shows, why, tells=self._keeps_content)
                self.visit.notebook.kept_out(replace(found, cause=Cause.KEPT_OUT_BY_FIELD))
                raise FieldNotTaken(f"Of a line: {found.evidence}.")

    def _told(self, error: str) -> str:
        text = " ".join(error.split())
        return text[:300] if self._keeps_content else _unsaid(text)

    def _fail(self, said: str) -> None:
        self.visit.notebook.error_shown(said, self._still_on_screen)
        raise JourneyFailed(said)

    def _still_on_screen(self, change: "Change") -> bool:
        """Whether what was typed into a line stands in its row."""
        for fields in looking.rows_on_screen(self.visit.page, self.map):
            if fields.get(self.map.known_by) == change.token:
                return all(
                    fields.get(name) in (value, *change.also.get(name, ()))
                    for name, value in change.fields.items()
                )
        return False


def see_whether_it_stands(visit: Visit) -> None:
    """Before a person leaves: does the page still say that it has saved?"""
    assert visit.map is not None, "only a target has a map"
    MappedBill(visit, visit.map).see_whether_it_stands()


def save_what_is_left(visit: Visit) -> None:
    """At the end, as a person does who leaves: what was typed and is not taken yet is saved."""
    assert visit.map is not None, "only a target has a map"
    unsaved = any(not change.acknowledged for change in visit.notebook.changes.values())
    if unsaved and visit.map.page.save and visit.notebook.submitted is None:
        MappedBill(visit, visit.map).save_and_leave()


def _unsaid(text: str) -> str:
    """An error without its words: its status, where it has one, and how long it is."""
    status = text[:8] if text.startswith("HTTP ") else "its text"
    return f"{status} ({len(text)} characters, not kept)"


def path_of(url: str) -> str:
    """An address without what may be somebody's: its query."""
    return url.partition("?")[0].partition("#")[0]
