"""The plan of a run as its folder keeps it: what commands write, and what reports and later commands read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Annotated, Any, Self

from pydantic import Field, TypeAdapter, ValidationError

from billbench.harness.model.devices import AssistiveTechnology

_More = Annotated[int, Field(gt=0)]
_ONLY_WHERE_ASKED = (
    *("kind", "rounds", "factors", "targets", "gate"),
    *("assistive_technology", "claim", "people", "one_at_a_time"),  # They stand in what was typed.
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRecord:
    """What was to be measured, by names, with the words that people know them by.

    `typed` is the plan as it was typed, to be made valid again; `named` is how it is named again. `targets`
    are target files, `gate` is the question of a gate, each as plain data. A load says little but its `kind`.
    `assistive_technology` has the devices that have one.
    """

    kind: str = ""
    designs: tuple[str, ...] = ()
    design_titles: Mapping[str, str] = field(default_factory=dict)
    design_sentences: Mapping[str, str] = field(default_factory=dict)
    design_axes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    lines: tuple[_More, ...] = ()
    variants: tuple[str, ...] = ()
    variant_sentences: Mapping[str, str] = field(default_factory=dict)
    devices: tuple[str, ...] = ()
    device_sentences: Mapping[str, str] = field(default_factory=dict)
    assistive_technology: Mapping[str, AssistiveTechnology] = field(default_factory=dict)
    person_sentences: Mapping[str, str] = field(default_factory=dict)
    journeys: tuple[str, ...] = ()
    journey_titles: Mapping[str, str] = field(default_factory=dict)
    launches: _More | None = None
    deadline_s: Annotated[float, Field(gt=0)] | None = None
    seed: int | None = None
    rounds: int = 0
    factors: Mapping[str, Any] = field(default_factory=dict)
    named: str = ""
    claim: str = ""
    people: tuple[str, ...] = ()
    one_at_a_time: bool = False
    targets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)
    gate: Mapping[str, Any] | None = None

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Self:
        """What can be read of it: a broken or foreign run may lack anything, and what is no value is lacking.

        What was typed counts where the record says nothing itself.
        """
        typed = plain.get("typed")
        said = {**(typed if isinstance(typed, Mapping) else {}), **plain}
        return cls(**_valid(said))

    @property
    def plain(self) -> dict[str, Any]:
        """As `run.json` has it."""
        written: dict[str, Any] = TypeAdapter(PlanRecord).dump_python(self, mode="json")
        return {name: value for name, value in written.items() if value or name not in _ONLY_WHERE_ASKED}


@cache
def _adapters() -> Mapping[str, TypeAdapter[Any]]:
    kinds: dict[str, Any] = {one.name: one.type for one in fields(PlanRecord)}
    return {name: TypeAdapter(kind) for name, kind in kinds.items()}


def _valid(said: Mapping[str, Any]) -> Mapping[str, Any]:
    found = {}
    for name, adapter in _adapters().items():
        try:
            if name in said:
                found[name] = adapter.validate_python(said[name])
        except ValidationError:
            continue
    return found
