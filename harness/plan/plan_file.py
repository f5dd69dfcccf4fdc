"""Plans as typed, in TOML or by flags: their shapes, and how a mistake in them is said.

Names (designs, devices, journeys, people) are checked in `harness.plan.plan`.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.engines import Engine
from billbench.harness.model.errors import UsageError
from billbench.harness.model.people import Person
from billbench.harness.model.typed import read_toml, shaped
from billbench.harness.plan.factors import MOST_FACTORS, FactorDesigns, expand

KIND = "plan"


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
    # Written only where there is one: runs from before the key are of the same plan as those without.
    assistive_technology: AssistiveTechnology = Field(
        default=AssistiveTechnology.NONE, exclude_if=lambda kind: kind is AssistiveTechnology.NONE
    )


class VariantFile(BaseModel):
    """`[variant.NAME]` as typed: what is other than in the plan; in `app`, table by table."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    sentence: str = "a variant of this plan"
    app: dict[str, Any] = {}
    workers: int | None = Field(default=None, ge=1, le=16)
    processor_share: float | None = Field(default=None, gt=0.01, le=1)


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
    """A plan as typed, in TOML or by flags. Only shapes are checked here, names in `harness.plan.plan`.

    `[app.lists]`, `[app.session]` and the like are settings of the fake CCMS, which checks them itself.
    `lines_on` has, by device, the bill sizes that are measured there in the place of `lines`. `window` asks
    for a whole browser with windows, which takes a display, a virtual one at least.
    """

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    name: str = Field(default="run", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    designs: list[str] = ["single-page", "paged"]
    lines: list[int] = [10, 20, 40, 80, 160]
    devices: list[str] = ["office-pc"]
    journeys: list[str] = ["change-page"]
    browser: Engine = Engine.CHROMIUM
    # Written only where asked for, as `lines_on` is.
    window: bool = Field(default=False, exclude_if=lambda window: not window)
    launches: int = Field(default=3, ge=1, le=1000)
    seed: int = Field(default=1, ge=0)
    deadline_s: float = Field(default=60, ge=1, le=3600)
    # Written only where there are any, as `assistive_technology` is.
    lines_on: dict[str, list[int]] = Field(default={}, exclude_if=lambda sizes: not sizes)
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

    @property
    def all_lines(self) -> list[int]:
        """Every size that is measured on some device."""
        return sorted({*self.lines, *(size for sizes in self.lines_on.values() for size in sizes)})

    def app_settings(self, variant: str = "") -> dict[str, Any]:
        """What is the application's own business: its settings as typed, checked by itself."""
        changes = self.variant[variant].app if variant else {}
        return {**with_changes(self.app, changes), "design": self.design}


def read_plan(path: Path, overrides: Mapping[str, Any], *, short: bool = False) -> PlanFile:
    """Read a TOML plan, in its `[short]` form where that is asked for; `overrides` (from flags) win.

    Raises:
        UsageError: the file is missing, is no TOML, or has mistakes; all of them are in the message.
    """
    typed = read_toml(path, KIND)
    changes = typed.pop("short", None)
    if short:
        if not isinstance(changes, dict):
            raise UsageError(f"The plan {path} has no [short] form. Leave --short out, or add the table.")
        typed = with_changes(typed, changes)
    return parse_plan({"name": path.stem, **typed, **overrides}, str(path))


def parse_plan(typed: Mapping[str, Any], source: str) -> PlanFile:
    """Check the shapes of a typed plan; `source` names it in messages."""
    return _with_factors(shaped(PlanFile, typed, source, KIND), named="designs" in typed)


def _with_factors(typed: PlanFile, *, named: bool) -> PlanFile:
    """The designs of a factor plan beside its own; they are what is measured unless designs are named."""
    if typed.factors is None:
        return typed
    made = typed.factors.expanded().designs
    own = {**typed.design, **{name: dict(table) for name, table in made.items()}}
    return typed.model_copy(update={"design": own, "designs": typed.designs if named else list(made)})


def with_changes(settings: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`settings` with `changes`: tables are merged, all other values replaced."""
    merged = dict(settings)
    for key, value in changes.items():
        both_tables = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = with_changes(merged[key], value) if both_tables else value
    return merged
