"""Page designs as values: seven axes, the route a bill takes, the presets, and what is impossible.

A design is reached by its name as the first part of the address. Adding a preset means adding its entry
to `_PRESETS`; nothing else knows the names.

What is saved when, by `save_scope`. A *screen* is all lines of one type, a *page* the part of them that
is shown at once; where `rows_per_page` is "all", the two are the same.

- `screen`: every button sends all lines of the screen, those on other pages too.
- `page`: every button sends the lines of the page shown, and nothing else of the screen.
- `line`: each line is saved by itself, with a request and a version check of its own, when the person
  leaves it; it shows whether it is saved. Buttons send no line. Where only one row is editable, that line
  is saved by the button of its own page.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from types import MappingProxyType


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


class Route(StrEnum):
    """How a bill gets into the system: line by line, as a file, or as one summary line. Not an axis."""

    LINES = "lines"
    UPLOAD = "upload"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A way to show and save a bill. `rows_per_page` is `None` where all lines are on one page."""

    name: str
    title: str
    sentence: str
    rows_per_page: int | None = None
    editable_rows: EditableRows = EditableRows.ALL
    row_fields: RowFields = RowFields.ALL
    choice_lists: ChoiceLists = ChoiceLists.SELECT
    rendering: Rendering = Rendering.SERVER
    mounted_rows: MountedRows = MountedRows.ALL
    save_scope: SaveScope = SaveScope.SCREEN
    route: Route = Route.LINES

    @property
    def has_line_pages(self) -> bool:
        """Whether its rows lead to a page of the line's own, where new lines are entered too."""
        return self.editable_rows is EditableRows.ONE or self.row_fields is RowFields.ESSENTIAL

    @property
    def saves_while_editing(self) -> bool:
        """Whether a line is saved when its row is left, without a button."""
        return self.save_scope is SaveScope.LINE and self.editable_rows is EditableRows.ALL


_PRESETS = (
    Design(
        name="single-page",
        title="Single page",
        sentence="All lines, all fields and all lists on one screen, built in the browser and saved whole.",
        choice_lists=ChoiceLists.COMBOBOX,
        rendering=Rendering.BROWSER,
    ),
    Design(
        name="paged",
        title="Paged",
        sentence="Ten lines a page, built on the server; each page is saved when you leave it.",
        rows_per_page=10,
        save_scope=SaveScope.PAGE,
    ),
    Design(
        name="lean-page",
        title="Lean page",
        sentence="All lines on one screen with the essential fields; the rest is on each line's own page.",
        row_fields=RowFields.ESSENTIAL,
    ),
    Design(
        name="add-to-list",
        title="Add to a list",
        sentence="A list to read, 20 lines a page; one line at a time is edited and saved on its own page.",
        rows_per_page=20,
        editable_rows=EditableRows.ONE,
        row_fields=RowFields.ESSENTIAL,
        save_scope=SaveScope.LINE,
    ),
    Design(
        name="windowed-grid",
        title="Windowed grid",
        sentence="All lines in a grid that holds only the visible rows; each line is saved as you leave it.",
        choice_lists=ChoiceLists.DATALIST,
        rendering=Rendering.BROWSER,
        mounted_rows=MountedRows.VISIBLE,
        save_scope=SaveScope.LINE,
    ),
    Design(
        name="claim-upload",
        title="Claim upload",
        sentence="The whole bill comes as one file from the case management system; no line is keyed in.",
        rows_per_page=10,
        save_scope=SaveScope.PAGE,
        route=Route.UPLOAD,
    ),
    Design(
        name="summary-level",
        title="Summary level",
        sentence="The bill is one line with its total; the breakdown is attached as a document.",
        rows_per_page=10,
        save_scope=SaveScope.PAGE,
        route=Route.SUMMARY,
    ),
)

PRESETS: Mapping[str, Design] = MappingProxyType({design.name: design for design in _PRESETS})

_WORDS: Mapping[str, type[StrEnum]] = MappingProxyType(
    {
        "editable_rows": EditableRows,
        "row_fields": RowFields,
        "choice_lists": ChoiceLists,
        "rendering": Rendering,
        "mounted_rows": MountedRows,
        "save_scope": SaveScope,
        "route": Route,
    }
)

MAX_ROWS_PER_PAGE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Obstacle:
    applies: Callable[[Design], bool]
    reason: str


_OBSTACLES = (
    _Obstacle(
        applies=lambda d: d.mounted_rows is MountedRows.VISIBLE and d.rendering is Rendering.SERVER,
        reason='mounted_rows = "visible" needs rendering = "browser": a page that the server has built '
        "already holds all its rows",
    ),
    _Obstacle(
        applies=lambda d: d.editable_rows is EditableRows.ONE and d.save_scope is not SaveScope.LINE,
        reason='editable_rows = "one" needs save_scope = "line": there is never more than one edited line to '
        "save",
    ),
    _Obstacle(
        applies=lambda d: d.saves_while_editing and d.rendering is Rendering.SERVER,
        reason='save_scope = "line" needs rendering = "browser" or editable_rows = "one": a page that the '
        "server has built is sent by its buttons, not when a row is left",
    ),
    _Obstacle(
        applies=lambda d: d.rows_per_page is None and d.save_scope is SaveScope.PAGE,
        reason='save_scope = "page" needs a number as rows_per_page: with all lines on one page, the page is '
        'the screen; choose "screen"',
    ),
    _Obstacle(
        applies=lambda d: (
            d.rows_per_page is not None
            and d.save_scope is SaveScope.SCREEN
            and d.rendering is Rendering.SERVER
        ),
        reason='save_scope = "screen" with pages needs rendering = "browser": a page that the server has '
        'built holds no lines of other pages to send; choose "page"',
    ),
)


def as_plain(design: Design) -> dict[str, object]:
    """The design as plain data for JSON; `rows_per_page` is `null` for all."""
    return asdict(design)


def obstacles(design: Design) -> Iterator[str]:
    """Why this combination of axes is impossible or pointless; nothing when it can be shown."""
    return (obstacle.reason for obstacle in _OBSTACLES if obstacle.applies(design))


def design_from_table(name: str, table: Mapping[str, object]) -> tuple[Design | None, tuple[str, ...]]:
    """Make a design from a TOML table; the second value lists every mistake in it."""
    mistakes: list[str] = list(_unknown_keys(table))
    values: dict[str, object] = {"name": name, "title": name.replace("-", " ").capitalize(), "sentence": ""}
    for key in ("title", "sentence"):
        if key in table:
            _take_text(key, table[key], values, mistakes)
    for axis, options in _WORDS.items():
        if axis in table:
            _take_option(axis, table[axis], options, values, mistakes)
    if "rows_per_page" in table:
        _take_rows(table["rows_per_page"], values, mistakes)
    if mistakes:
        return None, tuple(mistakes)
    values.setdefault("save_scope", _usual_scope(values))
    design = Design(**values)  # type: ignore[arg-type] # every value was checked above
    found = tuple(obstacles(design))
    if not design.sentence:
        design = Design(**{**values, "sentence": _described(design)})  # type: ignore[arg-type] # as above
    return design, found


def _usual_scope(values: Mapping[str, object]) -> SaveScope:
    """What a design saves that does not say it: what is edited at once."""
    if values.get("editable_rows") is EditableRows.ONE:
        return SaveScope.LINE
    return SaveScope.SCREEN if values.get("rows_per_page") is None else SaveScope.PAGE


def _described(design: Design) -> str:
    """A sentence for a design that was given none: its values in words."""
    size = design.rows_per_page
    lines = "All lines on one page" if size is None else f"{size} lines a page"
    row = "all fields" if design.row_fields is RowFields.ALL else "the essential fields"
    editing = "in each row" if design.editable_rows is EditableRows.ALL else "to read, edited one at a time"
    mounted = ", only visible rows mounted" if design.mounted_rows is MountedRows.VISIBLE else ""
    return (
        f"{lines} with {row} {editing} and choices by {design.choice_lists}, built by the {design.rendering}"
        f"{mounted}, saved by the {design.save_scope}."
    )


def _unknown_keys(table: Mapping[str, object]) -> Iterator[str]:
    known = [field.name for field in fields(Design) if field.name != "name"]
    for key in table:
        if key not in known:
            yield f"{key} is not known; known are {', '.join(known)}"


def _take_text(key: str, value: object, values: dict[str, object], mistakes: list[str]) -> None:
    if isinstance(value, str) and value.strip():
        values[key] = value
    else:
        mistakes.append(f"{key} must be a text")


def _take_option(
    axis: str, value: object, options: type[StrEnum], values: dict[str, object], mistakes: list[str]
) -> None:
    try:
        values[axis] = options(str(value))
    except ValueError:
        mistakes.append(f'{axis} = "{value}" is not known; choose one of {", ".join(options)}')


def _take_rows(value: object, values: dict[str, object], mistakes: list[str]) -> None:
    if value == "all":
        values["rows_per_page"] = None
    elif isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_ROWS_PER_PAGE:
        values["rows_per_page"] = value
    else:
        mistakes.append(f'rows_per_page must be "all" or a whole number from 1 to {MAX_ROWS_PER_PAGE}')
