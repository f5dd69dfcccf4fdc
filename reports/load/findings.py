"""What a load says: the pure analysis that every page and table only shows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from billbench.harness.model.runs import RunInfo
from billbench.harness.store.loads import LoadRecord, Reason, StageRecord, read_load
from billbench.harness.store.requests import count_saves
from billbench.reports.load.beside import BesideCell, beside_cells, is_distorted
from billbench.reports.load.capacity import (
    Capacity,
    Criterion,
    LevelHolds,
    LoadLevel,
    Scalability,
    capacity,
    scalability,
    verdict,
)
from billbench.reports.load.hidden import Hidden, hidden
from billbench.reports.load.ledger import SaveLedger, ledger
from billbench.reports.load.rows import Group, Requests, read_requests
from billbench.reports.load.times import Times, p95_interval, percentile, times
from billbench.reports.statistics.intervals import Interval

_POINTS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTimes:
    """One step of one design at one size."""

    group: Group
    response: Times
    service: Times


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A stretch of the stage from `at_s` on: requests done a second (`per_s`), and percentiles of those due
    in it (`p50_s`, `p95_s`)."""

    at_s: float
    per_s: float
    p50_s: float
    p95_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFindings:
    """One stage in figures: requests done a second (`per_s`), those that failed by verdict (`failures`)."""

    record: StageRecord
    response: Times | None
    service: Times | None
    p95: Interval | None
    per_s: float
    groups: tuple[GroupTimes, ...]
    moments: tuple[Moment, ...]
    failures: tuple[tuple[str, int], ...]
    ledger: SaveLedger
    hidden: Hidden | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.record.reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadFindings:
    """Everything about a load. `capacity` is set when it was searched for."""

    info: RunInfo
    load: LoadRecord
    stages: tuple[StageFindings, ...]
    levels: tuple[LoadLevel, ...]
    criterion: Criterion
    capacity: Capacity | None
    scalability: Scalability | None
    beside: tuple[BesideCell, ...]

    @property
    def distorted(self) -> bool:
        """Whether the load slowed the browser itself, so that its times are not the page's."""
        return is_distorted(self.beside)

    @property
    def closed(self) -> bool:
        return self.load.mode == "closed"

    @property
    def valid(self) -> bool:
        return not self.distorted and not any(stage.reasons for stage in self.stages)


def find_load(info: RunInfo, folder: Path) -> LoadFindings:
    """Read and analyse a load's folder, stage by stage.

    Raises:
        UsageError: there is no load in it.
        MeasurementError: a part is damaged.
    """
    load = read_load(folder)
    stages = tuple(find_stage(folder, record, load.mode, _think_s(info)) for record in load.stages)
    criterion = _criterion(info)
    levels = tuple(level_of(stage, criterion) for stage in stages)
    searched = load.find_capacity
    return LoadFindings(
        info=info,
        load=load,
        stages=stages,
        levels=levels,
        criterion=criterion,
        capacity=capacity(levels) if searched else None,
        scalability=scalability(levels) if searched else None,
        beside=beside_cells(folder),
    )


def find_stage(folder: Path, record: StageRecord, mode: str, think_s: float) -> StageFindings:
    """One stage's figures. Raises `MeasurementError` where a part is damaged."""
    found = read_requests(folder, record.stage, after_s=record.warm_up_s)
    lasted = max(record.lasted_s - record.warm_up_s, 1e-9)
    verdicts = Counter(
        dict(
            zip(
                found.verdicts,
                np.bincount(found.verdict, minlength=len(found.verdicts)).tolist(),
                strict=True,
            )
        )
    )
    return StageFindings(
        record=record,
        response=times(found.response_s, found.censored),
        service=times(found.service_s, found.censored),
        p95=p95_interval(found.response_s, found.censored, found.due_s),
        per_s=float((~found.censored).sum()) / lasted,
        groups=_groups(found),
        moments=_moments(found, record.lasted_s),
        failures=tuple((word, count) for word, count in verdicts.most_common() if word != "ok" and count),
        ledger=ledger(count_saves(folder, record.stage)),
        hidden=_hidden(found, think_s) if mode == "closed" else None,
    )


def level_of(stage: StageFindings, criterion: Criterion) -> LoadLevel:
    """A stage as a level of load."""
    response = stage.response
    p95_s = response.p95.value if response else 0.0
    at_least = response.p95.at_least if response else False
    failed = stage.ledger.failed
    holds = verdict(criterion, stage.p95, p95_s, at_least, failed)
    return LoadLevel(
        load=stage.record.level,
        p95=stage.p95,
        p95_s=p95_s,
        p95_at_least=at_least,
        failed=failed,
        throughput=stage.per_s,
        holds=LevelHolds.INVALID if stage.reasons else holds,
    )


def _groups(found: Requests) -> tuple[GroupTimes, ...]:
    rows = []
    for group in sorted(found.groups, key=lambda one: (one.design, one.lines, one.step)):
        own = found.of(group)
        response, service = times(own.response_s, own.censored), times(own.service_s, own.censored)
        if response is not None and service is not None:
            rows.append(GroupTimes(group=group, response=response, service=service))
    return tuple(rows)


def _moments(found: Requests, lasted_s: float) -> tuple[Moment, ...]:
    width = max(1.0, lasted_s / _POINTS)
    place = np.floor(found.due_s / width).astype(int)
    moments = []
    for one in np.unique(place):
        own = found.only(place == one)
        moments.append(
            Moment(
                at_s=float(one * width),
                per_s=len(own) / width,
                p50_s=percentile(own.response_s, own.censored, 0.5).value,
                p95_s=percentile(own.response_s, own.censored, 0.95).value,
            )
        )
    return tuple(moments)


def _hidden(found: Requests, think_s: float) -> Hidden | None:
    opened = found.of_steps(["open"])
    known = opened.service_s[~opened.censored]
    if not len(known):
        return None
    return hidden(known, think_s + float(np.median(known)))


def _typed(info: RunInfo) -> Mapping[str, Any]:
    return info.plan["typed"]  # type: ignore[return-value]


def _think_s(info: RunInfo) -> float:
    return float(_typed(info)["think_s"])


def _criterion(info: RunInfo) -> Criterion:
    typed = _typed(info)["capacity"]
    return Criterion(p95_s=typed["p95_s"], failed_per_1000=typed["failed_per_1000"])
