"""Two runs side by side: how many times the one is the other, cell by cell.

Launches of two runs are not paired, so the interval is Welch's on the logarithm, and it holds what the
machine did between the runs: two designs are better compared within one run.
"""

import math
from dataclasses import dataclass
from statistics import fmean

from billbench.harness.model.metrics import METRICS
from billbench.reports.findings.findings import Findings
from billbench.reports.findings.words import ratio
from billbench.reports.reading.cells import CellStep, least_of, observed
from billbench.reports.reading.devices import DeviceFound
from billbench.reports.statistics.apart import welch
from billbench.reports.statistics.ratios import Effect, Tested, adjusted
from billbench.reports.words.series import Series
from billbench.reports.words.text import clean

_SPEED_APART = math.log(1.15)
"""Closer than this, what scaling leaves over is small beside the spread between launches."""

MEASURES = ("freeze_s", "wait_s", "busy_s", "server_s", "nodes", "response_bytes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference(Tested):
    """Second run over first, for one measure of one cell and step. `p` is adjusted by Holm over them all."""

    series: Series
    lines: int
    measure: str
    effect: Effect
    p: float


def compare_runs(first: Findings, second: Findings) -> tuple[Difference, ...]:
    """Every headline step that both measured, with at least two launches each."""
    others = {(cell.series, cell.lines): cell for cell in second.cells}
    found = []
    for cell in first.cells:
        other = others.get((cell.series, cell.lines))
        if other is not None and cell.series.step == first.plan.headline(cell.series.journey):
            found.extend(_differences(cell, other))
    return adjusted(found)


def speeds_apart(first: Findings, second: Findings) -> tuple[str, ...]:
    """Where the machine was not as fast in the one run as in the other, a sentence a device.

    Scaling takes most of that away, not all of it, and no interval over launches knows of the rest.
    """
    others = {one.device: one.measured_script_s for one in second.devices}
    found = []
    for one in first.devices:
        before, after = one.measured_script_s, others.get(one.device)
        if before is None or after is None:
            continue
        times = before.median / after.median
        if abs(math.log(times)) > _SPEED_APART:
            found.append(
                f"{clean(one.device)}: the machine was {ratio(max(times, 1 / times))} times as fast in "
                f"{'the second' if times > 1 else 'the first'} run. {_left_over(one)} "
                "Compare designs within one run."
            )
    return tuple(found)


def _left_over(device: DeviceFound) -> str:
    if device.target_script_s is None:
        return "Times on this device are not scaled, so a difference may be the machine’s."
    return "Scaling to the device leaves some of that over, so a small difference may be the machine’s."


def _differences(first: CellStep, second: CellStep) -> list[Difference]:
    found = []
    for measure in MEASURES:
        effect = _effect(first, second, measure)
        if effect is not None:
            found.append(
                Difference(series=first.series, lines=first.lines, measure=measure, effect=effect, p=effect.p)
            )
    return found


def _effect(first: CellStep, second: CellStep, measure: str) -> Effect | None:
    metric = METRICS[measure]
    least = least_of(metric)
    values = [observed(cell.samples, metric) for cell in (first, second)]
    if any(not one or any(max(hit.value, least) <= 0 for hit in one) for one in values):
        return None
    logs = [[math.log(max(hit.value, least)) for hit in one] for one in values]
    pairs = min(map(len, logs))
    found, reason = welch(*logs), "one launch has no interval"
    if any(hit.censored for one in values for hit in one):
        found, reason = None, "a hang has no upper end"
    if found is None:
        ratio_seen = math.exp(fmean(logs[1]) - fmean(logs[0]))
        return Effect(ratio=ratio_seen, low=None, high=None, p=1.0, pairs=pairs, reason=reason)
    times = found[0].exponential
    return Effect(ratio=times.estimate, low=times.low, high=times.high, p=found[1], pairs=pairs)
