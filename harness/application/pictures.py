"""A picture of a page: a screenshot, or an outline of it where nothing that it shows may be kept.

The outline is drawn from the boxes that the browser laid out: bars for text, blank boxes for fields and
pictures. No pixel of the page goes into it, so nothing can show through. The rejected road is a style sheet
that hides text: the page's own `!important` styles, closed shadow trees and pictures of text defeat it, and
it would cost style recalculations in the page under observation.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Page

from billbench.harness.machine.browser import has_cdp
from billbench.harness.model.masking import Masking

_FIELDS = frozenset(("INPUT", "SELECT", "TEXTAREA", "BUTTON", "PROGRESS", "METER", "OPTION"))
_OPAQUE = frozenset(("IMG", "CANVAS", "VIDEO", "SVG", "OBJECT", "EMBED", "IFRAME", "PICTURE"))
_STYLES = ("background-color", "visibility")
_SIZE = {"width": 1350, "height": 940}
_PAPER, _TEXT, _FIELD, _EDGE, _OTHER = "#ffffff", "#a9b2ba", "#f3f5f6", "#5b636b", "#d5dade"

Colour = str | tuple[int, int, int]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in CSS pixels of the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """One laid-out box: what it is of, and its own background."""

    name: str
    box: Box
    ground: str


def photograph(page: Page, masking: Masking) -> bytes:
    """The page as it is in its window, as PNG. A frozen page blocks this for ever."""
    if masking.keeps_content:
        return page.screenshot(scale="css")
    size = page.viewport_size or _SIZE
    if not has_cdp_of(page):
        return drawn((), (), (size["width"], size["height"]))
    session = page.context.new_cdp_session(page)
    taken = session.send("DOMSnapshot.captureSnapshot", {"computedStyles": list(_STYLES)})
    session.detach()
    boxes, texts = laid_out(taken)
    return drawn(boxes, texts, (size["width"], size["height"]))


def has_cdp_of(page: Page) -> bool:
    """Whether the boxes of this page can be asked for; else its outline is blank."""
    return page.context.browser is not None and has_cdp(page.context.browser)


def laid_out(taken: Mapping[str, Any]) -> tuple[list[Laid], list[Box]]:
    """Boxes and lines of text of the main document of a `DOMSnapshot`, in window coordinates."""
    strings, document = taken["strings"], taken["documents"][0]
    layout, names = document["layout"], document["nodes"]["nodeName"]
    left, top = document.get("scrollOffsetX", 0.0), document.get("scrollOffsetY", 0.0)
    boxes = []
    for index, node in enumerate(layout["nodeIndex"]):
        styles = [strings[style] if style >= 0 else "" for style in layout["styles"][index]]
        if len(styles) == len(_STYLES) and styles[1] != "hidden":
            name = strings[names[node]].upper()
            boxes.append(Laid(name=name, box=_box(layout["bounds"][index], left, top), ground=styles[0]))
    lines = [_box(bounds, left, top) for bounds in document["textBoxes"]["bounds"]]
    return boxes, lines


def _box(bounds: Sequence[float], left: float, top: float) -> Box:
    x, y, width, height = bounds
    return (x - left, y - top, x - left + width, y - top + height)


def drawn(boxes: Sequence[Laid], texts: Sequence[Box], size: tuple[int, int]) -> bytes:
    """The outline as PNG: grounds first, then bars of text, then fields and pictures, which cover them."""
    image = Image.new("RGB", size, _PAPER)
    pen = ImageDraw.Draw(image)
    for laid in boxes:
        if (ground := _opaque(laid.ground)) is not None:
            _fill(pen, laid.box, size, fill=ground)
    for left, top, right, bottom in texts:
        inset = (bottom - top) / 4
        _fill(pen, (left, top + inset, right, bottom - inset), size, fill=_TEXT)
    for laid in boxes:
        if laid.name in _FIELDS:
            _fill(pen, laid.box, size, fill=_FIELD, outline=_EDGE)
        elif laid.name in _OPAQUE:
            _fill(pen, laid.box, size, fill=_OTHER)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _fill(
    pen: ImageDraw.ImageDraw,
    box: Box,
    size: tuple[int, int],
    *,
    fill: Colour,
    outline: Colour | None = None,
) -> None:
    left, top, right, bottom = box
    width, height = size
    seen = left < width and top < height and right > 0 and bottom > 0
    if seen and right - left >= 1 and bottom - top >= 1:
        # Far outside, a number would be too large for the drawing library.
        inside = (max(left, -2), max(top, -2), min(right, width + 2), min(bottom, height + 2))
        pen.rectangle(inside, fill, outline)


def _opaque(ground: str) -> tuple[int, int, int] | None:
    """`rgb(1, 2, 3)` as numbers; `None` for what lets the ground below show."""
    numbers = list(_numbers(ground))
    if len(numbers) < 3 or (len(numbers) > 3 and numbers[3] < 0.5):
        return None
    return int(numbers[0]), int(numbers[1]), int(numbers[2])


def _numbers(text: str) -> Iterator[float]:
    if not text.startswith(("rgb(", "rgba(")):
        return
    for part in text.partition("(")[2].rstrip(")").split(","):
        yield float(part)
