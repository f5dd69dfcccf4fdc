"""Plans: what is to be measured. What the person typed (`PlanFile`), and what is valid (`Plan`).

All mistakes of a plan are reported together, each naming the key, what is wrong and what would be right.
Nothing deeper checks a plan again.
"""

import difflib
import itertools
import math
import random
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from harness.devices import DEVICES, Device, Network
from harness.engines import Engine
from harness.errors import UsageError
from harness.factors import MOST_FACTORS, FactorDesigns, expand
from harness.model import AVERAGE, Cell, Person

MOST_LINES = 5_000


class NetworkFile(BaseModel):
    """`[device.NAME.network]` as typed."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    latency_s: float = Field(ge=0)
    download_bytes_s: float = Field(gt=0)
    upload_bytes_s: float = Field(gt=0)


class DeviceFile(BaseModel):
    """`[device.NAME]` as typed: seconds per unit of reference work."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    sentence: str = "a device of this plan"
    script_s: float = Field(gt=0)
    layout_s: float = Field(gt=0)
    network: NetworkFile | None = None
    viewport: tuple[int, int] = (1350, 940)


class VariantFile(BaseModel):
    """`[variant.NAME]` as typed: what is other in the application's settings, table by table."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    sentence: str = "a variant of this plan"
    app: dict[str, Any] = {}
    workers: int = Field(default=1, ge=1, le=16)
    processor_share: float = Field(default=1.0, gt=0.01, le=1)


NEVER = "never"


def _patience(value: object) -> object:
    if value == NEVER or (isinstance(value, int | float) and not isinstance(value, bool) and value > 0):
        return value
    raise ValueError(f'must be more than 0 seconds, or "{NEVER}"')


Patience = Annotated[float | str | None, BeforeValidator(_patience)]
Seconds = Annotated[float | None, Field(gt=0, le=3600)]


class PersonFile(BaseModel):
    """`[person.NAME]` as typed: what is other than in the person that it is `like`."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    like: str = "typical"
    sentence: str | None = None
    key_s: Seconds = None
    point_s: Seconds = None
    press_s: Seconds = None
    home_s: Seconds = None
    mental_s: Seconds = None
    think_s: float | None = Field(default=None, ge=0, le=36_000)
    clicks_again_s: Patience = None
    reloads_s: Patience = None
    gives_up_s: Patience = None
    saves_every: int | None = Field(default=None, ge=0)
    tries: int | None = Field(default=None, ge=1, le=10)

    def changed(self, name: str, person: Person) -> Person:
        """The person that `person` becomes with these changes."""
        values: dict[str, Any] = {
            key: None if value == NEVER else value
            for key, value in self.model_dump(exclude={"like", "sentence"}, exclude_none=True).items()
        }
        sentence = self.sentence or f"like {person.name}, as this plan has it"
        return replace(person, name=name, sentence=sentence, **values)


class FactorsFile(BaseModel):
    """`[factors]` as typed: axes of the design space with two values each, and what all designs share."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    axes: dict[str, tuple[str | int, str | int]] = Field(min_length=1, max_length=MOST_FACTORS)
    base: dict[str, str | int] = {}

    def expanded(self) -> FactorDesigns:
        return expand(self.axes, self.base)


class PlanFile(BaseModel):
    """A plan as typed, in TOML or by flags. Only shapes are checked here, names in `validate`.

    `[app.lists]`, `[app.session]` and the like are settings of the fake CCMS, which checks them itself.
    """

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    name: str = Field(default="run", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    designs: list[str] = ["single-page", "paged"]
    lines: list[int] = [10, 20, 40, 80, 160]
    devices: list[str] = ["office-pc"]
    journeys: list[str] = ["change-page"]
    browser: Engine = Engine.CHROMIUM
    launches: int = Field(default=3, ge=1, le=1000)
    seed: int = Field(default=1, ge=0)
    deadline_s: float = Field(default=60, ge=1, le=3600)
    people: list[str] = []
    one_at_a_time: bool = False
    workers: int = Field(default=1, ge=1, le=16)
    processor_share: float = Field(default=1.0, gt=0.01, le=1)
    claim: str = Field(default="", pattern=r"^(C[1-8])?$")
    person: dict[str, PersonFile] = {}
    device: dict[str, DeviceFile] = {}
    design: dict[str, dict[str, Any]] = {}
    app: dict[str, Any] = {}
    variant: dict[str, VariantFile] = {}
    factors: FactorsFile | None = None

    def app_settings(self, variant: str = "") -> dict[str, Any]:
        """What is the application's own business: its settings as typed, checked by itself."""
        changes = self.variant[variant].app if variant else {}
        return {**_merged(self.app, changes), "design": self.design}


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The application with settings of its own, which go to it as they are. "" is the plan's own.

    It runs in so many worker processes, which together have `processor_share` of one core.
    """

    name: str
    sentence: str
    app_settings: Mapping[str, Any]
    workers: int = 1
    processor_share: float = 1.0


AS_PLANNED = Variant(name="", sentence="the application as it comes", app_settings={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A valid plan. The first of its variants is the application as the plan has it.

    `one_at_a_time`: a cell differs from the first in its design, device, variant or person, never in two.
    """

    name: str
    designs: tuple[str, ...]
    lines: tuple[int, ...]
    devices: tuple[Device, ...]
    journeys: tuple[str, ...]
    launches: int
    seed: int
    deadline_s: float
    engine: Engine = Engine.CHROMIUM
    variants: tuple[Variant, ...] = (AS_PLANNED,)
    people: tuple[Person, ...] = (AVERAGE,)
    one_at_a_time: bool = False
    claim: str = ""

    def cells(self) -> tuple[Cell, ...]:
        """Every cell of the plan, in plan order."""
        cells = [
            Cell(
                design=design,
                lines=lines,
                device=device.name,
                journey=journey,
                variant=variant.name,
                person=person.name,
            )
            for design, lines, device, journey, variant, person in itertools.product(
                self.designs, self.lines, self.devices, self.journeys, self.variants, self.people
            )
        ]
        return tuple(cell for cell in cells if not self.one_at_a_time or _differences(cell, cells[0]) <= 1)

    def order(self, launch: int) -> tuple[Cell, ...]:
        """The cells in the seeded random order of one launch (from 1), the same at every resume."""
        cells = list(self.cells())
        random.Random(f"{self.seed}/{launch}").shuffle(cells)
        return tuple(cells)

    @property
    def repeats(self) -> int:
        """How many flagged trials of a launch may be repeated: a quarter of its cells."""
        return math.ceil(len(self.cells()) / 4)

    def device(self, name: str) -> Device:
        return next(device for device in self.devices if device.name == name)


def _differences(cell: Cell, first: Cell) -> int:
    return sum(
        getattr(cell, axis) != getattr(first, axis) for axis in ("design", "device", "variant", "person")
    )


def trial_id(launch: int, position: int, attempt: int = 0) -> str:
    """The name of a trial: its place in the plan, the same in every resume of a run."""
    return f"{launch:03d}-{position:03d}" + (f"-r{attempt}" if attempt else "")


def read_plan(path: Path, overrides: Mapping[str, Any], *, short: bool = False) -> PlanFile:
    """Read a TOML plan, in its `[short]` form where that is asked for; `overrides` (from flags) win.

    Raises:
        UsageError: the file is missing, is no TOML, or has mistakes; all of them are in the message.
    """
    try:
        typed = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"There is no plan {path}. Name an existing TOML file.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"The plan {path} cannot be read: {error}. Mend the file.") from error
    changes = typed.pop("short", None)
    if short:
        if not isinstance(changes, dict):
            raise UsageError(f"The plan {path} has no [short] form. Leave --short out, or add the table.")
        typed = _merged(typed, changes)
    return parse_plan({"name": path.stem, **typed, **overrides}, str(path))


def parse_plan(typed: Mapping[str, Any], source: str) -> PlanFile:
    """Check the shapes of a typed plan; `source` names it in messages."""
    try:
        return _with_factors(PlanFile.model_validate(dict(typed)), named="designs" in typed)
    except ValidationError as error:
        mistakes = [_shape_mistake(item) for item in error.errors()]
        raise UsageError(_refusal(source, mistakes)) from error


def _with_factors(typed: PlanFile, *, named: bool) -> PlanFile:
    """The designs of a factor plan beside its own; they are what is measured unless designs are named."""
    if typed.factors is None:
        return typed
    made = typed.factors.expanded().designs
    own = {**typed.design, **{name: dict(table) for name, table in made.items()}}
    return typed.model_copy(update={"design": own, "designs": typed.designs if named else list(made)})


def validate(
    typed: PlanFile,
    source: str,
    *,
    designs: Sequence[str],
    journeys: Sequence[str],
    people: Mapping[str, Person],
) -> Plan:
    """Make a `Plan` of what was typed, given the names that exist.

    Raises:
        UsageError: with every mistake in one message.
    """
    devices = {**DEVICES, **{name: _device(name, file) for name, file in typed.device.items()}}
    persons, unlike = _persons(typed, people)
    mistakes = [
        *unlike,
        *(_unknown("people", typed.people, persons) if typed.people else ()),
        *_unknown("designs", typed.designs, [*designs, *typed.design]),
        *_unknown("devices", typed.devices, devices),
        *_unknown("journeys", typed.journeys, journeys),
        *_grid_mistakes(typed.lines),
        *_network_mistakes(typed, devices),
        *_factor_mistakes(typed.factors),
    ]
    if mistakes:
        raise UsageError(_refusal(source, mistakes))
    return Plan(
        name=typed.name,
        designs=tuple(typed.designs),
        lines=tuple(sorted(typed.lines)),
        devices=tuple(devices[name] for name in typed.devices),
        journeys=tuple(typed.journeys),
        launches=typed.launches,
        seed=typed.seed,
        deadline_s=typed.deadline_s,
        engine=typed.browser,
        variants=_variants(typed),
        people=tuple(persons[name] for name in typed.people) or (AVERAGE,),
        one_at_a_time=typed.one_at_a_time,
        claim=typed.claim,
    )


def _persons(typed: PlanFile, presets: Mapping[str, Person]) -> tuple[dict[str, Person], list[str]]:
    """Everybody whom the plan can name, and its mistakes about whom they are like."""
    mistakes = [
        f'person.{name}.like: "{file.like}" is not known; {_nearest(file.like, list(presets))}'
        for name, file in typed.person.items()
        if file.like not in presets
    ]
    own = {
        name: file.changed(name, presets[file.like])
        for name, file in typed.person.items()
        if file.like in presets
    }
    return {**presets, **own}, mistakes


def _variants(typed: PlanFile) -> tuple[Variant, ...]:
    own = Variant(
        name="",
        sentence="the application as planned",
        app_settings=typed.app_settings(),
        workers=typed.workers,
        processor_share=typed.processor_share,
    )
    others = (
        Variant(
            name=name,
            sentence=file.sentence,
            app_settings=typed.app_settings(name),
            workers=file.workers,
            processor_share=file.processor_share,
        )
        for name, file in typed.variant.items()
    )
    return (own, *others)


def _merged(settings: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`settings` with `changes`: tables are merged, all other values replaced."""
    merged = dict(settings)
    for key, value in changes.items():
        both_tables = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both_tables else value
    return merged


def _device(name: str, typed: DeviceFile) -> Device:
    network = Network(**typed.network.model_dump()) if typed.network else None
    return Device(
        name=name,
        sentence=typed.sentence,
        script_s=typed.script_s,
        layout_s=typed.layout_s,
        network=network,
        viewport=typed.viewport,
    )


def _unknown(key: str, typed: Sequence[str], known: Iterable[str]) -> list[str]:
    known = list(known)
    mistakes = [
        f'{key}: "{name}" is not known; {_nearest(name, known)}' for name in typed if name not in known
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


def _nearest(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f'did you mean "{close[0]}"?' if close else f"choose from {', '.join(known)}"


def _grid_mistakes(lines: Sequence[int]) -> list[str]:
    mistakes = [
        f"lines: {size} is not a bill size; use whole numbers from 1 to {MOST_LINES}"
        for size in lines
        if not 1 <= size <= MOST_LINES
    ]
    if not lines:
        mistakes.append("lines: the grid is empty; name at least one bill size, better five")
    mistakes += [f"lines: {size} is named twice; name it once" for size in _repeated(lines)]
    return mistakes


def _factor_mistakes(factors: FactorsFile | None) -> list[str]:
    return [
        f"factors.axes.{axis}: both values are {pair[0]!r}; name two different ones"
        for axis, pair in (factors.axes if factors else {}).items()
        if pair[0] == pair[1]
    ]


def _repeated(values: Sequence[Any]) -> list[Any]:
    return [value for place, value in enumerate(values) if value in values[:place]]


def _shape_mistake(item: Any) -> str:
    key = ".".join(str(part) for part in item["loc"])
    if item["type"] == "extra_forbidden":
        return f"{key}: there is no such key; {_nearest(str(item['loc'][-1]), list(PlanFile.model_fields))}"
    said = item["msg"].removeprefix("Value error, ")
    return f"{key}: {said[0].lower()}{said[1:]} (it is {item['input']!r})"


def _refusal(source: str, mistakes: Sequence[str]) -> str:
    if len(mistakes) == 1:
        return f"The plan ({source}) cannot be used: {mistakes[0]}."
    listed = "".join(f"\n  - {mistake}" for mistake in mistakes)
    return f"The plan ({source}) cannot be used, for {len(mistakes)} reasons:{listed}"
