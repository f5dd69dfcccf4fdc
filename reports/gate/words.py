"""A gate's findings in plain words. The figures are those of the judgement; here they become sentences."""

from billbench.harness.model.kinds import MEASURES
from billbench.harness.model.metrics import METRICS
from billbench.reports.gate.judgement import CounterGrowth, TimeGrowth
from billbench.reports.words.numbers import count, quantity
from billbench.reports.words.text import plural

_NAMES = {
    "freeze_s": "freeze",
    "wait_s": "wait",
    "busy_s": "main-thread time",
    **{measure: kind.value for kind, measure in MEASURES.items()},
    "server_s": "server",
    "transfer_s": "network",
    "nodes": "DOM nodes",
    "fields": "fields",
    "layout_objects": "layout objects",
    "request_bytes": "bytes sent",
    "response_bytes": "bytes received",
}


def name_of(measure: str) -> str:
    """`freeze`, `DOM nodes`."""
    return _NAMES.get(measure, measure.replace("_", " "))


def share(value: float) -> str:
    """A change with its sign: `+3.2 %`, `−12 %`, `0 %`."""
    text = f"{abs(value) * 100:.1f}" if abs(value) < 0.0995 else f"{abs(value) * 100:,.0f}"
    if float(text.replace(",", "")) == 0:
        return "0 %"
    return f"{'+' if value > 0 else '−'}{text} %"


def limit_of(margin: float) -> str:
    """The margin as it was typed: `10 %`, `2.5 %`."""
    return f"{margin * 100:g} %"


def span(one: TimeGrowth) -> str:
    """`−2.9 % to +5.3 %`; empty without an interval."""
    return "" if one.low is None or one.high is None else f"{share(one.low)} to {share(one.high)}"


def levels(one: TimeGrowth) -> str:
    """`245 ms → 248 ms`."""
    unit = METRICS[one.measure].unit
    return f"{quantity(one.baseline, unit)} → {quantity(one.candidate, unit)}"


def growth(one: TimeGrowth) -> str:
    """`+1.2 % (−2.9 % to +5.3 %), 245 ms → 248 ms`."""
    around = f" ({span(one)})" if span(one) else ""
    return f"{share(one.estimate)}{around}, {levels(one)}"


def launches(number: int) -> str:
    return plural(number, "launch")


def counter(one: CounterGrowth) -> str:
    """`DOM nodes +1 per line (80 more at 80 lines: 12,090 → 12,170)`."""
    return (
        f"{name_of(one.counter)} {per_line(one)} per line ({_exactly(one.candidate - one.baseline)} more at "
        f"{plural(one.lines, 'line')}: {_exactly(one.baseline)} → {_exactly(one.candidate)})"
    )


def per_line(one: CounterGrowth) -> str:
    """`+1`, `+0.25`: for each line shown."""
    return f"+{count(one.per_line)}"


def _exactly(value: float) -> str:
    return f"{value:,.0f}"
