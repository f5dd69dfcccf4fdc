"""The last step: numbers as people read them. Everything before this works in seconds, bytes and counts."""

from typing import assert_never

from billbench.harness.model.metrics import Unit

NOTHING = "–"


def seconds(value: float) -> str:
    """Milliseconds below a second, minutes from two on, and no more digits than the measurement has."""
    if value == 0:
        return "0 ms"
    if abs(value) < 0.0095:
        return f"{value * 1000:.1f} ms"
    if abs(value) < 0.9995:
        return f"{value * 1000:.0f} ms"
    if abs(value) < 119.95:
        return f"{value:.2f} s" if abs(value) < 9.995 else f"{value:.1f} s"
    return f"{value / 60:,.1f} min"


def limit(value: float) -> str:
    """A round limit of a band: `200 ms`, `1 s`."""
    return f"{value * 1000:g} ms" if value < 1 else f"{value:g} s"


def size_of(value: float) -> str:
    """Bytes, in thousands."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if abs(value) >= scale:
            return (
                f"{value / scale:.3g} {unit}"
                if abs(value) < 999.5 * scale
                else f"{value / scale:,.0f} {unit}"
            )
    return f"{value:.0f} B"


def count(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:.3g}"


def percent(share: float) -> str:
    """A share; small ones keep a digit, so that 0.4 % does not read as nothing."""
    if share == 0:
        return "0 %"
    return f"{share * 100:.1f} %" if share < 0.0995 else f"{share * 100:.0f} %"


def quantity(value: float | None, unit: Unit) -> str:
    if value is None:
        return NOTHING
    match unit:
        case Unit.SECONDS:
            return seconds(value)
        case Unit.BYTES:
            return size_of(value)
        case Unit.COUNT:
            return count(value)
        case _:
            assert_never(unit)
