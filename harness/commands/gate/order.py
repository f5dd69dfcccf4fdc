"""A gate to measure, as it was asked for on the command line."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from billbench.harness.commands.gate.held_against import MEASURED_BESIDE, HeldAgainst
from billbench.harness.commands.gate.served import SidesTyped
from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.errors import UsageError
from billbench.reports.gate.question import LOOKS, MARGIN

ROUNDS = 8
"""Page changes of each side in a launch, after one that is not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Launches `first`, `first` + `of`, … of a gate."""

    first: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GateOrder:
    """A gate to measure, as it was asked for."""

    sides: SidesTyped
    held: HeldAgainst = MEASURED_BESIDE
    lines: tuple[int, ...] = ()
    journey: str = ""
    margin: float = MARGIN
    tolerances: Mapping[str, float] = field(default_factory=dict)
    launches: int = LOOKS[-1]
    rounds: int = ROUNDS
    seed: int = 1
    shard: Shard | None = None
    out: Path | None = None
    deadline_s: float = 60
    assistive_technology: AssistiveTechnology = AssistiveTechnology.NONE
    command: tuple[str, ...] = ()

    @property
    def todo(self) -> range:
        """The launches to measure, from 1."""
        first, step = (1, 1) if self.shard is None else (self.shard.first, self.shard.of)
        return range(first, self.launches + 1, step)


_TYPED_AS = {"designs": "--design", "targets": "--target", "tolerances": "--tolerance"}


def typed_as(name: str) -> str:
    """The option that a value of the command line came by."""
    return _TYPED_AS.get(name, f"--{name.replace('_', '-')}")


def order_of(given: Mapping[str, Any], held: HeldAgainst, command: Sequence[str]) -> GateOrder:
    """The order in the options that were given.

    Raises:
        UsageError: a shard that there is not, a tolerance that is not understood.
    """
    of_sides = {field.name for field in dataclasses.fields(SidesTyped)}
    sides = SidesTyped(**{name: value for name, value in given.items() if name in of_sides})
    rest = {name: value for name, value in given.items() if name not in of_sides}
    if "tolerances" in rest:
        rest["tolerances"] = dict(_tolerance(text) for text in rest["tolerances"])
    if "assistive_technology" in rest:
        rest["assistive_technology"] = AssistiveTechnology(rest["assistive_technology"])
    shard = _shard(rest.pop("shard")) if "shard" in rest else None
    order = GateOrder(sides=sides, held=held, shard=shard, command=tuple(command), **rest)
    if not order.todo:
        raise UsageError(
            f"A gate of {order.launches} launches has none for the last shards: ask for fewer shards."
        )
    return order


def _tolerance(text: str) -> tuple[str, float]:
    """A counter, and how much it may grow, as a share; whether there is such a counter says the question."""
    found = re.fullmatch(r"([a-z_]+)=(\d+(?:\.\d+)?)", text)
    if found is None:
        raise UsageError(f'"{text}" is no tolerance: say a counter and a share, such as nodes=0.02.')
    return found[1], float(found[2])


def _shard(text: str) -> Shard:
    found = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", text)
    if found is None or int(found[1]) > int(found[2]):
        raise UsageError(f'"{text}" is no shard: say which of how many, such as 1/4 to 4/4.')
    return Shard(first=int(found[1]), of=int(found[2]))
