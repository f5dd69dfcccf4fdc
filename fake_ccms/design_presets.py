"""The ready page designs, and which names are free for others.

Adding one means adding its entry to `_PRESETS`; nothing else knows the names.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from billbench.fake_ccms.designs import (
    AfterAnswer,
    ChoiceLists,
    ClientCode,
    Design,
    Dressing,
    EditableRows,
    Layout,
    MountedRows,
    Rendering,
    Route,
    RowFields,
    SaveScope,
)

_RESERVED_NAMES = ("assessor", "case-management", "static", "support")

_PRESETS = (
    Design(
        name="single-page",
        title="Single page",
        sentence="CCMS since January 2022, as far as public code tells: all lines in one form, plain lists.",
        client_code=ClientCode.CLASSIC,
        layout=Layout.FORM,
    ),
    Design(
        name="single-page-filtered",
        title="Single page (searching lists)",
        sentence="The single page with a searching box for every list, made one by one in the page.",
        client_code=ClientCode.CLASSIC,
        layout=Layout.FORM,
        choice_lists=ChoiceLists.COMBOBOX,
        dressing=Dressing.IN_PLACE,
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
    Design(
        name="rederiving",
        title="Rederiving page",
        sentence="An assumption about the runtime since 2022: each answer derives every control anew.",
        client_code=ClientCode.CLASSIC,
        layout=Layout.FORM,
        after_answer=AfterAnswer.EVERY_CONTROL,
    ),
    Design(
        name="rewritten-page",
        title="Rewritten page",
        sentence="A rewrite that builds its rows in one go in the browser: all on one screen.",
        choice_lists=ChoiceLists.COMBOBOX,
        rendering=Rendering.BROWSER,
    ),
    Design(
        name="classic-table",
        title="Classic table",
        sentence="The single page with its lines as rows of a table; that layout is partly inferred.",
        client_code=ClientCode.CLASSIC,
    ),
    Design(
        name="classic-table-filtered",
        title="Classic table (searching lists)",
        sentence="The classic table with a searching box for every list, made one by one in the page.",
        client_code=ClientCode.CLASSIC,
        choice_lists=ChoiceLists.COMBOBOX,
        dressing=Dressing.IN_PLACE,
    ),
)

PRESETS: Mapping[str, Design] = MappingProxyType({design.name: design for design in _PRESETS})


def usable_name(name: str) -> str:
    """The name of a design of one's own, which is the first part of its addresses."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,40}", name) or name in _RESERVED_NAMES:
        raise ValueError("is no usable name; use small letters, digits and hyphens")
    if name in PRESETS:
        raise ValueError("is the name of a preset; choose another")
    return name
