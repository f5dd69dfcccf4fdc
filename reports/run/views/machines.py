"""Tables of the devices and the machine."""

from collections.abc import Callable

from billbench.harness.model.metrics import METRICS
from billbench.reports.findings.findings import Findings
from billbench.reports.pages.shown import Shown
from billbench.reports.reading.devices import Spread
from billbench.reports.words.numbers import NOTHING, percent, quantity, seconds, size_of
from billbench.reports.words.text import clean


def device_table(findings: Findings) -> Shown:
    """Targets and what was reached, with the range over trials."""
    return Shown(
        caption="Devices: reference work of the same kind, timed beside every trial",
        columns=(
            "Device",
            "Reference work",
            "Readings",
            "Target",
            "Measured here",
            "Times multiplied by",
            "Largest standard error in a trial",
        ),
        rows=tuple(
            (
                clean(one.device),
                kind,
                f"{one.readings:,}",
                _target(target),
                _reading(measured),
                _factor(factor),
                percent(doubt),
            )
            for one in findings.devices
            for kind, target, measured, factor, doubt in (
                ("script", one.target_script_s, one.measured_script_s, one.factor_script, one.doubt_script),
                ("layout", one.target_layout_s, one.measured_layout_s, one.factor_layout, one.doubt_layout),
            )
        ),
        numeric=frozenset({2, 3, 4, 5, 6}),
    )


def _target(value: float | None) -> str:
    return "this machine as it is" if value is None else quantity(value, METRICS["busy_s"].unit)


def _reading(spread: Spread | None) -> str:
    if spread is None:
        return NOTHING
    return f"{seconds(spread.median)} ({seconds(spread.least)} to {seconds(spread.greatest)})"


def _factor(spread: Spread | None) -> str:
    if spread is None:
        return NOTHING
    steady = "" if spread.cv is None else f", spread {percent(spread.cv)}"
    return f"{spread.median:.2f} ({spread.least:.2f} to {spread.greatest:.2f}{steady})"


_LONGEST_VALUE = 4000
"""A browser's flags are read in full: a run is repeated with them."""


_FLAGS = "flags"


def environment_table(findings: Findings) -> Shown:
    return _environment("Where it ran", findings, lambda name: name != _FLAGS)


def flags_table(findings: Findings) -> Shown:
    """A screen full of a browser's flags, which nobody needs but whoever repeats the run by hand."""
    return _environment("The flags of the browser", findings, lambda name: name == _FLAGS)


def _environment(caption: str, findings: Findings, shown: Callable[[str], bool]) -> Shown:
    return Shown(
        caption=caption,
        columns=("What", "Value"),
        rows=tuple(
            (clean(str(name).removesuffix("_bytes").replace("_", " ")), _value(str(name), value))
            for name, value in findings.info.environment.items()
            if shown(str(name))
        ),
    )


def _value(name: str, value: object) -> str:
    match value:
        case None:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case int() if name.endswith("_bytes"):
            return size_of(value)
        case float():
            return f"{value:.3g}"
        case list() | tuple():
            text = " ".join(str(item) for item in value)
        case dict():
            text = ", ".join(f"{key} {item}" for key, item in value.items())
        case _:
            text = str(value)
    return clean(text, _LONGEST_VALUE) or NOTHING
