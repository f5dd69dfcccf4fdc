"""Page designs as values: their axes, the route a bill takes, and what is impossible.

A design is reached by its name as the first part of the address. The ready ones are in
`fake_ccms.design_presets`.

What is saved when, by `save_scope`. A *screen* is all lines of one type, a *page* the part of them that
is shown at once; where `rows_per_page` is "all", the two are the same.

- `screen`: every button sends all lines of the screen, those on other pages too.
- `page`: every button sends the lines of the page shown, and nothing else of the screen.
- `line`: each line is saved by itself, with a request and a version check of its own, when the person
  leaves it; it shows whether it is saved. Buttons send no line. Where only one row is editable, that line
  is saved by the button of its own page.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from billbench.fake_ccms.tables import Table, word


class EditableRows(StrEnum):
    """Whether lines are edited in their rows, or one at a time on a page of its own."""

    ALL = "all"
    ONE = "one"


class RowFields(StrEnum):
    """Which fields a row has; with `ESSENTIAL`, the rest is on the line's own page."""

    ALL = "all"
    ESSENTIAL = "essential"


class ChoiceLists(StrEnum):
    """How a choice is made: a searching box or a plain list in every field, or one list for a column."""

    COMBOBOX = "combobox"
    SELECT = "select"
    DATALIST = "datalist"


class Rendering(StrEnum):
    """Which side builds the screens."""

    BROWSER = "browser"
    SERVER = "server"


class MountedRows(StrEnum):
    """Which rows of a page are in the document; with `VISIBLE`, only those near the visible part."""

    ALL = "all"
    VISIBLE = "visible"


class SaveScope(StrEnum):
    """What a save sends: see above."""

    SCREEN = "screen"
    PAGE = "page"
    LINE = "line"


class ClientCode(StrEnum):
    """What works in a page of lines: one small script for all of it, or code for every control by itself.

    `CLASSIC` behaves as the public client code of the real interview does: a page comes whole, each control
    brings a script and handlers of its own, and the form is posted in parts.
    """

    LEAN = "lean"
    CLASSIC = "classic"


class Layout(StrEnum):
    """Whether a line is a row of a table, or a block in which each control stands beside its label."""

    TABLE = "table"
    FORM = "form"


class Dressing(StrEnum):
    """When searching boxes are made: with their rows, or one by one once the server's rows are there.

    One by one, that happens in the document (`IN_PLACE`), or while the form is out of it (`DETACHED`).
    """

    WITH_ROWS = "with-rows"
    DETACHED = "detached"
    IN_PLACE = "in-place"


class AfterAnswer(StrEnum):
    """What a page works out anew after an answer: its rules, where one reads it, or every control."""

    RULES = "rules"
    EVERY_CONTROL = "every-control"


class Route(StrEnum):
    """How a bill gets into the system: line by line, as a file, or as one summary line. Not an axis."""

    LINES = "lines"
    UPLOAD = "upload"
    SUMMARY = "summary"


MAX_ROWS_PER_PAGE = 10_000


class OwnDesign(Table):
    """A way to show and save a bill, as it is typed. `rows_per_page` is `None` where all are on one page."""

    title: str = Field(default="", pattern=r"\S", description="a text")
    sentence: str = Field(default="", pattern=r"\S", description="a text")
    rows_per_page: Annotated[int | None, BeforeValidator(lambda typed: None if typed == "all" else typed)] = (
        Field(
            default=None,
            ge=1,
            le=MAX_ROWS_PER_PAGE,
            description=f'"all" or a whole number from 1 to {MAX_ROWS_PER_PAGE:,}',
        )
    )
    editable_rows: EditableRows = word(EditableRows.ALL, EditableRows)
    row_fields: RowFields = word(RowFields.ALL, RowFields)
    choice_lists: ChoiceLists = word(ChoiceLists.SELECT, ChoiceLists)
    rendering: Rendering = word(Rendering.SERVER, Rendering)
    mounted_rows: MountedRows = word(MountedRows.ALL, MountedRows)
    save_scope: SaveScope = word(SaveScope.SCREEN, SaveScope)
    route: Route = word(Route.LINES, Route)
    client_code: ClientCode = word(ClientCode.LEAN, ClientCode)
    layout: Layout = word(Layout.TABLE, Layout)
    dressing: Dressing = word(Dressing.WITH_ROWS, Dressing)
    after_answer: AfterAnswer = word(AfterAnswer.RULES, AfterAnswer)

    @property
    def has_line_pages(self) -> bool:
        """Whether its rows lead to a page of the line's own, where new lines are entered too."""
        return self.editable_rows is EditableRows.ONE or self.row_fields is RowFields.ESSENTIAL

    @property
    def saves_while_editing(self) -> bool:
        """Whether a line is saved when its row is left, without a button."""
        return self.save_scope is SaveScope.LINE and self.editable_rows is EditableRows.ALL

    @property
    def is_classic(self) -> bool:
        return self.client_code is ClientCode.CLASSIC

    @property
    def is_filtered(self) -> bool:
        """Whether its lists are searching boxes."""
        return self.choice_lists is ChoiceLists.COMBOBOX

    @model_validator(mode="before")
    @classmethod
    def _with_what_is_usual(cls, typed: Any) -> Any:
        if not isinstance(typed, dict):
            return typed
        return {"save_scope": _usual_scope(typed), "dressing": _usual_dressing(typed), **typed}

    @model_validator(mode="after")
    def _possible(self) -> "OwnDesign":
        if reasons := tuple(obstacles(self)):
            raise ValueError(*reasons)
        return self


class Design(OwnDesign):
    """A design with its name, and with all that people are told of it."""

    name: str


def _usual_scope(typed: Mapping[str, object]) -> SaveScope:
    """What a design saves that does not say it: what is edited at once."""
    if typed.get("editable_rows") == EditableRows.ONE:
        return SaveScope.LINE
    return SaveScope.SCREEN if typed.get("rows_per_page", "all") in ("all", None) else SaveScope.PAGE


def _usual_dressing(typed: Mapping[str, object]) -> Dressing:
    classic = typed.get("client_code") == ClientCode.CLASSIC
    filtered = typed.get("choice_lists") == ChoiceLists.COMBOBOX
    return Dressing.IN_PLACE if classic and filtered else Dressing.WITH_ROWS


def obstacles(design: OwnDesign) -> Iterator[str]:
    """Why this combination of axes is impossible or pointless; nothing when it can be shown."""
    by_server = design.rendering is Rendering.SERVER
    paged = design.rows_per_page is not None
    if design.mounted_rows is MountedRows.VISIBLE and by_server:
        yield (
            'mounted_rows = "visible" needs rendering = "browser": a page that the server has built '
            "already holds all its rows"
        )
    if design.editable_rows is EditableRows.ONE and design.save_scope is not SaveScope.LINE:
        yield (
            'editable_rows = "one" needs save_scope = "line": there is never more than one edited line to '
            "save"
        )
    if design.saves_while_editing and by_server:
        yield (
            'save_scope = "line" needs rendering = "browser" or editable_rows = "one": a page that the '
            "server has built is sent by its buttons, not when a row is left"
        )
    if design.save_scope is SaveScope.PAGE and not paged:
        yield (
            'save_scope = "page" needs a number as rows_per_page: with all lines on one page, the page is '
            'the screen; choose "screen"'
        )
    if design.save_scope is SaveScope.SCREEN and paged and by_server:
        yield (
            'save_scope = "screen" with pages needs rendering = "browser": a page that the server has '
            'built holds no lines of other pages to send; choose "page"'
        )
    yield from _classic_obstacles(design)


def _classic_obstacles(design: OwnDesign) -> Iterator[str]:
    """The same, of the axes of the classic code."""
    made_one_by_one = design.is_classic and design.is_filtered
    if design.is_classic and design.rendering is Rendering.BROWSER:
        yield (
            'client_code = "classic" needs rendering = "server": with it, every page change brings a whole '
            "new document"
        )
    if design.is_classic and design.has_line_pages:
        yield (
            'client_code = "classic" needs editable_rows = "all" and row_fields = "all": its lines have no '
            "pages of their own"
        )
    if design.is_classic and design.choice_lists is ChoiceLists.DATALIST:
        yield (
            'client_code = "classic" needs choice_lists = "select" or "combobox": it has a list for every '
            "control and none for a column"
        )
    if design.layout is Layout.FORM and not design.is_classic:
        yield 'layout = "form" needs client_code = "classic": only there a line can be a block of controls'
    if design.dressing is not Dressing.WITH_ROWS and not made_one_by_one:
        yield (
            'dressing = "in-place" or "detached" needs client_code = "classic" and choice_lists = '
            '"combobox": there is nothing else that is made one by one'
        )
    if design.dressing is Dressing.WITH_ROWS and made_one_by_one:
        yield (
            'dressing = "with-rows" does not go with client_code = "classic": the server has built the rows '
            'already; choose "in-place" or "detached"'
        )
    if design.after_answer is AfterAnswer.EVERY_CONTROL and not (
        design.is_classic and design.choice_lists is ChoiceLists.SELECT
    ):
        yield (
            'after_answer = "every-control" needs client_code = "classic" and choice_lists = "select": it is '
            "a model of the runtime that came after that code, of which no other kind of list is known"
        )


def named(name: str, own: OwnDesign) -> Design:
    """A design of one's own; what it does not say of itself is told from its name and its values."""
    told = {"title": name.replace("-", " ").capitalize(), "sentence": _described(own)}
    return Design(name=name, **told | own.model_dump(exclude_unset=True))


_LATER = ("client_code", "layout", "dressing", "after_answer")


def as_plain(design: Design) -> dict[str, object]:
    """The design as plain data for JSON; `rows_per_page` is `null` for all.

    Axes that came later are told where they are not as they always were: a design that is described otherwise
    than in a baseline is not comparable with it.
    """
    told = {"name": design.name, **design.model_dump(mode="json")}
    usual = {name: OwnDesign.model_fields[name].default for name in _LATER}
    return {name: value for name, value in told.items() if name not in usual or value != usual[name]}


def _described(design: OwnDesign) -> str:
    """A sentence for a design that was given none: its values in words."""
    size = design.rows_per_page
    lines = "All lines on one page" if size is None else f"{size} lines a page"
    row = "all fields" if design.row_fields is RowFields.ALL else "the essential fields"
    editing = "in each row" if design.editable_rows is EditableRows.ALL else "to read, edited one at a time"
    mounted = ", only visible rows mounted" if design.mounted_rows is MountedRows.VISIBLE else ""
    classic = f", worked by the classic code in a {design.layout}" if design.is_classic else ""
    return (
        f"{lines} with {row} {editing} and choices by {design.choice_lists}, built by the {design.rendering}"
        f"{mounted}{classic}, saved by the {design.save_scope}."
    )
