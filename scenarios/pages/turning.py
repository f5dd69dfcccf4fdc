"""Going from one screen to another, as a person with their own patience does.

A page change is over when the page shows another screen, or an error, and is not busy. It is watched for
that: the driver's own waiting looks only every half second in the end.
"""

import time
from typing import TYPE_CHECKING

from billbench.scenarios.protocol import Impatience, JourneyFailed, PatienceEnded, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from billbench.harness.model.outcomes import Change

# It is another screen when address, document or the bill's version is another; it is there when the document
# is whole and not busy. An alert is an error, and so is a page of somebody else's (a gateway's, the browser's
# own): it has no main part. A page that came with the status of a refusal took nothing, whatever it says.
_SCREEN = """() => [location.href, performance.timeOrigin,
  document.querySelector("main form.interview")?.elements.version?.value]"""
_CHANGED = """([address, origin, version]) => {
  if (document.readyState !== "complete") return null;
  const main = document.querySelector("main");
  if (!main) return { error: document.body.innerText };
  if (main.getAttribute("aria-busy") === "true" || !main.querySelector("h1")) return null;
  const alert = main.querySelector("[role=alert]");
  if (alert) return { error: alert.innerText };
  const [arrival] = performance.getEntriesByType("navigation");
  if (performance.timeOrigin !== origin && arrival?.responseStatus >= 400) return { error: main.innerText };
  const now = main.querySelector("form.interview")?.elements.version?.value;
  const same = location.href === address && performance.timeOrigin === origin && now == version;
  return same ? null : { error: null };
}"""
_ON_SCREEN = """([known, fields]) => [...document.querySelectorAll("[data-line]")].some((row) => {
  const boxes = [...row.querySelectorAll("input, select")];
  const holds = (suffix, value) =>
    boxes.some((box) => box.name.endsWith(`_${suffix}`) && box.value === value) || value === "";
  return (row.textContent.includes(known) || boxes.some((box) => box.value.includes(known))) &&
    Object.entries(fields).every(([suffix, value]) => holds(suffix, value) ||
      !boxes.some((box) => box.name.endsWith(`_${suffix}`)));
})"""


def turn(visit: Visit, control: "Locator") -> None:
    """Click what leads to another screen, or to another state of this one, and wait for it."""
    screen = visit.page.evaluate(_SCREEN)
    # Finding a control among 12,000 elements costs the page 40 ms: only for whom it is needed.
    clicks_again = visit.hands.person.clicks_again_s is not None
    box, began = control.bounding_box() if clicks_again else None, time.monotonic()
    visit.hands.click(control)
    wait_here(visit, _CHANGED, screen, box=box, began=began)


def wait_here(
    visit: Visit, script: str, argument: object, *, box: object = None, began: float | None = None
) -> None:
    """Wait until the script tells that the page has done what was asked, or of an error.

    `box` is where an impatient person clicks again; their patience counts from `began`, else from now.
    """
    shown = wait_for(visit, script, argument, box=box, began=began)
    if shown["error"] is not None:
        _fail(visit, f"The page shows an error: {' '.join(shown['error'].split())[:300]}")
    if "/sign-in" in visit.page.url:
        _fail(visit, "The page asks to sign in: the session has ended.")


def wait_for(
    visit: Visit, script: str, argument: object, *, box: object = None, began: float | None = None
) -> "dict[str, str | None]":
    """What the script tells, once it tells something."""
    visit.hands.waits += 1
    since = time.monotonic() if began is None else began
    shown = _wait(visit, lambda within_s: visit.look(script, argument, within_s=within_s), box, since)
    visit.hands.begin_to_act()
    return shown


def _fail(visit: Visit, said: str) -> None:
    visit.notebook.error_shown(said, lambda change: still_on_screen(visit, change))
    raise JourneyFailed(said)


def still_on_screen(visit: Visit, change: "Change") -> bool:
    """Whether what was typed into a line stands in its fields."""
    return bool(visit.page.evaluate(_ON_SCREEN, [change.token, dict(change.fields)]))


def _wait(
    visit: Visit,
    look: "Callable[[float | None], dict[str, str | None] | None]",
    box: object,
    began: float,
) -> dict[str, str | None]:
    """Wait for the page as long as the person's patience lasts, and do what they do then, in the page."""
    for after_s, act in _acts(visit):
        shown = look(max(after_s - (time.monotonic() - began), 0.001))
        if shown is not None:
            return shown
        visit.notebook.waited_no_longer(act)
        match act:
            case Impatience.CLICKED_AGAIN:
                _click_again(visit, box)
            case Impatience.RELOADED:
                visit.page.reload()  # Of a frozen page, too: that is the browser's own to do.
                raise PatienceEnded(f"The person reloaded the page after {after_s:g} s.", after_s)
            case Impatience.GAVE_UP:
                raise PatienceEnded(f"The person gave up after {after_s:g} s.", after_s)
    return look(None)  # type: ignore[return-value]


def _acts(visit: Visit) -> "list[tuple[float, Impatience]]":
    person = visit.hands.person
    acts = (
        (person.clicks_again_s, Impatience.CLICKED_AGAIN),
        (person.reloads_s, Impatience.RELOADED),
        (person.gives_up_s, Impatience.GAVE_UP),
    )
    return sorted((after_s, act) for after_s, act in acts if after_s is not None)


def _click_again(visit: Visit, box: object) -> None:
    """Where the control was: a person does not look whether it is still there."""
    if isinstance(box, dict):
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        visit.aside(lambda: visit.page.mouse.click(x, y))
