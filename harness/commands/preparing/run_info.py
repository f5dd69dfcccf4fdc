"""What a run's folder says of the run: what was planned, with which browser."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from billbench.harness.commands.preparing.prepared import Prepared
from billbench.harness.machine import environment
from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.errors import UsageError
from billbench.harness.model.plan_record import PlanRecord
from billbench.harness.model.runs import RunInfo, RunState
from billbench.harness.plan.plan_file import PlanFile
from billbench.harness.store.runfolder import RunFolder
from billbench.scenarios.catalogue import JOURNEYS

RUNS = Path("runs")


def describe(prepared: Prepared, created: datetime.datetime, command: Sequence[str]) -> RunInfo:
    """What the run's folder says of a run that begins."""
    plan = prepared.plan
    named = [prepared.designs[name] for name in plan.designs]
    return RunInfo(
        name=plan.name,
        state=RunState.RUNNING,
        created_at=created.isoformat(timespec="seconds"),
        seed=plan.seed,
        trials_planned=len(plan.cells()) * plan.launches,
        plan=PlanRecord(
            designs=plan.designs,
            design_titles={design.name: design.title for design in named},
            design_sentences={design.name: design.sentence for design in named},
            design_axes={design.name: design.axes for design in named},
            lines=plan.lines,
            variants=tuple(variant.name for variant in plan.variants),
            variant_sentences={variant.name: variant.sentence for variant in plan.variants},
            devices=tuple(device.name for device in plan.devices),
            device_sentences={device.name: device.sentence for device in plan.devices},
            assistive_technology={
                device.name: device.assistive_technology
                for device in plan.devices
                if device.assistive_technology is not AssistiveTechnology.NONE
            },
            person_sentences={person.name: person.sentence for person in plan.people if person.name},
            journeys=plan.journeys,
            journey_titles={name: JOURNEYS[name].title for name in plan.journeys},
            launches=plan.launches,
            deadline_s=plan.deadline_s,
            seed=plan.seed,
            factors=_factors(prepared.typed),
            named=prepared.named,
            targets={name: one.plain for name, one in prepared.targets.items()},
            typed=prepared.typed.model_dump(mode="json"),
        ).plain,
        steps={name: JOURNEYS[name].steps for name in plan.journeys},
        environment=environment.describe_machine(),
        command=tuple(command),
    )


def _factors(typed: PlanFile) -> Mapping[str, object]:
    """Which value of which axis each design of a factor plan has, for its report."""
    if typed.factors is None:
        return {}
    return {"axes": typed.factors.axes, "levels": typed.factors.expanded().levels}


def note_browser(folder: RunFolder, browser: Mapping[str, Any]) -> None:
    """Write the browser into the run when it first starts, and refuse another one later."""
    recorded = folder.info.environment
    unlike = environment.differences(recorded, browser)
    if unlike:
        raise UsageError(
            f"{folder.path} cannot go on: {'; '.join(unlike)}. Use the same browser, or start a new run."
        )
    if "browser" not in recorded:
        folder.update(environment={**recorded, **browser})
