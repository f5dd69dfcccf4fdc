"""Pictures of each design, taken in a pass of its own after a run: a camera has no place in a timed trial.

Each design does its page change once with a small and a large bill. What the person sees when the bill is
open is kept as a screenshot, and the page change as a filmstrip: the frames that the browser itself showed.
With the small bill the page is then looked at for what keeps people with assistive technology out.
"""

import itertools
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, ScreencastFrame, ScreencastSize

from billbench.harness.application.address import Address
from billbench.harness.application.ours.office import USER, OwnOffice
from billbench.harness.engine.accessibility import Audit, audit
from billbench.harness.engine.aside import Aside, patient
from billbench.harness.engine.desk import Desk, open_desk
from billbench.harness.machine.browser import started_browser
from billbench.harness.model.devices import Device
from billbench.harness.model.people import AVERAGE
from billbench.scenarios.bills import synthetic_bill
from billbench.scenarios.catalogue import JOURNEYS
from billbench.scenarios.hands import Hands
from billbench.scenarios.protocol import JourneyFailed, Notebook, NotOffered, Visit

FOLDER = Path("artifacts") / "gallery"
SIZES = (20, 160)
_JOURNEY = "change-page"
_DEADLINE_S = 60.0
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_FILM: ScreencastSize = {"width": 360, "height": 260}
_QUALITY = 35


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A file in the gallery. `at_s` is the time since the action for a frame of a film, else `None`."""

    design: str
    lines: int
    file: str
    at_s: float | None = None


def photograph(
    axes: Mapping[str, Mapping[str, Any]],
    address: Address,
    device: Device,
    run: Path,
    note: Callable[[str], None],
) -> None:
    """Photograph every design of `axes` into the run folder; `note` is told what could not be."""
    folder = run / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    shots: list[Shot] = []
    audits: list[Audit] = []
    with started_browser() as browser, OwnOffice(address) as office:
        aside = Aside(browser)
        for (design, own), size in itertools.product(axes.items(), SIZES):
            with open_desk(browser, device, deadline_s=_DEADLINE_S) as desk:
                camera = _Camera(desk.page, design, size, folder)
                visit = _visit(office, desk, aside, camera, own)
                if _take(visit, note) and size == min(SIZES):
                    audits += _look_closely(visit, note)
            shots.extend(camera.shots)
    for name, listed in (("gallery", shots), ("accessibility", audits)):
        text = json.dumps([asdict(one) for one in listed], indent=2) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def _visit(office: OwnOffice, desk: Desk, aside: Aside, camera: "_Camera", axes: Mapping[str, Any]) -> Visit:
    """Somebody at a bill of the camera's size, whose steps it films."""
    lines = synthetic_bill(camera.lines, f"gallery/{camera.lines}", office.choices)
    bill = office.make_bill(lines, user=USER)
    return Visit(
        page=desk.page,
        site=office.site,
        bill_id=bill.bill_id,
        case_reference=bill.case_reference,
        user=bill.user,
        design=camera.design,
        axes=axes,
        lines=lines,
        step=camera.step,
        notebook=Notebook(),
        hands=Hands(person=AVERAGE, page=desk.page, seed="gallery", pass_time=office.pass_time),
        look=patient(desk, aside),
        aside=aside,
        download=desk.download,
    )


def _take(visit: Visit, note: Callable[[str], None]) -> bool:
    """Do the journey once; what a design does not offer or a page refuses leaves the pictures so far.

    Whether it was done to its end.
    """
    try:
        JOURNEYS[_JOURNEY].arrive(visit)
        JOURNEYS[_JOURNEY].run(visit)
    except (NotOffered, JourneyFailed, Error) as failure:
        first = (str(failure).strip().splitlines() or [type(failure).__name__])[0]
        note(f"Pictures of {visit.design} with {len(visit.lines)} lines are not complete: {first}")
        return False
    return True


def _look_closely(visit: Visit, note: Callable[[str], None]) -> list[Audit]:
    """The page of lines as it is now; a page that does not bear it costs no picture."""
    try:
        return [audit(visit.page, visit.design, len(visit.lines))]
    except Error as failure:
        note(f"{visit.design} was not looked at for accessibility: {str(failure).splitlines()[0]}")
        return []


class _Camera:
    """Stands where the meter stands in a trial, and photographs instead of measuring."""

    def __init__(self, page: Page, design: str, lines: int, folder: Path) -> None:
        self.shots: list[Shot] = []
        self.design, self.lines = design, lines
        self._page, self._folder = page, folder
        self._seen: set[str] = set()

    @contextmanager
    def step(self, name: str, *, rows: int | None = None) -> Iterator[None]:  # noqa: ARG002 - as a meter's
        """`rows` is what a meter waits for; the page has them when its step ends."""
        headline = next(step.name for step in JOURNEYS[_JOURNEY].steps if step.headline)
        first = name not in self._seen
        self._seen.add(name)
        if name == headline and first:
            with self._film():
                yield
        else:
            yield
        if name == "open":
            self._still()

    def _still(self) -> None:
        file = f"{self.design}-{self.lines}.jpg"
        self._page.screenshot(path=self._folder / file, type="jpeg", quality=30, scale="css")
        self.shots.append(Shot(design=self.design, lines=self.lines, file=file))

    @contextmanager
    def _film(self) -> Iterator[None]:
        frames: list[tuple[float, bytes]] = []

        def keep(frame: ScreencastFrame) -> None:
            frames.append((frame["timestamp"] / 1000, frame["data"]))

        self._page.screencast.start(on_frame=keep, size=_FILM, quality=_QUALITY)
        self._page.wait_for_timeout(200)  # The first frame shows what was there before the action.
        begun = time.time()
        yield
        took = time.time() - begun
        self._page.wait_for_timeout(200)
        self._page.screencast.stop()
        self._cut(frames, begun, took)

    def _cut(self, frames: Sequence[tuple[float, bytes]], begun: float, took: float) -> None:
        """What was on the screen at five moments of the page change: the last frame up to each."""
        for number, share in enumerate(_SHARES):
            at = share * took
            # Frames come a little after what they show; at the end the newest one is the result.
            shown = [data for stamp, data in frames if stamp - begun <= at or share == 1.0]
            if shown:
                file = f"{self.design}-{self.lines}-film-{number}.jpg"
                (self._folder / file).write_bytes(shown[-1])
                self.shots.append(Shot(design=self.design, lines=self.lines, file=file, at_s=at))
