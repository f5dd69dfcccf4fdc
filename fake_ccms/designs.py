"""Page designs as values: seven axes, the presets, and which combinations are possible.

A design is reached by its name as the first part of the address. Adding a preset means adding its entry
to `_PRESETS`; nothing else knows the names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from types import MappingProxyType


class EditableRows(StrEnum):
    ALL = "all"
    ONE = "one"


class RowFields(StrEnum):
    ALL = "all"
    ESSENTIAL = "essential"


class ChoiceLists(StrEnum):
    COMBOBOX = "combobox"
    SELECT = "select"
    DATALIST = "datalist"


class Rendering(StrEnum):
    BROWSER = "browser"
    SERVER = "server"


class MountedRows(StrEnum):
    ALL = "all"
    VISIBLE = "visible"


class SaveScope(StrEnum):
    SCREEN = "screen"
    PAGE = "page"
    LINE = "line"


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
    ),
)

PRESETS: Mapping[str, Design] = MappingProxyType({design.name: design for design in _PRESETS})

_NOT_BUILT: Mapping[StrEnum, str] = MappingProxyType(
    {
        EditableRows.ONE: "editing one row at a time",
        RowFields.ESSENTIAL: "showing only the essential fields",
        ChoiceLists.DATALIST: "shared lists (datalist)",
        MountedRows.VISIBLE: "mounting only visible rows",
        SaveScope.PAGE: "saving page by page",
        SaveScope.LINE: "saving line by line",
    }
)

_AXES: Mapping[str, type[StrEnum]] = MappingProxyType(
    {
        "editable_rows": EditableRows,
        "row_fields": RowFields,
        "choice_lists": ChoiceLists,
        "rendering": Rendering,
        "mounted_rows": MountedRows,
        "save_scope": SaveScope,
    }
)

MAX_ROWS_PER_PAGE = 10_000


def as_plain(design: Design) -> dict[str, object]:
    """The design as plain data for JSON; `rows_per_page` is `null` for all."""
    return asdict(design)


def obstacles(design: Design) -> Iterator[str]:
    """Why this combination of axes cannot be shown; nothing when it can."""
    for axis in _AXES:
        value = getattr(design, axis)
        if value in _NOT_BUILT:
            yield f'{axis} = "{value}" is not available: {_NOT_BUILT[value]} has not been built yet'


def design_from_table(name: str, table: Mapping[str, object]) -> tuple[Design | None, tuple[str, ...]]:
    """Make a design from a TOML table; the second value lists every mistake in it."""
    mistakes: list[str] = list(_unknown_keys(table))
    values: dict[str, object] = {"name": name, "title": name.replace("-", " ").capitalize()}
    values["sentence"] = "Your own design."
    for key in ("title", "sentence"):
        if key in table:
            values[key] = str(table[key])
    for axis, options in _AXES.items():
        if axis in table:
            _take_option(axis, table[axis], options, values, mistakes)
    if "rows_per_page" in table:
        _take_rows(table["rows_per_page"], values, mistakes)
    if mistakes:
        return None, tuple(mistakes)
    design = Design(**values)  # type: ignore[arg-type] # every value was checked above
    return design, tuple(obstacles(design))


def _unknown_keys(table: Mapping[str, object]) -> Iterator[str]:
    known = [field.name for field in fields(Design) if field.name != "name"]
    for key in table:
        if key not in known:
            yield f"{key} is not known; known are {', '.join(known)}"


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
