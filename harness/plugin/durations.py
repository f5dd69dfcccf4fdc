"""Limits with their unit: `seconds(1)`. A bare number in an assertion would not say what it is."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seconds:
    value: float

    def __str__(self) -> str:
        return f"{self.value * 1000:g} ms" if self.value < 1 else f"{self.value:g} s"

    def __repr__(self) -> str:
        return f"seconds({self.value:g})"


def seconds(value: float) -> Seconds:
    """A limit to hold a freeze against. Raises `ValueError` unless it is more than nought and finite."""
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"seconds({value!r}) is no limit: give a number of seconds that is more than 0.")
    return Seconds(float(value))
