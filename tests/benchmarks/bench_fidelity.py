"""How near are the classic designs to the public client code of the real interview, in cost and growth?

Run it with `python -m tests.benchmarks.bench_fidelity`; it ends with status 1 when a bound is missed. That
code is not here. What it costs was measured beside the base design, on the same bills: its ratio to that
design at each size is the bar, and so are its exponent from 80 to 160 lines and what it puts into the page.

With `--real FOLDER`, the folder `staticresource` of that code's public files, the same screen is built for
the scripts themselves, and each design is held beside them: load, longest task, growth, edits, and what is
in the page.

Designs are interleaved, each cell in a fresh browser. A time is the processor time of the page's main thread,
so other work on the machine counts little: that of a load from the request for the lines' screen until it is
quiet, that of an edit from 200 of them together (50 with layout), as one takes less than a clock tells.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from billbench.fake_ccms.design_presets import PRESETS
from billbench.fake_ccms.interview.line_screens import with_field_states
from billbench.harness.machine.browser import started_browser
from tests.app.driving import JSON, Support, hourly_line, person_of, running, sign_in, support_client
from tests.benchmarks.fidelity.bars import BARS, BASE
from tests.benchmarks.fidelity.looking import Place, Seen, look
from tests.benchmarks.fidelity.real_page import real_page
from tests.benchmarks.fidelity.real_site import START, FolderError, checked_folder, serving
from tests.benchmarks.fidelity.telling import REAL, told_beside_bar, told_beside_real

_EMPTY_PAGE = b"<!doctype html><title>Start</title>"
_CATEGORIES = ("Preparation", "Attendance on client", "Letters out", "Telephone calls", "Advocacy")

Places = dict[tuple[str, int], Place]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    designs: Sequence[str]
    sizes: Sequence[int]
    repeats: int
    real: Path | None


def main(arguments: list[str] | None = None) -> int:
    asked = _asked(arguments)
    with ExitStack() as stack:
        places = _places(asked, stack)
        cells = _measured(places, asked)
    told = told_beside_bar if asked.real is None else told_beside_real
    held = [told(design, cells, asked.sizes) for design in asked.designs]
    return 0 if all(held) else 1


def _asked(arguments: list[str] | None) -> _Asked:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_fidelity", description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument(
        "--lines", type=int, nargs="+", help="default: 10 20 40 80 160, or 20 80 160 with --real"
    )
    parser.add_argument("--designs", nargs="+", choices=tuple(BARS), default=list(BARS))
    parser.add_argument("--real", type=Path, metavar="FOLDER", help="with the real interview's public files")
    given = parser.parse_args(arguments)
    if given.real is not None:
        try:
            checked_folder(given.real)
        except FolderError as wrong:
            parser.exit(2, f"{wrong}\n")
    usual = [10, 20, 40, 80, 160] if given.real is None else [20, 80, 160]
    return _Asked(designs=given.designs, sizes=given.lines or usual, repeats=given.repeats, real=given.real)


def _places(asked: _Asked, stack: ExitStack) -> Places:
    """What is looked at: the designs, and beside them the base design or the real scripts."""
    server = stack.enter_context(running())
    person = stack.enter_context(person_of(server.url))
    support = Support(client=stack.enter_context(support_client(server.url)))
    sign_in(person, BASE)
    cookie = {"name": "fake_ccms_session", "value": person.cookies["fake_ccms_session"], "url": server.url}
    bills = {size: support.make(_lines(size))["bill_id"] for size in asked.sizes}
    designs = [*asked.designs] if asked.real else [BASE, *asked.designs]
    places: Places = {}
    for size, bill in bills.items():
        for design in designs:
            start = f"{server.url}/{design}/bills/{bill}"
            places[design, size] = Place(start=start, screen=f"{start}/lines/hourly", cookie=cookie)
    if asked.real is not None:
        pages = dict(_real_pages(asked.designs, bills, person))
        address = stack.enter_context(serving(asked.real, {START: _EMPTY_PAGE, **pages}))
        for design in asked.designs:
            for size in asked.sizes:
                screen = f"{address}{_real_path(design, size)}"
                places[REAL + design, size] = Place(start=address + START, screen=screen)
    return places


def _real_pages(
    designs: Sequence[str], bills: Mapping[int, int], person: httpx.Client
) -> Iterator[tuple[str, bytes]]:
    """The screens that the fake shows, in the markup of the real scripts, by their paths."""
    for size, bill in bills.items():
        told: dict[str, Any] = person.get(f"/{BASE}/bills/{bill}/lines/hourly", headers=JSON).json()
        screen = with_field_states(told["screen"])
        for name in designs:
            design = PRESETS[name]
            page = real_page(screen, layout=design.layout, filtered=design.is_filtered)
            yield _real_path(name, size), page


def _real_path(design: str, size: int) -> str:
    return f"/{design}/{size}"


def _measured(places: Places, asked: _Asked) -> dict[tuple[str, int], list[Seen]]:
    cells: dict[tuple[str, int], list[Seen]] = {}
    for _ in range(asked.repeats):
        for size in asked.sizes:
            for (name, of_size), place in places.items():
                if of_size != size:
                    continue
                with started_browser() as browser:
                    seen = look(browser, place, edits=asked.real is not None)
                cells.setdefault((name, size), []).append(seen)
    return cells


def _lines(size: int) -> list[dict[str, object]]:
    """Paid by time and by the item, so that some fields are hidden, as in any bill."""
    lines = []
    for number in range(size):
        category = _CATEGORIES[number % len(_CATEGORIES)]
        by_item = category in ("Letters out", "Telephone calls")
        paid = {"TIME": "", "ITEM": "1"} if by_item else {}
        lines.append(hourly_line(CATEGORY=category, ACTIVITY=f"Work {number}", **paid))
    return lines


if __name__ == "__main__":
    sys.exit(main())
