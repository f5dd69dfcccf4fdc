"""The lines of somebody else's bill page, by its map. Same things to do as on our own pages."""

import datetime
from typing import TYPE_CHECKING

from billbench.harness.model.outcomes import Line
from billbench.scenarios.page_map import FieldMap, Part
from billbench.scenarios.pages import looking
from billbench.scenarios.pages.mapped import MappedBill
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
        self.place: Locator | None = None

    @property
    def has_own_save(self) -> bool:
        return False

    def show(self, line: Line) -> None:
        """Down the list that scrolls, and through as many pages as there are."""
        page = self.visit.page
        for _ in range(len(self.visit.lines) + 1):
            looking.scrolled(page, self.map, to=0)
            while self.bill.row_of(line.token) is None:
                if not looking.scrolled(page, self.map):
                    break
            if self.bill.row_of(line.token) is not None:
                return
            if not self.map.next or not looking.control_of(page, self.map, Part.NEXT).count():
                break
            self.bill.press("Next")
        self._row(line)

    def add(self) -> None:
        self.bill.press_at(self.bill.control(Part.ADD), "add", self.bill.state())
        self.place = looking.row_with(self.visit.page, self.map, "")

    def enter(self, line: Line) -> None:
        self.visit.notebook.typed_new(line)
        self._type(line.fields)

    def open(self, line: Line, fields: "Collection[str]") -> None:
        missing = [name for name in fields if name not in self.map.fields]
        if missing:
            raise NotOffered(f"The target has no field {missing[0]} to type into.")
        self.place = self._row(line)

    def correct(self, line: Line, fields: "Mapping[str, str]") -> None:
        # An earlier trial may have typed the same into this bill: then there would be no work to save.
        other = {name: _unlike(line.fields.get(name, ""), value) for name, value in fields.items()}
        self.visit.notebook.typed(line, other)
        self._type(other)

    def keep(self, line: Line) -> None:
        raise NotOffered(f"The line with {line.token} is saved with its bill.")

    def remove(self, line: Line) -> None:
        row, before = self._row(line), self.bill.state()
        if not self.map.remove:
            raise NotOffered("The target has no remove.")
        control = self.bill.once(row.locator(self.map.remove).filter(visible=True), "remove", self.map.remove)
        self.visit.notebook.removing(line)
        if self.map.removed_by_save:
            self.visit.hands.click(control)
            return
        self.bill.press_at(control, "remove", before)

    def _type(self, fields: "Mapping[str, str]") -> None:
        """Type values in, in the order of the map; blank ones are left as they are."""
        assert self.place is not None, "a line is begun or opened before it is typed into"
        for name, field in self.map.fields.items():
            if fields.get(name):
                self._type_one(self.place.locator(field.cell), field, field.as_shown(fields[name]))

    def _type_one(self, cell: "Locator", field: FieldMap, value: str) -> None:
        hands = self.visit.hands
        if field.editor:
            box = cell.locator(field.editor)
            if not box.count():
                hands.click(cell)
        else:
            box = cell
        hands.enter(box, value)
        hands.leave_field(box)

    def _row(self, line: Line) -> "Locator":
        row = self.bill.row_of(line.token)
        if row is None:
            raise JourneyFailed("The line is not on the screen.")
        return row


def _unlike(found: str, value: str) -> str:
    """The value, or the day after where the field has it already."""
    if found != value:
        return value
    day = datetime.datetime.strptime(value, _DATE)
    return (day + datetime.timedelta(days=1)).strftime(_DATE)
