"""Why a run is not comparable with a stored baseline: unlike things are refused, never adjusted."""

from collections.abc import Iterator

from billbench.harness.model.errors import UsageError
from billbench.harness.model.runs import Run
from billbench.reports.gate.accepting import ENVIRONMENT, device_of, environment_of
from billbench.reports.gate.baseline import Baseline, StoredDevice
from billbench.reports.gate.measured import Measured
from billbench.reports.gate.question import Question
from billbench.reports.pages.programs import plain
from billbench.reports.words.text import clean, listing

_FAR = 1.5
"""A machine whose speed changed by more than this makes a comparison more computed than measured."""


def refuse_unlike(run: Run, measured: Measured, question: Question, baseline: Baseline) -> None:
    """Raises:
    UsageError: the run is not comparable with the baseline; the sentence names every difference.
    """
    found = list(_differences(run, measured, question, baseline))
    if found:
        raise UsageError(
            f"not comparable: {listing(found)}. Measure on what the baseline was measured on, or accept a "
            "new one with billbench baseline update."
        )


def _differences(run: Run, measured: Measured, question: Question, baseline: Baseline) -> Iterator[str]:
    design = question.candidate.design
    if design != baseline.design:
        yield f"the baseline is of the design “{clean(baseline.design)}” and the run of “{clean(design)}”"
    elif dict(baseline.axes) != plain(measured.plan.design_axes.get(design, {})):
        yield f"the design “{clean(design)}” was described otherwise than it is now"
    if (measured.journey, measured.step) != (baseline.journey, baseline.step):
        yield f"the journey was “{clean(baseline.journey)}” and is “{clean(measured.journey)}”"
    lacking = [f"{lines:,}" for lines in question.lines if baseline.size(lines) is None]
    if lacking:
        held = listing([f"{one.lines:,}" for one in baseline.sizes])
        yield f"the baseline has bills of {held} lines and not of {listing(lacking)}"
    yield from _environment(run, baseline)
    if measured.trials:
        yield from _device(baseline.device, device_of(measured, question.candidate, question.lines))


def _environment(run: Run, baseline: Baseline) -> Iterator[str]:
    ours = environment_of(run)
    for key in ENVIRONMENT:
        if baseline.environment.get(key) != ours.get(key):
            then, now = (clean(str(values.get(key))) for values in (baseline.environment, ours))
            yield f"{key.replace('_', ' ')} was {then} and is {now}"


def _device(then: StoredDevice, now: StoredDevice) -> Iterator[str]:
    if then.assistive_technology is not now.assistive_technology:
        yield f"the assistive technology was {then.assistive_technology} and is {now.assistive_technology}"
        return
    if then.asked != now.asked:
        yield f"the device was {clean(then.name)} and is {clean(now.name)}, or its speed was set otherwise"
        return
    for kind, ratio in speeds(then, now).items():
        if not 1 / _FAR <= ratio <= _FAR:
            faster = "slower" if ratio > 1 else "faster"
            yield f"the machine is {max(ratio, 1 / ratio):.1f} times {faster} in {kind} than it was"


def speeds(then: StoredDevice, now: StoredDevice) -> dict[str, float]:
    """How many times longer reference work takes now, by kind."""
    return {
        "script": now.measured_script_s / then.measured_script_s,
        "layout": now.measured_layout_s / then.measured_layout_s,
    }
