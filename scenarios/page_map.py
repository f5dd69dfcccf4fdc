"""The map of a bill page that somebody else built: where its parts are, as it is typed in a target file.

Selectors are Playwright's (CSS, or `text=…`, `role=…`), apart from those of rows, fields and states, which
the page itself is asked for: these are CSS. An empty selector means that the page has no such part.
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, WithJsonSchema, model_serializer, model_validator

from billbench.scenarios.field_map import FieldKind, FieldMap, Shape

ADDED = "billbench "
"""What the known field of every added line begins with: by it the next trial finds what to take away."""


class Part(StrEnum):
    """What a person can press on a bill page."""

    ADD = "add"
    NEXT = "next"
    BACK = "back"
    SAVE = "save"
    SUBMIT = "submit"
    REMOVE = "remove"


class Sign(Shape):
    """What shows how the page's work stands: what `css` finds, if it `says` one of these words.

    Without words, whatever is new there counts that does not say itself that work is under way or that it
    failed. Without `css`, the words count wherever they stand outside the lines, which costs the page more.
    """

    css: str = ""
    says: str | tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_selector(cls, typed: Any) -> Any:
        return {"css": typed} if isinstance(typed, str) else typed

    @model_validator(mode="after")
    def _whole(self) -> "Sign":
        if self.says != () and not all(one.strip() for one in self.words):
            raise ValueError("says has to name words that the page shows")
        return self

    @model_serializer
    def _plain(self) -> str | dict[str, Any]:
        """As it was typed: the files and records of before have a selector alone."""
        return {"css": self.css, "says": self.says} if self.says else self.css

    @property
    def words(self) -> tuple[str, ...]:
        return (self.says,) if isinstance(self.says, str) else self.says

    def __bool__(self) -> bool:
        return bool(self.css or self.says)


_SIGN_SHAPE = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {
                "css": {"type": "string"},
                "says": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            },
            "additionalProperties": False,
        },
    ],
    "description": inspect.getdoc(Sign),
}
_Sign = Annotated[Sign, WithJsonSchema(_SIGN_SHAPE)]
"""An editor is told that a selector alone will do."""


class PageMap(Shape):
    """`[page]`: a row, its fields, what can be pressed, and what shows success, error, login and work.

    `row_name` is an attribute that tells rows apart, where the page sorts or recycles them. `scroller` is
    the element that scrolls a list of which few rows are mounted. `known_by` is the field that no two lines
    have alike. `next_saves`: a page change sends what was typed. `removed_by_save`: Remove only marks a line.
    `failure` is a second sign of an error beside `error`: what a line of status says then.
    """

    row: str = Field(min_length=1)
    row_name: str = ""
    scroller: str = ""
    rows_per_page: int | None = Field(default=None, ge=1)
    known_by: str
    fields: Annotated[dict[str, FieldMap], Field(min_length=1)]
    add: str = ""
    next: str = ""
    back: str = ""
    save: str = ""
    submit: str = ""
    remove: str = ""
    next_saves: bool = False
    removed_by_save: bool = False
    success: _Sign = Sign()
    confirmed: _Sign = Sign()
    error: _Sign = Sign()
    failure: _Sign = Sign()
    login: str = ""
    busy: str = ""

    @model_validator(mode="after")
    def _whole(self) -> "PageMap":
        known = self.fields.get(self.known_by)
        if known is None:
            raise ValueError(f'known_by names "{self.known_by}", which is not among the fields')
        if known.kind is not FieldKind.TEXT:
            raise ValueError(f'known_by names "{self.known_by}", which is no text; name a field of text')
        if self.save and not self.success:
            raise ValueError("save is there and success is not: say what shows that the page has saved")
        if self.submit and not self.confirmed:
            raise ValueError("submit is there and confirmed is not: say what shows that it was received")
        return self

    def selector(self, part: Part) -> str:
        return str(getattr(self, part.value))

    def has_pages(self, lines: int) -> bool:
        """Whether a bill of so many lines takes more than one page, as far as the map tells."""
        return bool(self.next) and (self.rows_per_page is None or lines > self.rows_per_page)

    @property
    def offers(self) -> frozenset[Part]:
        return frozenset(part for part in Part if self.selector(part))


_Size = Annotated[str, Field(pattern=r"^[1-9]\d{0,3}$")]
_Ids = Annotated[list[str], Field(min_length=1)]


class BillsMap(Shape):
    """`[bills]`: the address of a bill, with `{id}` or `{lines}` in it, and which bills have how many lines.

    With `list` and `link`, a bill is opened by its link on a page of bills, as a person does it.
    """

    open: str = Field(pattern=r"^/[^\s]*$")
    ids: dict[_Size, _Ids] = Field(default={})
    list: str = Field(default="/", pattern=r"^/[^\s]*$")
    link: str = ""

    @model_validator(mode="after")
    def _whole(self) -> "BillsMap":
        if ("{id}" in self.open) is ("{lines}" in self.open):
            raise ValueError("open has to have either {id} or {lines} in it")
        if "{id}" in self.open and not self.ids:
            raise ValueError("open has {id} in it, and ids does not say which bills there are")
        return self

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes there are; none where the address makes a bill of any size."""
        return tuple(sorted(int(size) for size in self.ids))

    def bill_of(self, lines: int, turn: int) -> str:
        """What stands for a bill of this size in its address; bills of one size take turns."""
        if "{lines}" in self.open:
            return str(lines)
        ids = self.ids[str(lines)]
        return ids[turn % len(ids)]

    def path(self, bill: str) -> str:
        return self.open.replace("{id}", bill).replace("{lines}", bill)

    def link_to(self, bill: str) -> str:
        return self.link.replace("{id}", bill).replace("{lines}", bill)


class LoginMap(Shape):
    """`[login]`: a form, whose fields by selector are filled from environment variables, or a saved state.

    `shown_by` is what only somebody who is logged in sees.
    """

    page: str = Field(default="/", pattern=r"^/[^\s]*$")
    fields: dict[str, str] = Field(default={})
    submit: str = ""
    shown_by: str = ""
    state: str = ""

    @model_validator(mode="after")
    def _whole(self) -> "LoginMap":
        if bool(self.fields) is bool(self.state):
            raise ValueError("a login has either fields or a saved state")
        if self.fields and not (self.submit and self.shown_by):
            raise ValueError("a login by fields needs submit, and shown_by: what shows that it worked")
        return self


class ReadBackKind(StrEnum):
    """How saved work is read back."""

    PAGE = "page"
    API = "api"
    NONE = "none"


class ReadBackMap(Shape):
    """`[read_back]`: open the bill again and read its rows; an API that returns JSON; or none.

    `lines` is the path to the list of lines in the JSON, `fields` names the API's key for each field, and
    `headers` are headers whose values are in environment variables.
    """

    by: ReadBackKind = ReadBackKind.PAGE
    path: str = Field(default="", pattern=r"^(/[^\s]*)?$")
    lines: str = ""
    fields: dict[str, str] = Field(default={})
    headers: dict[str, str] = Field(default={})

    @model_validator(mode="after")
    def _whole(self) -> "ReadBackMap":
        if self.by is ReadBackKind.API and not (self.path and self.fields):
            raise ValueError("an API needs a path with {id} in it, and its key for each field")
        return self


def in_our_way(page: PageMap, shown: Mapping[str, str]) -> dict[str, str]:
    """The fields of a row or of an API's line in our way of writing."""
    return {name: page.fields[name].as_ours(text) for name, text in shown.items() if name in page.fields}


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetMap:
    """What a visit to a target goes by. `keeps_content`: what its pages say may be kept.

    `may_add_lines`: a line of ours may be typed into a bill for a journey that takes one away.
    """

    page: PageMap
    bills: BillsMap
    keeps_content: bool
    may_add_lines: bool = False

    @property
    def keeps_size(self) -> bool:
        """Whether a bill can have its size again after lines were added to it."""
        return bool(self.page.remove) or "{lines}" in self.bills.open
