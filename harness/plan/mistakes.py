"""What can be wrong with a plan of the right shape, each mistake a sentence that names the key."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from billbench.harness.model.devices import AssistiveTechnology, Device
from billbench.harness.model.typed import nearest
from billbench.harness.plan.plan_file import FactorsFile, PlanFile

MOST_LINES = 5_000


def other_mistakes(typed: PlanFile, devices: Mapping[str, Device]) -> list[str]:
    """What is wrong with values and with what they ask for together."""
    return [
        *_grid_mistakes("lines", typed.lines),
        *_sizes_on_mistakes(typed.lines_on, devices),
        *_network_mistakes(typed, devices),
        *_screen_reader_mistakes(typed, devices),
        *_factor_mistakes(typed.factors),
    ]


def unknown_names(key: str, typed: Sequence[str], known: Iterable[str]) -> list[str]:
    """What is wrong with names that were typed under a key."""
    known = list(known)
    mistakes = [
        f'{key}: "{name}" is not known; {nearest(name, known)}' for name in typed if name not in known
    ]
    if not typed:
        mistakes.append(f"{key}: the list is empty; name at least one of {', '.join(known)}")
    mistakes += [f'{key}: "{name}" is named twice; name it once' for name in _repeated(typed)]
    return mistakes


def _network_mistakes(typed: PlanFile, devices: Mapping[str, Device]) -> list[str]:
    if typed.browser.has_network_emulation:
        return []
    return [
        f'devices: "{name}" has a network, which {typed.browser} cannot imitate; use "unthrottled" '
        "or a device without one"
        for name in typed.devices
        if name in devices and devices[name].network is not None
    ]


def _screen_reader_mistakes(typed: PlanFile, devices: Mapping[str, Device]) -> list[str]:
    if typed.browser.serves_screen_readers:
        return []
    return [
        f'devices: "{name}" has a screen reader, for which {typed.browser} works only where there is one; '
        "use chromium, chrome or msedge, or a device without one"
        for name in typed.devices
        if name in devices and devices[name].assistive_technology is AssistiveTechnology.SCREEN_READER
    ]


def _sizes_on_mistakes(lines_on: Mapping[str, Sequence[int]], devices: Mapping[str, Device]) -> list[str]:
    unknown = [
        f'lines_on: "{name}" is not known; {nearest(name, list(devices))}'
        for name in lines_on
        if name not in devices
    ]
    grids = (_grid_mistakes(f"lines_on.{name}", sizes) for name, sizes in lines_on.items())
    return [*unknown, *itertools.chain.from_iterable(grids)]


def _grid_mistakes(key: str, lines: Sequence[int]) -> list[str]:
    mistakes = [
        f"{key}: {size} is not a bill size; use whole numbers from 1 to {MOST_LINES}"
        for size in lines
        if not 1 <= size <= MOST_LINES
    ]
    if not lines:
        mistakes.append(f"{key}: the grid is empty; name at least one bill size, better five")
    mistakes += [f"{key}: {size} is named twice; name it once" for size in _repeated(lines)]
    return mistakes


def _factor_mistakes(factors: FactorsFile | None) -> list[str]:
    return [
        f"factors.axes.{axis}: both values are {pair[0]!r}; name two different ones"
        for axis, pair in (factors.axes if factors else {}).items()
        if pair[0] == pair[1]
    ]


def _repeated(values: Sequence[Any]) -> list[Any]:
    return [value for place, value in enumerate(values) if value in values[:place]]
