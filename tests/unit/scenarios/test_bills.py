"""Synthetic bills: seeded, alike at every size, every line to be known again."""

from collections import Counter

import pytest

from billbench.scenarios.bills import DISBURSEMENT, HOURLY, synthetic_bill

EARNERS = ["A Solicitor", "B Trainee"]
LISTS = {
    "hourly": {"COST_TYPE": ["Profit cost"], "FEE_EARNER": EARNERS},
    "disbursements": {
        "ACTIVITY": ["Interpreter", "Process server", "Profit Cost (Summary)"],
        "FEE_EARNER": EARNERS,
    },
}
SIZES = [1, 10, 20, 40, 80, 160, 500]


@pytest.mark.parametrize("size", SIZES)
def test_a_bill_has_as_many_lines_as_asked(size: int) -> None:
    assert len(synthetic_bill(size, "seed", LISTS)) == size


def test_the_same_seed_gives_the_same_bill() -> None:
    assert synthetic_bill(80, "7", LISTS) == synthetic_bill(80, "7", LISTS)
    assert synthetic_bill(80, "7", LISTS) != synthetic_bill(80, "8", LISTS)


@pytest.mark.parametrize("seed", ["1", "2", "3"])
@pytest.mark.parametrize("size", [*SIZES, 4000])
def test_every_line_has_a_token_of_its_own_that_stands_in_its_fields(size: int, seed: str) -> None:
    """Without it a stored line could not be told from its neighbour."""
    lines = synthetic_bill(size, seed, LISTS)
    assert len({line.token for line in lines}) == size
    assert all(line.token in line.fields[line.known_by] for line in lines)


@pytest.mark.parametrize("size", [80, 160, 500])
def test_the_mix_of_work_is_the_same_at_every_size(size: int) -> None:
    """A curve over sizes must not compare different kinds of bills."""
    lines = synthetic_bill(size, "seed", LISTS)
    kinds = Counter(line.kind for line in lines)
    assert kinds[DISBURSEMENT] == round(0.03 * size)
    categories = Counter(line.fields["CATEGORY"] for line in lines if line.kind == HOURLY)
    assert categories["Preparation"] / kinds[HOURLY] == pytest.approx(0.36, abs=0.02)


def test_no_line_reaches_three_hours() -> None:
    """From three hours on a file note is asked for, which the measured work has not."""
    lines = synthetic_bill(500, "seed", LISTS)
    assert max(line.fields.get("TIME", "") for line in lines) < "03:00"


def test_the_mix_adds_up() -> None:
    from billbench.scenarios import bills

    assert sum(piece.share for piece in bills._PIECES) == pytest.approx(1.0)
