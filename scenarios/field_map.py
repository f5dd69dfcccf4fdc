"""A field of somebody else's bill page: how it is found in its row, and how it writes a value."""

import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from billbench.harness.model.written import moment_of, number_of, text_of

_OUR_DATE = "%d-%m-%Y"


class Shape(BaseModel):
    """A table of a target file."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class FieldKind(StrEnum):
    """How a value is written in a field."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"


class FieldMap(Shape):
    """A field of a line: `cell` finds it in its row, `editor` in the cell once that has been clicked.

    `values` are what may be typed into it; a choice has to have some, to be typed at all. `decimal` is what
    a number has before its fraction, where its own form does not tell (1,058 is more than a thousand else).
    """

    cell: str = Field(min_length=1)
    editor: str = ""
    kind: FieldKind = FieldKind.TEXT
    format: str = "%Y-%m-%d"
    values: tuple[str, ...] = ()
    decimal: Literal["", ".", ","] = ""

    def as_shown(self, value: str, found: str = "") -> str:
        """Our value as this field has it; of a day the time that was found there is kept."""
        typed = next((one for one in self.values if self.as_ours(one) == value), None)
        if typed is not None:
            return typed
        match self.kind:
            case FieldKind.DATE if value:
                return self.moment(value, found).strftime(self.format)
            case FieldKind.NUMBER if self.decimal == ",":
                return value.replace(".", ",")
            case _:
                return value

    def moment(self, value: str, found: str) -> datetime.datetime:
        """Our day, at the time of day that was found in this field."""
        day = datetime.datetime.strptime(value, _OUR_DATE)
        try:
            return datetime.datetime.combine(day, moment_of(found.strip(), self.format).time())
        except (ValueError, OverflowError):
            return day

    def as_ours(self, shown: str) -> str:
        """What this field has in our way of writing; what is no date or number stays as it is."""
        text = text_of(shown)
        try:
            match self.kind:
                case FieldKind.DATE:
                    return moment_of(text, self.format).strftime(_OUR_DATE)
                case FieldKind.NUMBER:
                    return number_of(text, self.decimal)
                case FieldKind.TEXT | FieldKind.CHOICE:
                    return text
        except (ValueError, OverflowError):
            return text


def as_told(value: Any) -> str:
    """A value of JSON as a text, as a page would show it: nothing for none, yes and no for what is ticked."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)
