"""Copies of the fake CCMS whose pages really do more: the candidates that a gate has to tell apart.

Each copy has its own script, changed as a revision would change it, so nothing is planted in the product.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from billbench.harness.application.ours.revision import OWN_START, StartedByCommand, started_in

_OWN = Path(__file__).parents[1] / "fake_ccms"
_SHOWS = "    this.main.replaceChildren(...buildScreen(screen, this.model));\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What stands in a file of the package, and what stands there in the copy."""

    file: str
    before: str
    after: str


def builds_again(share: float) -> Change:
    """A screen of lines builds so much of its lines once more and throws that away: work of its own kind, and
    no element more in the page."""
    more = f"""    if (screen.rows) {{
      let again = Math.round({share} * screen.rows.length);
      while (again > 0) {{
        const part = {{ ...screen, rows: screen.rows.slice(0, again) }};
        buildScreen(part, modelOfScreen(part));
        again -= screen.rows.length;
      }}
    }}
"""
    return Change(file="static/session.js", before=_SHOWS, after=more + _SHOWS)


ONE_NODE_A_LINE = Change(
    file="static/lines.js",
    before='    make("th", { scope: "row" }, `Line ${row.number}`',
    after='    make("th", { scope: "row" }, make("i", {}), `Line ${row.number}`',
)
HANGS_WHEN_SHOWN_AGAIN = Change(
    file="static/session.js",
    before=_SHOWS,
    after=f"""    this.showings = (this.showings ?? 0) + Boolean(screen.rows);
    while (this.showings === 2);
{_SHOWS}""",
)


DIES_AT_THE_SECOND_BILL = Change(
    file="web/support.py",
    before="def make_bill(call: SupportCall) -> Response:\n",
    after="""def make_bill(call: SupportCall) -> Response:
    make_bill.calls = getattr(make_bill, "calls", 0) + 1
    if make_bill.calls == 2:
        import os, sys
        sys.stderr.write("the disk is on fire\\n")
        sys.stderr.flush()
        os._exit(3)
""",
)


def plant(folder: Path, *changes: Change) -> None:
    """Put a copy of the application with these changes into a folder, in the place of one that is there."""
    package = folder / "fake_ccms"
    for there in (package, folder / "billbench"):
        shutil.rmtree(there, ignore_errors=True)
    shutil.copytree(_OWN, package, ignore=shutil.ignore_patterns("__pycache__"))
    # As in the repository: the folder at the top, and a link to it under the name that is imported.
    (folder / "billbench").mkdir()
    (folder / "billbench" / "__init__.py").touch()
    (folder / "billbench" / "fake_ccms").symlink_to(package)
    for change in changes:
        file = package / change.file
        text = file.read_text(encoding="utf-8")
        assert text.count(change.before) == 1, f"{change.file} is another by now: mend the plant"
        file.write_text(text.replace(change.before, change.after), encoding="utf-8")


@contextmanager
def planted_app(folder: Path, token: str, *changes: Change) -> Iterator[StartedByCommand]:
    """A copy of the application with these changes, running until the block ends."""
    plant(folder, *changes)
    with started_in(folder, OWN_START, token, name=folder.name) as started:
        yield started
