"""The pictures of a run, read from its folder and put into the page itself."""

import base64
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from billbench.reports.pages.section import Picture, Section
from billbench.reports.reading.plan import PlanView
from billbench.reports.run.accessibility import accessibility
from billbench.reports.words.numbers import seconds
from billbench.reports.words.text import clean, plural

PLACE = Path("artifacts") / "gallery"
_NAME = re.compile(r"[\w.-]{1,200}\.jpg")
_MOST_BYTES = 400_000
_MOST_PICTURES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shot:
    design: str
    lines: int
    file: str
    at_s: float | None


def gallery(folder: Path, plan: PlanView) -> Section:
    """Screenshots, filmstrips and what axe-core found; an empty section where there are none."""
    shots = _shots(folder)
    stills = [_picture(folder, plan, shot) for shot in shots if shot.at_s is None]
    films = [_picture(folder, plan, shot) for shot in shots if shot.at_s is not None]
    pictures = tuple(one for one in (*stills, *films) if one is not None)
    how = (
        "Each design with a small and a large bill as it opens, then its page change frame by "
        "frame: what was on "
        "the screen at the start, after a quarter, a half and three quarters of the time, and at "
        "the end. Pictures "
        "are taken after the run, never during a timed trial; the times under them are of that one unhurried "
        "change and are no measurement."
    )
    return Section(
        id="gallery",
        title="What people see",
        texts=(how,) if pictures else (),
        tables=(accessibility(folder / PLACE, plan),),
        pictures=pictures,
    )


def _shots(folder: Path) -> Sequence[_Shot]:
    """What the list in the folder names and the folder holds; a broken list is no list."""
    try:
        listed = json.loads((folder / PLACE / "gallery.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    found = [_shot(item) for item in listed[:_MOST_PICTURES]] if isinstance(listed, list) else []
    return [shot for shot in found if shot is not None]


def _shot(item: object) -> _Shot | None:
    match item:
        case {"design": str(design), "lines": int(lines), "file": str(file), "at_s": None | float() as at}:
            safe = _NAME.fullmatch(file) is not None and (at is None or math.isfinite(at))
            return _Shot(design=design, lines=lines, file=file, at_s=at) if safe else None
        case _:
            return None


def _picture(folder: Path, plan: PlanView, shot: _Shot) -> Picture | None:
    path = folder / PLACE / shot.file
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if len(data) > _MOST_BYTES or not data.startswith(b"\xff\xd8"):
        return None
    title = f"{plan.design_title(shot.design)}, {plural(shot.lines, 'line')}"
    if shot.at_s is not None:
        title = f"{title}, page change after {seconds(shot.at_s)}"
    return Picture(
        title=clean(title),
        data=f"data:image/jpeg;base64,{base64.b64encode(data).decode('ascii')}",
        file=f"../{PLACE.as_posix()}/{shot.file}",
        small=shot.at_s is not None,
    )
