"""The filmstrip: what was on the screen, with times.

The frames are those that the browser itself showed. Where nothing shown may be kept there is an outline of
the page as each step left it: what would cover the texts of a page in between would be work in the page.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw
from playwright.sync_api import Page, ScreencastFrame, ScreencastSize

from billbench.harness.application.pictures import photograph
from billbench.harness.model.masking import Masking

_SIZE: ScreencastSize = {"width": 900, "height": 640}
_QUALITY = 90
_MOST_FRAMES = 8
_STRIP_WIDTH = 260
_CAPTION = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A picture and when it was shown, in seconds since the epoch: a PNG of an outline, else a JPEG."""

    at: float
    picture: bytes


class Camera:
    """Films one page from `start` on."""

    def __init__(self, page: Page, masking: Masking) -> None:
        self.frames: list[Frame] = []
        self._page, self._masking = page, masking

    @property
    def suffix(self) -> str:
        return "jpg" if self._masking.keeps_content else "png"

    def start(self) -> None:
        if self._masking.keeps_content:
            self._page.screencast.start(
                on_frame=lambda frame: self._keep(frame), size=_SIZE, quality=_QUALITY
            )

    def look(self, at: float) -> None:
        """A step has ended: the page answers, and a masked one can be drawn."""
        if not self._masking.keeps_content:
            self.frames.append(Frame(at=at, picture=photograph(self._page, self._masking)))

    def stop(self) -> None:
        if self._masking.keeps_content:
            self._page.screencast.stop()

    def _keep(self, frame: ScreencastFrame) -> None:
        if not self.frames or self.frames[-1].picture != frame["data"]:
            self.frames.append(Frame(at=frame["timestamp"] / 1000, picture=frame["data"]))


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
    pictures = [Image.open(io.BytesIO(frame.picture)).convert("RGB") for frame in frames]
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
