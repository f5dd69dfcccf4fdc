"""What the XML parser reports, checked against the structure and collected into bills as it comes."""

from dataclasses import dataclass, field
from typing import Protocol
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import Locator

from billbench.fake_ccms.claims.model import BillRead, FileRefusedError, LineRead, Located, shown
from billbench.fake_ccms.claims.structure import ELEMENTS, MAX_LINES, NAMESPACE, ROOT, SLUG_OF_ENTITY, Element
from billbench.fake_ccms.fields import LINE_TYPES
from billbench.fake_ccms.store.claim_files import Mistake

SEE_SCHEMA = "Compare the file with the schema, or ask the supplier of your case management system."
_OTHER_FORMAT = "Export a Claim Upload file from your case management system and upload that."

Name = tuple[str | None, str]


class Attributes(Protocol):
    """The attributes of an element as the parser hands them over."""

    def items(self) -> list[tuple[Name, str]]: ...


@dataclass(slots=True, kw_only=True)
class _Open:
    """An element that has begun and not ended."""

    name: str
    element: Element
    row: int
    attribute: str = ""
    position: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)


class ClaimFileHandler(ContentHandler):
    """Collects `bills`. An element that does not belong where it stands is noted and skipped as a whole."""

    def __init__(self) -> None:
        super().__init__()
        self.bills: list[BillRead] = []
        self._place = Locator()
        self._open: list[_Open] = []
        self._skipped = 0
        self._slug = ""
        self._label = ""
        self._attributes: dict[str, Located] = {}
        self._numbers: dict[str, int] = {}
        self._line_row = 0

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self._place = locator

    @property
    def _row(self) -> int:
        return int(self._place.getLineNumber() or 0)

    def startElementNS(self, name: Name, _qname: str | None, attrs: Attributes) -> None:  # noqa: N802
        if self._skipped:
            self._skipped += 1
        elif not self._open:
            self._begin_root(name)
        elif self._belongs(name):
            self._begin(name[1], attrs)
        else:
            self._skipped = 1

    def characters(self, content: str) -> None:
        if self._skipped or not self._open:
            return
        present = self._open[-1]
        if present.element.is_text:
            present.text.append(content)
        elif not content.isspace():
            self._note(f"There is text between the elements of <{present.name}>", SEE_SCHEMA)

    def endElementNS(self, _name: Name, _qname: str | None) -> None:  # noqa: N802
        if self._skipped:
            self._skipped -= 1
            return
        ended = self._open.pop()
        for child in ended.element.children:
            if ended.counts.get(child.name, 0) < child.least:
                self._note(f"<{ended.name}> has no <{child.name}>", SEE_SCHEMA, row=ended.row)
        self._finish(ended)

    def _begin_root(self, name: Name) -> None:
        if name != (NAMESPACE, ROOT):
            raise FileRefusedError(
                f"This is not a Claim Upload file: it begins with <{shown(name[1])}> where <{ROOT}> of "
                f"{NAMESPACE} is expected",
                _OTHER_FORMAT,
            )
        self._open.append(_Open(name=ROOT, element=ELEMENTS[ROOT], row=self._row))

    def _belongs(self, name: Name) -> bool:
        """Whether the element may stand here; where not, that is noted."""
        parent = self._open[-1]
        children = parent.element.children
        position = next((n for n, child in enumerate(children) if (NAMESPACE, child.name) == name), None)
        if position is None:
            self._note(f"<{shown(name[1])}> does not belong inside <{parent.name}>", SEE_SCHEMA)
            return False
        child = children[position]
        count = parent.counts[child.name] = parent.counts.get(child.name, 0) + 1
        if position < parent.position:
            before = children[parent.position].name
            self._note(f"<{child.name}> comes after <{before}> and must come before it", SEE_SCHEMA)
            return False
        parent.position = position
        if child.most is not None and count > child.most:
            if count == child.most + 1:
                self._note(f"<{parent.name}> has more than {child.most:,} <{child.name}>", SEE_SCHEMA)
            return False
        return True

    def _begin(self, name: str, attrs: Attributes) -> None:
        element = ELEMENTS[name]
        self._open.append(_Open(name=name, element=element, row=self._row))
        if name == "Bill":
            self.bills.append(BillRead(row=self._row))
            self._numbers = {}
        elif name == "Entity":
            self._slug = ""
        elif name == "Instance":
            self._begin_line()
        for (_space, attribute), value in attrs.items():
            if attribute == element.attribute:
                self._open[-1].attribute = value
            else:
                self._note(f"<{name}> cannot have {shown(attribute)}", SEE_SCHEMA)

    def _begin_line(self) -> None:
        self._label = ""
        self._attributes = {}
        self._line_row = self._row
        self._numbers[self._slug] = self._numbers.get(self._slug, 0) + 1

    def _finish(self, ended: _Open) -> None:
        text = "".join(ended.text)
        if ended.element.is_text and ended.name != "Attribute":
            text = " ".join(text.split())
            self._check_text(ended, text)
        match ended.name:
            case "CaseReferenceNumber":
                self.bills[-1].reference = text
            case "BillDisbursements":
                self.bills[-1].disbursements = text
            case "EntityType":
                self._slug = SLUG_OF_ENTITY.get(text, "")
            case "InstanceLabel":
                self._label = text
            case "Attribute":
                self._finish_attribute(ended, text)
            case "Instance":
                self._finish_line()
            case _:
                pass

    def _check_text(self, ended: _Open, text: str) -> None:
        element = ended.element
        if element.one_of and text not in element.one_of:
            wrong = f"“{shown(text)}” is no {ended.name}"
            self._note(wrong, f"Use one of {', '.join(element.one_of)}.", row=ended.row)
        elif element.longest is not None and not element.shortest <= len(text) <= element.longest:
            wrong = f"{ended.name} is {'blank' if not text else f'{len(text)} characters long'}"
            advice = f"It must have {element.shortest} to {element.longest} characters."
            self._note(wrong, advice, row=ended.row)

    def _finish_attribute(self, ended: _Open, text: str) -> None:
        name = ended.attribute
        if name not in ended.element.attribute_one_of:
            wrong = f"“{shown(name)}” is no attribute of a line" if name else "<Attribute> has no Name"
            self._note(wrong, f"Use one of {', '.join(ended.element.attribute_one_of)}.", row=ended.row)
        elif name in self._attributes:
            self._note("The attribute is there twice", "Leave one of them.", row=ended.row, named=name)
        else:
            self._attributes[name] = Located(value=text, row=ended.row)

    def _finish_line(self) -> None:
        bill = self.bills[-1]
        if len(bill.lines) == MAX_LINES:
            if not bill.more_mistakes:
                self._note(f"The bill has more than {MAX_LINES:,} lines", "Bill the work as several bills.")
            bill.more_mistakes += 1
            return
        if self._slug:
            bill.lines.append(
                LineRead(
                    type=self._slug,
                    name=self._line_name(),
                    row=self._line_row,
                    attributes=self._attributes,
                )
            )
        self._label = ""

    def _line_name(self) -> str:
        title = LINE_TYPES[self._slug].title if self._slug else "Unknown type"
        label = f" (label {shown(self._label)})" if self._label else ""
        return f"{title}, line {self._numbers[self._slug]}{label}"

    def _note(self, wrong: str, advice: str, *, row: int | None = None, named: str = "") -> None:
        place = self._row if row is None else row
        if not self.bills:
            raise FileRefusedError(f"{wrong} (line {place} of the file)", advice)
        inside_line = any(present.name == "Instance" for present in self._open)
        line = self._line_name() if inside_line else ""
        self.bills[-1].note(Mistake(row=place, line=line, field=named, wrong=wrong, advice=advice))
