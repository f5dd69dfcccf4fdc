"""Typing into the fields of somebody else's page, and reading from each what it holds then."""

import datetime
from typing import TYPE_CHECKING, Any

from billbench.scenarios.field_map import FieldKind, FieldMap
from billbench.scenarios.pages import looking, screens
from billbench.scenarios.pages.taken import Taken, Typing, is_yes, not_taken, taken
from billbench.scenarios.protocol import FieldNotTaken, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

_NATIVE = {
    "date": "%Y-%m-%d",
    "datetime-local": "%Y-%m-%dT%H:%M",
    "month": "%Y-%m",
    "week": "%G-W%V",
    "time": "%H:%M",
}
"""What the browser's own fields of days and times take, whatever they show."""
_MISSING: dict[str, Any] = {
    "shown": "",
    "also": [],
    "type": "",
    "shut": "",
    "list": False,
    "inside": False,
    "offers": False,
}
_LOOK_EVERY_MS = 50
_TAKES_WITHIN_MS = 1000
"""A field may write its value anew some frames after it was left."""
_OFFERS_WITHIN_MS = 10_000
"""A list may ask the server for its options first."""
_OFFER_COMES_WITHIN_MS = 2_000
"""A box that searches asks for what it offers while somebody types; a person looks for it so long."""


class FieldTyping:
    """One value that goes into one field of a line. `cell` finds the field anew, as rows can move."""

    def __init__(
        self, visit: Visit, cell: "Callable[[], Locator]", name: str, field: FieldMap, wanted: str
    ) -> None:
        self._visit, self._cell, self._field = visit, cell, field
        self._before = self._look() if cell().count() else _MISSING
        self._typing = Typing(
            name=name,
            field=field,
            wanted=wanted,
            typed=self._as_typed(wanted, self._before),
            before=self._before["shown"],
        )

    def type(self, token: str) -> Taken:
        """Type it, leave the field, and say what counts as typed.

        Raises:
            FieldNotTaken: the field shows something else. It is noted.
        """
        shut = self._shut()
        if shut:
            self._give_up(token, self._before["shown"], shut)
        held = self._put()
        shown = self._look()
        for _ in range(0, _TAKES_WITHIN_MS, _LOOK_EVERY_MS):
            found = self._taken(shown, held)
            if found is not None:
                return found
            self._visit.page.wait_for_timeout(_LOOK_EVERY_MS)
            shown = self._look()
        self._give_up(token, shown["shown"], "")
        raise AssertionError("unreachable")

    def _look(self) -> dict[str, Any]:
        return dict(self._cell().evaluate(looking.FIELD))

    def _as_typed(self, wanted: str, before: dict[str, Any]) -> str:
        if before["type"] == "checkbox":
            return "yes" if is_yes(wanted) else "no"
        native = _NATIVE.get(before["type"])
        if native is not None and self._field.kind is FieldKind.DATE:
            return self._field.moment(wanted, before["shown"]).strftime(native)
        if before["type"] == "number" and self._field.kind is FieldKind.NUMBER:
            return wanted
        return self._field.as_shown(wanted, before["shown"])

    def _shut(self) -> str:
        """Why nothing can be typed into the field, in words for who wrote the map."""
        before, typed = self._before, self._typing.typed
        if before is _MISSING:
            return "the line has no such field: look at its cell in the target file"
        if self._field.editor:
            return ""  # It comes with a click.
        if before["shut"]:
            return f"it is {before['shut']}: keys do not enter it, so let the target file name another field"
        native = _NATIVE.get(before["type"])
        if native is not None and not _is_written(typed, native):
            return f"it takes only what is written as {native}: say its kind in the target file"
        if before["list"] and not self._offers(typed):
            return "its list has no such option: look at values in the target file"
        return ""

    def _offers(self, typed: str) -> bool:
        """Whether a list has this option, or gets it soon; what is waited for is no typing."""
        for waited_ms in range(0, _OFFERS_WITHIN_MS, _LOOK_EVERY_MS):
            if self._box().evaluate(looking.OFFERS, typed):
                if waited_ms:
                    self._visit.hands.waits += 1
                    self._visit.hands.begin_to_act()
                return True
            self._visit.page.wait_for_timeout(_LOOK_EVERY_MS)
        return False

    def _box(self) -> "Locator":
        cell = self._cell()
        if self._field.editor:
            return cell.locator(self._field.editor)
        return cell.locator(screens.OWN).first if self._before["inside"] else cell

    def _put(self) -> str | None:
        """Type it and leave the field; what an editor that is gone afterwards held."""
        hands = self._visit.hands
        if self._field.editor and not self._box().count():
            hands.click(self._cell())
        if self._before["offers"]:
            self._choose()
        else:
            hands.enter(self._box(), self._typing.typed)
        held = self._box().evaluate(looking.FIELD)["shown"] if self._field.editor else None
        hands.leave_field(self._box())
        return held

    def _choose(self) -> None:
        """Type, and take what is offered for it once it is; without that the field keeps what was typed."""
        page, hands, typed = self._visit.page, self._visit.hands, self._typing.typed
        hands.type_over(self._box(), typed)
        offer = page.get_by_role("option", name=typed, exact=True).filter(visible=True)
        for waited_ms in range(0, _OFFER_COMES_WITHIN_MS, _LOOK_EVERY_MS):
            if offer.count():
                if waited_ms:
                    hands.begin_to_act()
                hands.click(offer.first)
                return
            page.wait_for_timeout(_LOOK_EVERY_MS)

    def _taken(self, seen: dict[str, Any], held: str | None) -> Taken | None:
        found = taken(self._typing, (seen["shown"], *seen["also"]))
        if found is not None or held is None or seen["shown"] == self._before["shown"]:
            return found
        # The cell writes in its own way what its editor held, and rounds it perhaps.
        in_editor = taken(self._typing, (held,))
        shown = self._field.as_ours(seen["shown"])
        return in_editor and Taken(value=in_editor.value, also=(*in_editor.also, shown))

    def _give_up(self, token: str, shows: str, why: str) -> None:
        visit = self._visit
        assert visit.map is not None, "only a target has a map"
        found = not_taken(self._typing, token, shows, why, tells=visit.map.keeps_content)
        visit.notebook.kept_out(found)
        raise FieldNotTaken(f"Of a line: {found.evidence}.")


def _is_written(text: str, form: str) -> bool:
    try:
        datetime.datetime.strptime(
            text if form != "%G-W%V" else f"{text}-1", form if form != "%G-W%V" else "%G-W%V-%u"
        )
    except ValueError:
        return False
    return True
