"""How every signal grows with the lines, knees, where in the journey the freeze sits, and memory."""

from billbench.harness.model.metrics import Unit
from billbench.reports.findings.exponents import SignalExponents
from billbench.reports.findings.findings import Findings
from billbench.reports.findings.memory import MemoryGrowth
from billbench.reports.findings.words import percentile
from billbench.reports.pages.section import Section
from billbench.reports.pages.shown import Shown, series_titles
from billbench.reports.statistics.intervals import Interval
from billbench.reports.words.numbers import NOTHING, size_of
from billbench.reports.words.text import clean

_HOW = (
    "An exponent of 1 is growth in step with the lines; 2 means that twice the lines take four "
    "times as much. "
    "One exponent stands for all sizes only where no bend is shown; else read those between the sizes."
)


def growth(findings: Findings) -> Section:
    found = findings.exponents
    knees = tuple(_knee(findings, one) for one in found if one.knee is not None)
    return Section(
        id="growth",
        title="How fast it grows, and from where on",
        texts=(_HOW, *(knees or ("No knee is shown: no size from which on growth is suddenly faster.",)))
        if found
        else (),
        tables=(_overall(findings, brief=True), _steps(findings)),
        details=(_overall(findings, brief=False), _local(findings), _memory(findings)),
    )


def _knee(findings: Findings, one: SignalExponents) -> str:
    assert one.knee is not None
    design, device, _, step = series_titles(findings, one.series)
    return (
        f"{design} on {device}, {step}: {_signal(one.signal)} has a knee at {one.knee.lines:,.0f} lines "
        f"(95 % interval {one.knee.low:,.0f} to {one.knee.high:,.0f}); its exponent is "
        f"{one.knee.before:.1f} before and "
        f"{one.knee.after:.1f} after."
    )


_FELT = ("freeze_s", "busy_s", "server_s")

_SIGNALS = {
    "freeze_s": "freeze",
    "busy_s": "work of the page",
    "server_s": "server time",
    "response_bytes": "bytes received",
    "request_bytes": "bytes sent",
    "fields": "fields",
}


def _signal(name: str) -> str:
    return _SIGNALS.get(name, name)


def _exponent(value: float) -> str:
    """Without the minus of a nought."""
    return f"{round(value, 2) + 0.0:.2f}"


def _overall(findings: Findings, *, brief: bool) -> Shown:
    """`brief` has what a person feels, in the journey of the answer."""
    found = [
        one
        for one in findings.exponents
        if not brief or (one.series.journey == findings.main_journey and one.signal in _FELT)
    ]
    return Shown(
        caption="Growth over all sizes: the exponent of the lines" + ("" if brief else ", every signal"),
        columns=("Design", "Device", "Journey", "Signal", "Exponent", "95 % interval", "One power law?"),
        rows=tuple(
            (
                *series_titles(findings, one.series)[:3],
                *(_signal(one.signal), _exponent(one.exponents.overall), _span(one.exponents.interval)),
                _fits(one),
            )
            for one in found
        ),
        numeric=frozenset({4, 5}),
    )


def _fits(one: SignalExponents) -> str:
    if one.exponents.curvature_p is None:
        return "too few launches or sizes to check"
    return "no, it bends" if one.exponents.bends else "no bend is shown"


def _span(interval: Interval | None) -> str:
    return NOTHING if interval is None else f"{_exponent(interval.low)} to {_exponent(interval.high)}"


def _local(findings: Findings) -> Shown:
    return Shown(
        caption="Growth from size to size: local exponents",
        columns=("Design", "Device", "Journey", "Signal", "From", "To", "Exponent", "95 % interval"),
        rows=tuple(
            (
                *series_titles(findings, one.series)[:3],
                *(_signal(one.signal), f"{local.smaller:,}", f"{local.larger:,}"),
                *(_exponent(local.estimate), _span(local.interval)),
            )
            for one in findings.exponents
            for local in one.exponents.local
        ),
        numeric=frozenset({4, 5, 6, 7}),
    )


def _steps(findings: Findings) -> Shown:
    """Where in the journey the freeze sits: the largest bill, step by step."""
    journey = findings.main_journey
    cells = [
        cell for cell in findings.cells if cell.series.journey == journey and findings.plan.own(cell.series)
    ]
    largest = max((cell.lines for cell in cells), default=0)
    return Shown(
        caption=f"Where the freeze sits: each step of the journey in bills of {largest:,} lines",
        columns=("Design", "Device", "Step", "Median freeze", "Largest", "Median wait", "Launches"),
        rows=tuple(
            (
                *(series_titles(findings, cell.series)[place] for place in (0, 1, 3)),
                *(
                    percentile(cell.middle("freeze_s"), Unit.SECONDS),
                    percentile(cell.top("freeze_s"), Unit.SECONDS),
                ),
                *(percentile(cell.middle("wait_s"), Unit.SECONDS), str(cell.launches)),
            )
            for cell in cells
            if cell.lines == largest
        ),
        numeric=frozenset({3, 4, 5, 6}),
    )


def _memory(findings: Findings) -> Shown:
    return Shown(
        caption="Memory over repeated page changes in one tab, garbage not yet collected included",
        columns=(
            *("Design", "Device", "Journey", "Lines", "Page changes", "Memory a change"),
            *("95 % interval", "Finding"),
        ),
        rows=tuple(_memory_row(findings, one) for one in findings.memory),
        numeric=frozenset({3, 4, 5, 6}),
    )


def _memory_row(findings: Findings, one: MemoryGrowth) -> tuple[str, ...]:
    design, device, journey, _ = series_titles(findings, one.series)
    span = NOTHING if one.interval is None else f"{size_of(one.interval.low)} to {size_of(one.interval.high)}"
    finding = "not shown to change"
    if one.shown:
        finding = "kept, or not yet collected" if one.bytes_a_change > 0 else "collected"
    return (
        *(design, clean(device), journey, f"{one.lines:,}", str(one.repeats)),
        *(size_of(one.bytes_a_change), span, finding),
    )
