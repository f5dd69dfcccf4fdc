"""What the benchmark of the classic designs says of figures beside those of the real scripts."""

from collections.abc import Mapping

import pytest

from tests.benchmarks.fidelity.looking import Edits, Seen
from tests.benchmarks.fidelity.telling import REAL, told_beside_real

COUNTS = {"elements": 100, "fields": 14, "handlers": 10, "bytes": 1000}
MANY = 200


def seen(*, longest_ms: float = 60, edits: Mapping[str, Edits] | None = None) -> Seen:
    return Seen(
        busy_ms=100, longest_ms=longest_ms, layouts=2, listeners=23, counts=COUNTS, edits=dict(edits or {})
    )


def held(fake: Seen, real: Seen) -> bool:
    return told_beside_real(
        "single-page", {("single-page", 20): [fake], (REAL + "single-page", 20): [real]}, [20]
    )


@pytest.mark.parametrize(("longest_ms", "holds"), [(69, False), (71, True), (139, True), (141, False)])
def test_a_longest_task_is_held_to_the_bounds(longest_ms: float, holds: bool) -> None:
    assert held(seen(longest_ms=longest_ms), seen(longest_ms=100)) is holds


@pytest.mark.parametrize(("whole_ms", "holds"), [(6.0, True), (4.0, False)])
def test_an_edit_is_held_to_the_bounds_by_what_all_of_them_took(whole_ms: float, holds: bool) -> None:
    fake = seen(edits={"text": Edits(whole_ms=whole_ms, count=MANY)})
    assert held(fake, seen(edits={"text": Edits(whole_ms=6.0, count=MANY)})) is holds


def test_of_edits_that_took_next_to_nothing_it_is_said_and_nothing_demanded(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fake = seen(edits={"text": Edits(whole_ms=0.1, count=MANY)})
    assert held(fake, seen(edits={"text": Edits(whole_ms=0.9, count=MANY)}))
    assert "too short to be told apart" in capsys.readouterr().out
