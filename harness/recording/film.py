"""The filmstrip: what was on the screen, with times.

The frames are those that the browser itself showed. Where nothing shown may be kept there is an outline of
the page as each step left it: what would cover the texts of a page in between would be work in the page.
"""

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import CDPSession, Page

from billbench.harness.application.pictures import photograph
from billbench.harness.model.masking import Masking

_CAST = {"format": "png", "maxWidth": 900, "maxHeight": 640, "everyNthFrame": 1}
_MOST_FRAMES = 8
_STRIP_WIDTH = 260
_CAPTION = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A PNG and when it was shown, in seconds since the epoch."""

    at: float
    png: bytes


class Camera:
    """Films one page from `start` on."""

    def __init__(self, page: Page, session: CDPSession, masking: Masking) -> None:
        self.frames: list[Frame] = []
        self._page, self._session, self._masking = page, session, masking

    def start(self) -> None:
        if self._masking.keeps_content:
            self._session.on("Page.screencastFrame", lambda frame: self._keep(frame))
            self._session.send("Page.startScreencast", _CAST)

    def look(self, at: float) -> None:
        """A step has ended: the page answers, and a masked one can be drawn."""
        if not self._masking.keeps_content:
            self.frames.append(Frame(at=at, png=photograph(self._page, self._masking)))

    def stop(self) -> None:
        if self._masking.keeps_content:
            self._session.send("Page.stopScreencast")

    def _keep(self, frame: Mapping[str, Any]) -> None:
        png = base64.b64decode(frame["data"])
        if not self.frames or self.frames[-1].png != png:
            self.frames.append(Frame(at=float(frame["metadata"]["timestamp"]), png=png))
        self._session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})


def shown_between(frames: Sequence[Frame], start: float, end: float) -> list[Frame]:
    """At most eight moments of a stretch: what was on the screen at each, without repeats."""
    chosen: list[Frame] = []
    for number in range(_MOST_FRAMES):
        moment = start + (end - start) * number / (_MOST_FRAMES - 1)
        before = [frame for frame in frames if frame.at <= moment]
        if before and (not chosen or chosen[-1] is not before[-1]):
            chosen.append(before[-1])
    # Frames come a little after what they show: the first one after the end is the result.
    after = next((frame for frame in frames if frame.at > end), None)
    return [*chosen[: _MOST_FRAMES - 1], after] if after else chosen


def strip(frames: Sequence[Frame], start: float) -> bytes:
    """The frames side by side, each with its time since `start` below it."""
    pictures = [Image.open(io.BytesIO(frame.png)).convert("RGB") for frame in frames]
    small = [
        picture.resize((_STRIP_WIDTH, max(picture.height * _STRIP_WIDTH // picture.width, 1)))
        for picture in pictures
    ]
    height = max(picture.height for picture in small) + _CAPTION
    sheet = Image.new("RGB", ((_STRIP_WIDTH + 4) * len(small), height), "#ffffff")
    pen = ImageDraw.Draw(sheet)
    for number, (picture, frame) in enumerate(zip(small, frames, strict=True)):
        left = number * (_STRIP_WIDTH + 4)
        sheet.paste(picture, (left, 0))
        pen.text(
            (left + 2, height - _CAPTION + 3), f"{1000 * max(frame.at - start, 0):.0f} ms", fill="#1b2229"
        )
    file = io.BytesIO()
    sheet.save(file, "PNG", optimize=True)
    return file.getvalue()
