"""A person's hands: each action is done in the page and counted as operators of the Keystroke-Level Model.

What is counted is what is done, so designs are compared at equal work: a page that needs more clicks costs
more. M stands before each choice of what to do next (a click, a field), as the model's rules 0 to 4 leave it.
A choice from a list of the browser's own, which no script can open, counts as two keys: its first letters.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from billbench.harness.model.people import Person

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_LETTERS_TO_CHOOSE = 2
_MOST_TABS = 12
_HAS_FOCUS = "(element) => element === document.activeElement"
_VALUE = """(element) => element.isContentEditable ? element.innerText.trim() :
  element.type === "checkbox" || element.getAttribute("role") === "checkbox" ?
    (element.checked ?? element.ariaChecked === "true" ? "yes" : "no") :
  element.value ?? element.textContent"""
_KIND = """(element) => element.tagName === "SELECT" ? "list" :
  /^(date|datetime-local|month|week|time|color|range)$/.test(element.type) ? "native" :
  element.type === "checkbox" || element.getAttribute("role") === "checkbox" ? "box" :
  element.getAttribute("role") === "combobox"
  ? "combobox" : element.list ? "datalist" : "text" """
_FIRST_OPTION = """(element) => {
  const option = document.getElementById(element.getAttribute("aria-controls"))?.firstElementChild;
  return option && option.textContent;
}"""


@dataclass(slots=True)
class Hands:
    """`pass_time` moves the clock of the person's session by what was only waited through. Where nobody can,
    `rest` makes the person's pauses: a session may end in them.

    `spent_s`, `keys` and `waits` (for the page) are those of the `step` under way.
    """

    person: Person
    page: "Page"
    seed: str
    pass_time: Callable[[float], None]
    rest: Callable[[float], None] = lambda _: None
    step: str = ""
    spent_s: float = 0.0
    keys: int = 0
    waits: int = 0
    _owed_s: float = field(default=0.0, init=False)
    _acting_since: float = field(default_factory=time.monotonic, init=False)
    _on_mouse: bool = field(default=True, init=False)

    def start_step(self, name: str) -> None:
        self.step = name
        self.spent_s, self.keys, self.waits = 0.0, 0, 0

    def click(self, target: "Locator") -> None:
        """Think, point and press."""
        self._spend(self.person.mental_s + self._move_to(mouse=True))
        self._spend(self.person.point_s + 2 * self.person.press_s)
        self.settle()
        # Without waiting for what the click leads to: how long that lasts is what the person finds out.
        target.click(no_wait_after=True)

    def think(self, about: str) -> None:
        """A pause before a piece of work; as long in every design for the same person, seed and work."""
        if not self.person.think_s:
            return
        pause_s = random.Random(f"{self.seed}/{about}").expovariate(1 / self.person.think_s)
        self._spend(pause_s)
        self.rest(pause_s)

    def enter(self, target: "Locator", value: str) -> None:
        """Put a value into a field of whatever kind, and leave nothing else in it."""
        self._reach(target)
        found = target.evaluate(_VALUE)
        if found == value:
            return
        self._spend(self.person.mental_s + self._move_to(mouse=False))
        match target.evaluate(_KIND):
            case "list":
                target.select_option(value)
                self._strike(_LETTERS_TO_CHOOSE)
            case "native":  # Its order of day and month is the system's; a person types eight digits.
                target.fill(value)
                self._strike(len(value))
            case "box":
                self.click(target)
            case "combobox":
                self._clear(target, found)
                self._choose(target, value)
            case "datalist":
                self._clear(target, found)
                target.press_sequentially(value)
                self._strike(_LETTERS_TO_CHOOSE + 2)
            case _:
                self._clear(target, found)
                target.press_sequentially(value)
                self._strike(len(value))

    def type_over(self, target: "Locator", value: str) -> None:
        """Type a value into a field that takes keys, in the place of what is there."""
        self._reach(target)
        found = target.evaluate(_VALUE)
        if found == value:
            return
        self._spend(self.person.mental_s + self._move_to(mouse=False))
        self._clear(target, found)
        target.press_sequentially(value)
        self._strike(len(value))

    def leave_field(self, target: "Locator") -> None:
        """Tab out, so that the page takes what was typed."""
        self._press(target, "Tab")

    def choose_file(self, target: "Locator", *, name: str, kind: str, content: bytes) -> None:
        """Choose a file: the button, and a file in the system's window."""
        self._spend(2 * (self.person.mental_s + self.person.point_s + 2 * self.person.press_s))
        target.set_input_files({"name": name, "mimeType": kind, "buffer": content})

    def settle(self) -> None:
        """Let the session's clock catch up with what the person did, beyond what went by in doing it here."""
        ahead_s = self._owed_s - (time.monotonic() - self._acting_since)
        if ahead_s > 0:
            self.pass_time(ahead_s)
        self.begin_to_act()

    def begin_to_act(self) -> None:
        """The page is there, and the person acts again: the time until then went by for the session, too."""
        self._owed_s, self._acting_since = 0.0, time.monotonic()

    def _reach(self, target: "Locator") -> None:
        """By Tab where the field is near behind the one that has the focus, else with the mouse."""
        if target.evaluate(_HAS_FOCUS):
            return
        near = self.page.evaluate(_NEAR, target.element_handle())
        if near is None or near > _MOST_TABS:
            self._point_at(target)
            return
        for _ in range(near):
            self.page.keyboard.press("Tab")
        self._strike(near)
        if not target.evaluate(_HAS_FOCUS):
            self._point_at(target)

    def _point_at(self, target: "Locator") -> None:
        """Click into a field. A list of the browser's own would open, and stay open for any script."""
        if target.evaluate(_KIND) != "list":
            self.click(target)
            return
        self._spend(self.person.mental_s + self._move_to(mouse=True))
        self._spend(self.person.point_s + 2 * self.person.press_s)
        target.focus()

    def _clear(self, target: "Locator", found: str) -> None:
        """Select what is there, so that typing takes its place."""
        if found:
            self._press(target, "ControlOrMeta+a", keys=2)

    def _choose(self, target: "Locator", value: str) -> None:
        """Type into a searching box until its first offer is the wanted one, then take it."""
        for letter in value:
            self._press(target, letter)
            if target.evaluate(_FIRST_OPTION) == value:
                break
        self._press(target, "Enter")

    def _press(self, target: "Locator", key: str, *, keys: int = 1) -> None:
        target.press(key)
        self._strike(keys)

    def _strike(self, keys: int) -> None:
        self.keys += keys
        self._spend(keys * self.person.key_s)

    def _move_to(self, *, mouse: bool) -> float:
        moved = mouse is not self._on_mouse
        self._on_mouse = mouse
        return self.person.home_s if moved else 0.0

    def _spend(self, seconds: float) -> None:
        self.spent_s += seconds
        self._owed_s += seconds


# How many times Tab leads from the focus to the field; null when it stands before or nothing has the focus.
_NEAR = """(target) => {
  const from = document.activeElement;
  const scope = target.closest("[data-line], form");
  if (!scope || !scope.contains(from)) return null;
  const able = [...scope.querySelectorAll("input, select, textarea, button, a[href]")].filter(
    (item) => item.tabIndex >= 0 && !item.disabled && item.getClientRects().length && item.type !== "hidden");
  const [start, end] = [able.indexOf(from), able.indexOf(target)];
  return start < 0 || end < start ? null : end - start;
}"""
