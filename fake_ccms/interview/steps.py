"""What a button of an interview screen does: to the bill, and where it leads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

from billbench.fake_ccms.bill import BillState, Place, with_new_line, without_lines
from billbench.fake_ccms.designs import Design
from billbench.fake_ccms.fields import LineType, field_name
from billbench.fake_ccms.interview.flow import NEW_LINE, Page, last_page, next_place, previous_place

MAX_LINES = 10_000


class Action(Enum):
    """What the button was for that sent the screen; `KEEP` is a line saved without one, on leaving it."""

    NEXT = auto()
    BACK = auto()
    SAVE = auto()
    ADD = auto()
    REMOVE_ALL = auto()
    REMOVE = auto()
    OPEN_LINE = auto()
    KEEP = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    action: Action
    instance: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a sent screen leads to: the bill to store and the place to show, or to come back to.

    `focus` is the field to go on with; `removed` counts the lines that were taken away; `opens` is the
    last part of the address of the line whose own page comes next.
    """

    state: BillState
    place: Place
    leaves: bool = False
    focus: str = ""
    removed: int = 0
    opens: str = ""


def without_removed(
    errors: Mapping[str, str], line_type: LineType, page: Page, pressed: Pressed
) -> Mapping[str, str]:
    """Mistakes in lines that are about to be removed do not matter."""
    removed = _removed(page, pressed)
    if not removed:
        return errors
    ends = tuple(field_name(line_type, instance, "") for instance in removed)
    return {name: text for name, text in errors.items() if not name.startswith(ends)}


def _removed(page: Page, pressed: Pressed) -> frozenset[int]:
    if pressed.action is Action.REMOVE_ALL:
        return frozenset(line.instance for line in page.shown)
    return frozenset({pressed.instance} if pressed.action is Action.REMOVE else ())


def lines_step(design: Design, state: BillState, line_type: LineType, page: Page, pressed: Pressed) -> Step:
    place = Place(screen=line_type.slug, page=page.number)
    match pressed.action:
        case Action.ADD if design.has_line_pages:
            return Step(state=state, place=place, opens=NEW_LINE)
        case Action.ADD:
            return _add(design, state, line_type)
        case Action.OPEN_LINE:
            return Step(state=state, place=place, opens=str(pressed.instance))
        case Action.REMOVE | Action.REMOVE_ALL:
            return _remove(design, state, place, _removed(page, pressed))
        case Action.NEXT | Action.BACK | Action.SAVE | Action.KEEP:
            return step_from(design, state, place, pressed.action)
        case _:
            assert_never(pressed.action)


def _add(design: Design, state: BillState, line_type: LineType) -> Step:
    focus = field_name(line_type, state.next_instance, line_type.fields[0].suffix)
    state = with_new_line(state, line_type)
    page = last_page(state, line_type.slug, design)
    return Step(state=state, place=Place(screen=line_type.slug, page=page), focus=focus)


def _remove(design: Design, state: BillState, place: Place, instances: frozenset[int]) -> Step:
    rest = without_lines(state, instances)
    page = min(place.page, last_page(rest, place.screen, design))
    removed = len(state.lines) - len(rest.lines)
    return Step(state=rest, place=Place(screen=place.screen, page=page), removed=removed)


def step_from(design: Design, state: BillState, place: Place, action: Action) -> Step:
    """Forwards, backwards, or out of the interview with the place kept for coming back."""
    match action:
        case Action.NEXT:
            target = next_place(state, design, place)
        case Action.BACK:
            target = previous_place(state, design, place)
        case _:
            target = None
    return Step(state=state, place=target or place, leaves=target is None)


def pressed_in(form: Mapping[str, str]) -> Pressed:
    """Which button sent the form. A form sent without one, by Enter, goes on."""
    word = form.get("action", "next")
    found = re.fullmatch(r"(remove|open)-([0-9]{1,9})", word, re.ASCII)
    if found:
        action = Action.REMOVE if found[1] == "remove" else Action.OPEN_LINE
        return Pressed(action=action, instance=int(found[2]))
    names = {
        "back": Action.BACK,
        "save": Action.SAVE,
        "add": Action.ADD,
        "remove-all": Action.REMOVE_ALL,
        "keep": Action.KEEP,
    }
    return Pressed(action=names.get(word, Action.NEXT))
