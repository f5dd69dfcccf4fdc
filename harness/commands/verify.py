"""`billbench verify`: the instrument against known answers; its own error, cost and false alarms."""

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.table import Table

from billbench.harness.machine.browser import locate
from billbench.harness.model.errors import ExitStatus
from billbench.harness.verification.measuring import FULL, QUICK, measure
from billbench.harness.verification.planted import Tell
from billbench.reports.statistics.ratios import Effect
from billbench.reports.verify.copies import Detectable
from billbench.reports.verify.verdicts import CaseVerdict, KindFound
from billbench.reports.verify.verification import MOST_COST, MOST_TRACE_COST, Verification, conclude


def verify(console: Console, *, quick: bool, as_json: bool) -> ExitStatus:
    """Verify the instrument and print what was found; `INVALID` when it did not pass.

    Raises:
        UsageError: there is no browser.
        MeasurementError: the verification itself could not be made.
    """
    locate()
    with _progress(console) as tell:
        found = conclude(measure(QUICK if quick else FULL, tell))
    if as_json:
        Console().print_json(data=as_data(found), allow_nan=False)
    else:
        _print(found, console)
    return ExitStatus.OK if found.passed else ExitStatus.INVALID


@contextmanager
def _progress(console: Console) -> Iterator[Tell]:
    """One line that changes on a terminal; one line a kind of work elsewhere."""
    told: set[str] = set()

    def print_once(text: str) -> None:
        kind = text.partition(":")[0]
        if kind not in told:
            told.add(kind)
            console.print(f"{kind} …", highlight=False, markup=False)

    if not console.is_terminal:
        yield print_once
        return
    with console.status("starting") as status:
        yield lambda text: status.update(text)


def as_data(found: Verification) -> dict[str, Any]:
    """For machines: plain data, seconds and ratios."""
    return {
        "cases": [dataclasses.asdict(case) for case in found.cases],
        "observer_cost": {f"{rate}x": _ratio_data(cost) for rate, cost in found.observer_cost.items()},
        "trace_cost": {f"{rate}x": _ratio_data(cost) for rate, cost in found.trace_cost.items()},
        "throttle": {kind: _ratio_data(ratio) for kind, ratio in found.throttle.items()},
        "false_alarm": {
            **{f"{launches}_launches": share for launches, share in found.false_alarm.items()},
            "differences": list(found.copies.values),
            "disturbed": found.copies.disturbed,
        },
        "detectable": {
            f"{launches}_launches": None if effect is None else dataclasses.asdict(effect)
            for launches, effect in found.detectable.items()
        },
        "passed": found.passed,
        "reasons": list(found.failures),
    }


def _ratio_data(found: Effect) -> dict[str, Any]:
    return {"estimate": found.ratio, "low": found.low, "high": found.high, "pairs": found.pairs}


def _print(found: Verification, console: Console) -> None:
    table = Table("Planted page", "Truth", "Reported", "Error", "Right", "Kind: told, planted", "Diagnosis")
    for case in found.cases:
        table.add_row(*_row(case), style=None if case.ok else "red")
    console.print(table)
    for sentence in (*_cost_sentences(found), _throttle_sentence(found.throttle), *_copy_sentences(found)):
        console.print(sentence, markup=False, highlight=False)
    for reason in found.failures:
        console.print(f"Not passed: {reason}.", style="red", markup=False, highlight=False)
    if found.passed:
        console.print("Passed: the instrument tells the truth on this machine.", style="green")


def _row(case: CaseVerdict) -> tuple[str, ...]:
    of = f"{case.right} of {case.undisturbed}"
    disturbed = case.repeats - case.undisturbed
    return (
        case.name,
        _ms(case.truth_s),
        _ms(case.freeze_s),
        _ms(case.error_s, sign="+"),
        f"{of} ({disturbed} disturbed)" if disturbed else of,
        _kind(case.kind),
        ", ".join(case.diagnosis),
    )


def _kind(found: KindFound | None) -> str:
    return "" if found is None else f"{found.kind}: {found.told:.0%}, {found.planted:.0%}"


def _ms(seconds: float | None, sign: str = "") -> str:
    return "–" if seconds is None else f"{1000 * seconds:{sign},.0f} ms"


def _cost_sentences(found: Verification) -> list[str]:
    observers = [
        f"The observers cost {_percent(cost)} of the page's busy time at {rate}x "
        f"({cost.pairs} pairs; at most {MOST_COST[rate] - 1:.0%} is allowed)."
        for rate, cost in found.observer_cost.items()
    ]
    trace = [
        f"The trace that tells the kinds costs {_percent(cost)} more at {rate}x "
        f"(at most {MOST_TRACE_COST - 1:.0%} is allowed)."
        for rate, cost in found.trace_cost.items()
    ]
    return [*observers, *trace]


def _percent(cost: Effect) -> str:
    if cost.low is None or cost.high is None:
        return f"{cost.ratio - 1:+.1%}"
    return f"{cost.ratio - 1:+.1%} (95 % interval {cost.low - 1:+.1%} to {cost.high - 1:+.1%})"


def _throttle_sentence(throttle: Mapping[str, Effect]) -> str:
    achieved = " and ".join(
        f"{kind} {one.ratio:.1f} times" + ("" if one.low is None else f" ({one.low:.1f}–{one.high:.1f})")
        for kind, one in throttle.items()
    )
    return f"A throttle of 4x slows {achieved}: this is why devices are not made by it."


def _copy_sentences(found: Verification) -> list[str]:
    pairs = f"{len(found.copies.values)} launches, {found.copies.disturbed} of them disturbed"
    alarms = [
        f"{share:.0%} of runs of {launches} launches"
        for launches, share in found.false_alarm.items()
        if share is not None
    ]
    called = " and ".join(alarms) or "too few launches to tell"
    seen = [_seen(effect) for effect in found.detectable.values() if effect is not None]
    return [
        f"Two equal copies of a bill page were called different in {called} ({pairs}; 5 % is meant).",
        f"With 80 % power a run sees a difference of {'; '.join(seen) or 'nothing: no spread was measured'}.",
    ]


def _seen(effect: Detectable) -> str:
    return f"{effect.effect:.0%} with {effect.launches} launches ({effect.low:.0%}–{effect.high:.0%})"
