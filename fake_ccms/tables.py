"""Tables as people type them. What a key must be stands in its description, for those who mistype it."""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Table(BaseModel):
    """A table of known keys. What is typed is taken as it is: no text becomes a number."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        # Start-up shall not wait for the checks of tables that nobody typed.
        defer_build=True,
    )


def whole(default: int | None, low: int, high: int) -> Any:
    """A key with a whole number in this range."""
    return Field(default, ge=low, le=high, description=f"a whole number from {low:,} to {high:,}")


def number(default: float | None, low: float, high: float) -> Any:
    """A key with a number in this range."""
    return Field(default, ge=low, le=high, description=f"a number from {low:,} to {high:,}")


def switch(*, default: bool) -> Any:
    """A key that is on or off."""
    return Field(default, description="true or false")


def word(default: StrEnum | None, words: type[StrEnum]) -> Any:
    """A key with one of these words; strictly, only the members themselves would be taken."""
    return Field(default, strict=False, description=f"one of {', '.join(words)}")
