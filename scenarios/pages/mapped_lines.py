"""The lines of somebody else's bill page, by its map. Same things to do as on our own pages."""

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

from billbench.harness.model.outcomes import Line
from billbench.scenarios.field_map import FieldMap
from billbench.scenarios.page_map import Part, in_our_way
from billbench.scenarios.pages import looking
from billbench.scenarios.pages.mapped import MappedBill
from billbench.scenarios.pages.typing_in import FieldTyping
from billbench.scenarios.protocol import JourneyFailed, NotOffered, Visit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from playwright.sync_api import Locator

_DATE = "%d-%m-%Y"


class MappedLines:
    """Lines are edited in their rows, and saved with the bill."""

    def __init__(self, visit: Visit) -> None:
        assert visit.map is not None, "only a target has a map"
        self.visit = visit
        self.bill = MappedBill(visit, visit.map)
        self.map = visit.map.page

    @property
    def has_own_save(self) -> bool:
        return False

    def show(self, line: Line) -> None:
        """Down the list that scrolls, and through all its pages; from the first of them if need be."""
        if self._shown_from_here(line):
            return
        page = self.visit.page
        for _ in range(len(self.visit.lines) + 1):  # The page may have opened where somebody left it.
            if not (self.map.next and looking.can_be_pressed(page, self.map, Part.BACK)):
                break
            self.bill.press("Back")
        self._shown_from_here(line)
        self._row(line)

    def _shown_from_here(self, line: Line) -> bool:
        page = self.visit.page
        for _ in range(len(self.visit.lines) + 1):
            looking.scrolled(page, self.map, to=0)
            while self.bill.row_of(line.token) is None:
                if not looking.scrolled(page, self.map):
                    break
            if self.bill.row_of(line.token) is not None:
                return True
            if not (self.map.next and looking.can_be_pressed(page, self.map, Part.NEXT)):
                break
            self.bill.press("Next")
        return False

    def add(self) -> None:
        self.bill.press_at(self.bill.control(Part.ADD), "add", self.bill.state())

    def enter(self, line: Line) -> None:
        """Its name first: by it alone the row is known again, wherever the page puts it while it is typed."""
        self.visit.notebook.typed_new(line)
        known, begun = self.map.known_by, looking.blank_rows(self.visit.page, self.map).last
        if not begun.count():
            raise JourneyFailed("There is no blank row for a new line.")
        line = self._type_one(line, known, line.fields[known], begun)
        self._type(line, {name: value for name, value in line.fields.items() if name != known})

    def open(self, line: Line, fields: "Collection[str]") -> None:
        missing = [name for name in fields if name not in self.map.fields]
        if missing:
            raise NotOffered(f"The target has no field {missing[0]} to type into.")
        if self.bill.row_of(line.token) is None:
            self.show(line)
        self._row(line)

    def correct(self, line: Line, fields: "Mapping[str, str]") -> None:
        shown = looking.shown_in(self._row(line), self.map)
        found = in_our_way(self.map, shown)
        typed_before = self.visit.notebook.changes.get(line.token)
        expected = {**line.fields, **(typed_before.fields if typed_before else {})}
        other = [name for name in fields if found[name] != expected.get(name, found[name])]
        if other:
            raise JourneyFailed(
                f"Nothing was typed into a line whose {other[0]} is another than was read before: somebody "
                "else may be at work on this bill."
            )
        # An earlier trial may have typed the same into this bill: then there would be no work to save.
        typed = {name: _unlike(found[name], value) for name, value in fields.items()}
        self.visit.notebook.stood_there(line, {name: shown[name] for name in typed})
        self.visit.notebook.typed(line, typed)
        self._type(line, typed)

    def put_back(self, line: Line, shown: "Mapping[str, str]") -> None:
        """Type what stood in some fields, as it was shown, where what this line says stands now."""
        for name, value in shown.items():
            row = self._row(line)
            if in_our_way(self.map, looking.shown_in(row, self.map))[name] != line.fields.get(name, ""):
                raise JourneyFailed("A line was changed by somebody else while it was put back.")
            field = self.map.fields[name]
            if value:
                self._type_back(line, name, _for_editor(field, value))
            else:
                _box(row, field).fill("")
                self.visit.hands.leave_field(_box(row, field))

    def remove_blanks(self, number: int) -> None:
        """Take so many of the last rows away in which nothing stands."""
        blanks = looking.blank_rows(self.visit.page, self.map)
        last = blanks.count() - 1
        for place in range(last, max(last - number, -1), -1):  # One that is only marked stays where it is.
            self._press_remove(blanks.nth(place))

    def keep(self, line: Line) -> None:
        raise NotOffered(f"The line with {line.token} is saved with its bill.")

    def remove(self, line: Line) -> None:
        row = self._row(line)
        if not self.map.remove:
            raise NotOffered("The target has no remove.")
        self.visit.notebook.removing(line)
        self._press_remove(row)

    def _press_remove(self, row: "Locator") -> None:
        before = self.bill.state()
        control = self.bill.once(row.locator(self.map.remove).filter(visible=True), "remove", self.map.remove)
        if self.map.removed_by_save:
            self.visit.hands.click(control)
        else:
            self.bill.press_at(control, "remove", before)

    def _type(self, line: Line, fields: "Mapping[str, str]") -> None:
        """Type values in, in the order of the map; blank ones are left as they are."""
        for name in self.map.fields:
            if fields.get(name):
                line = self._type_one(line, name, fields[name])

    def _type_one(self, line: Line, name: str, value: str, begun: "Locator | None" = None) -> Line:
        """Type into one field; the line by the name that its field then holds. `begun`: a row without."""
        field = self.map.fields[name]

        def cell() -> "Locator":
            row = self.bill.row_of(line.token)
            if row is None and begun is None:
                self.show(line)  # It moved out of sight, as the page took the value.
            return (begun if row is None and begun is not None else self._row(line)).locator(field.cell)

        found = FieldTyping(self.visit, cell, name, field, value).type(line.token)
        self.visit.notebook.held(line.token, name, found.value, found.also)
        if name != self.map.known_by or found.value == line.token:
            return line
        self.visit.notebook.renamed(line.token, found.value)
        return replace(line, token=found.value)

    def _type_back(self, line: Line, name: str, value: str) -> None:
        """Type what a field has shown before, and leave it. The driver finds rows anew at each act."""
        hands, field = self.visit.hands, self.map.fields[name]
        row = self._row(line)
        if field.editor and not _box(row, field).count():
            hands.click(row.locator(field.cell))
        hands.enter(_box(row, field), value)
        if self.bill.row_of(line.token) is None:
            self.show(line)  # It moved out of sight, as the page took the value: there is no field to leave.
        else:
            hands.leave_field(_box(self._row(line), field))

    def _row(self, line: Line) -> "Locator":
        row = looking.row_named(self.visit.page, self.map, line.token)
        count = row.count()
        if not count:
            raise JourneyFailed(
                "The line is not on the screen under its own name. Nothing was typed into another."
            )
        if count > 1:
            raise JourneyFailed("Two lines have the same name by now; nothing was typed into either.")
        return row


def _box(row: "Locator", field: FieldMap) -> "Locator":
    cell = row.locator(field.cell)
    return cell.locator(field.editor) if field.editor else cell


def _for_editor(field: FieldMap, shown: str) -> str:
    """What a cell shows need not be what its editor takes; a field of its own takes what it had."""
    if not field.editor:
        return shown
    try:
        return field.as_shown(field.as_ours(shown))
    except ValueError:
        return shown


def _unlike(found: str, value: str) -> str:
    """The value, or the day after where the field has it already."""
    if found != value:
        return value
    day = datetime.datetime.strptime(value, _DATE)
    return (day + datetime.timedelta(days=1)).strftime(_DATE)
