"""`billbench target record`: a person points at the parts of a page, and a target file is written."""

import datetime
from collections.abc import Callable
from pathlib import Path

import tomli_w
from rich.console import Console

from billbench.harness.application.others.pointing import point_out
from billbench.harness.machine.window import window
from billbench.harness.model.errors import ExitStatus, UsageError
from billbench.harness.plan.target_file import TargetFile, check_may_be_tested, parse_target

_HEAD = """# Made by pointing at {url}. Look it through, then: billbench target check {path}
# Still to say: more bills, how to log in ([login]), what shows an error, how work is read back ([read_back]).
"""


def record(url: str, path: Path, console: Console) -> ExitStatus:
    """Write a target file of the page that a person opens and points at.

    Raises:
        UsageError: the file is there already, there is no screen, or nobody pointed at what a map needs.
        UnreachableError: the address does not answer.
    """
    if path.exists():
        raise UsageError(f"{path} is there already. Name another file with --out, or remove it.")
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"{url} is no address of a page. It begins with http:// or https://.")

    def tell(text: str) -> None:
        console.print(text, markup=False, highlight=False)

    def wait(text: str) -> None:
        try:
            console.input(f"{text} Then press Enter. ", markup=False)
        except EOFError:
            raise UsageError("Nobody can press Enter here. Run this in a terminal.") from None

    with window(url) as page:
        typed = point_out(page, tell, wait)
    target = parse_target({"name": path.stem, **typed}, str(path))
    path.write_text(_HEAD.format(url=target.site, path=path) + tomli_w.dumps(typed), encoding="utf-8")
    tell(f"{path} is written. Next: billbench target check {path}")
    _remind(target, path, tell)
    return ExitStatus.OK


def _remind(target: TargetFile, path: Path, tell: Callable[[str], None]) -> None:
    """Pointing at a page tests nothing; what comes next may need somebody's word."""
    try:
        check_may_be_tested(target, str(path), datetime.datetime.now(datetime.UTC).date())
    except UsageError as reason:
        tell(str(reason))
