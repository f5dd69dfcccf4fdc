"""Several runs as one, or beside each other: like with like only.

Runs merge when they measured the same thing: the same plan but for seeds, launches and name, with the same
browser. Their launches are then launches of one run. Another machine is a factor, and said; another browser
or other settings is another experiment, and is never pooled.
"""

import dataclasses
from collections.abc import Mapping, Sequence

from billbench.harness.model.errors import UsageError
from billbench.harness.model.plan_record import PlanRecord
from billbench.harness.model.runs import Run, RunState
from billbench.harness.model.trials import Trial
from billbench.reports.words.text import clean, listing

_FREE = {"seed", "launches", "name", "named", "typed"}
"""Keys of a plan that may differ: they say how much was measured, not what."""
_TYPED_FREE = {"seed", "launches", "name"}
_BROWSER = ("browser", "headless")
MACHINE = ("platform", "cpu", "cores", "memory_bytes")


def differences(first: Run, second: Run) -> tuple[str, ...]:
    """Why two runs cannot be pooled or compared; empty when they can."""
    found = []
    if (first.info.format, first.info.steps) != (second.info.format, second.info.steps):
        found.append("their journeys have different steps")
    found += described_otherwise(first, second)
    plans = [_what(run.info.plan) for run in (first, second)]
    unlike = [key.replace("_", " ") for key in _unlike(plans[0], plans[1])]
    found += [f"their plans differ in {listing(unlike)}"] if unlike else []
    environments = [run.info.environment for run in (first, second)]
    found += [
        f"{key} is {environments[0].get(key)!r} in one and {environments[1].get(key)!r} in the other"
        for key in _BROWSER
        if environments[0].get(key) != environments[1].get(key)
    ]
    return tuple(found)


def described_otherwise(first: Run, second: Run) -> list[str]:
    """Designs that only share their name: what a name stands for can change with the fake CCMS."""
    plans = [PlanRecord.read(run.info.plan).design_axes for run in (first, second)]
    return [
        f"the design “{clean(name)}” is not the same page in both: they differ in "
        f"{listing([axis.replace('_', ' ') for axis in unlike])}"
        for name in plans[0]
        if name in plans[1] and (unlike := _unlike(plans[0][name], plans[1][name]))
    ]


def same_run(first: Run, second: Run) -> bool:
    """Whether the folders hold the same measurement: the same trials at the same moments."""
    starts = [{(trial.host, trial.started_at, trial.id) for trial in run.trials} for run in (first, second)]
    return bool(starts[0] & starts[1])


def unlike_machines(runs: Sequence[Run]) -> tuple[str, ...]:
    """In what the machines of some runs differ, in words."""
    found = []
    for key in MACHINE:
        values = dict.fromkeys(str(run.info.environment.get(key)) for run in runs)
        if len(values) > 1:
            found.append(f"{key.replace('_', ' ')} {' and '.join(values)}")
    return tuple(found)


def merge(runs: Sequence[Run]) -> Run:
    """The launches of runs that have no `differences`, as one run; the first gives plan and environment."""
    trials: list[Trial] = []
    for run in runs:
        trials.extend(_renumbered(run.trials, _taken(trials)))
    machines = unlike_machines(runs)
    warnings = [text for run in runs for text in run.warnings]
    if machines:
        warnings.append(
            f"The runs come from unlike machines ({'; '.join(machines)}): their difference is part of every "
            "interval, and a level is that of no one machine."
        )
    state = max((run.info.state for run in runs), key=list(RunState).index)
    complete = all(run.info.state is RunState.COMPLETE for run in runs)
    info = dataclasses.replace(
        runs[0].info,
        name=" + ".join(dict.fromkeys(run.info.name for run in runs)),
        state=RunState.COMPLETE if complete else state,
        trials_planned=sum(run.info.trials_planned for run in runs),
        plan={**runs[0].info.plan, "launches": sum(_launches(run) for run in runs)},
        warnings=tuple(dict.fromkeys(text for run in runs for text in run.info.warnings)),
    )
    return Run(info=info, trials=tuple(trials), warnings=tuple(dict.fromkeys(warnings)))


def merge_shards(runs: Sequence[Run]) -> Run:
    """The shards of one gate as the run that they are parts of: launches keep their numbers.

    Raises:
        UsageError: they are not shards of one gate, or two hold the same launch.
    """
    first, *others = runs
    unlike = [text for other in others for text in (*differences(first, other), *_other_seed(first, other))]
    if unlike:
        raise UsageError(f"These are not shards of one gate: {'; '.join(dict.fromkeys(unlike))}.")
    held = [{trial.launch for trial in run.trials} for run in runs]
    twice = sorted(launch for launch in set().union(*held) if sum(launch in one for one in held) > 1)
    if twice:
        raise UsageError(
            f"Launch {twice[0]} is in two of these folders. Name each shard once, and no other run."
        )
    merged = merge(runs)
    trials = sorted((trial for run in runs for trial in run.trials), key=lambda one: one.launch)
    info = dataclasses.replace(merged.info, name=first.info.name, plan=first.info.plan)
    return dataclasses.replace(merged, info=info, trials=tuple(trials))


def _other_seed(first: Run, second: Run) -> tuple[str, ...]:
    seeds = (first.info.seed, second.info.seed)
    same = seeds[0] == seeds[1] and _launches(first) == _launches(second)
    return () if same else ("their seeds or launches differ",)


def _launches(run: Run) -> int:
    planned = run.info.plan.get("launches")
    return planned if isinstance(planned, int) else len({trial.launch for trial in run.trials})


def _what(plan: Mapping[str, object]) -> dict[str, object]:
    """What a plan measures: its values, and of what was typed the settings of application and devices."""
    found = {key: value for key, value in plan.items() if key not in _FREE}
    typed = plan.get("typed")
    if isinstance(typed, Mapping):
        found |= {key: value for key, value in typed.items() if key not in {*_TYPED_FREE, *found}}
    return found


def _unlike(first: Mapping[str, object], second: Mapping[str, object]) -> list[str]:
    return [key for key in dict.fromkeys([*first, *second]) if first.get(key) != second.get(key)]


def _taken(trials: Sequence[Trial]) -> dict[str, int]:
    """The last launch of each host so far."""
    found: dict[str, int] = {}
    for trial in trials:
        found[trial.host] = max(found.get(trial.host, 0), trial.launch)
    return found


def _renumbered(trials: Sequence[Trial], taken: Mapping[str, int]) -> list[Trial]:
    """Launches of the same host carry on counting: two runs number theirs alike."""
    hosts = {one.host for one in trials} & taken.keys()
    first = {host: min(one.launch for one in trials if one.host == host) for host in hosts}
    return [
        dataclasses.replace(one, launch=one.launch - first[one.host] + taken[one.host] + 1)
        if one.host in first
        else one
        for one in trials
    ]
