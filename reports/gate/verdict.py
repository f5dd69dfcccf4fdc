"""What a gate can say."""

from enum import StrEnum


class GateVerdict(StrEnum):
    PASS = "pass"  # noqa: S105 - a verdict
    """Shown to be slower by less than the margin."""
    FAIL = "fail"
    """Shown to be slower, to do more work, or to lose work."""
    INCONCLUSIVE = "inconclusive"
    """Neither is shown: more launches would be needed."""
    INVALID = "invalid"
    """It could not be measured."""
