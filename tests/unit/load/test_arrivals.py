"""Arrivals and think times: seeded, the same for any number of workers."""

import itertools
import math
from statistics import fmean

import pytest

from billbench.harness.load.arrivals import arrivals, dealt, stripe, think_times
from billbench.harness.plan.load_plan import Share, Spacing


def first(count: int, *, seed: int = 1, spacing: Spacing = Spacing.POISSON) -> list:
    return list(itertools.islice(arrivals(10, spacing, seed), count))


def test_the_same_seed_gives_the_same_arrivals() -> None:
    assert first(500) == first(500)
    assert first(500) != first(500, seed=2)


@pytest.mark.parametrize("workers", [1, 3, 4])
def test_workers_together_make_the_whole_process(workers: int) -> None:
    """Splitting changes who sends, and nothing else."""
    stripes = [
        list(
            itertools.takewhile(lambda a: a.due_s < 20, stripe(arrivals(10, Spacing.POISSON, 1), n, workers))
        )
        for n in range(workers)
    ]
    whole = list(itertools.takewhile(lambda a: a.due_s < 20, arrivals(10, Spacing.POISSON, 1)))
    assert sorted(itertools.chain(*stripes), key=lambda a: a.number) == whole


def test_even_arrivals_are_as_far_apart_as_the_rate_says() -> None:
    assert [a.due_s for a in first(3, spacing=Spacing.EVEN)] == pytest.approx([0.1, 0.2, 0.3])


def test_poisson_gaps_are_exponential() -> None:
    """Mean and standard deviation of the gaps are both one over the rate."""
    dues = [a.due_s for a in first(20_000)]
    gaps = [b - a for a, b in itertools.pairwise(dues)]
    mean = fmean(gaps)
    assert mean == pytest.approx(0.1, rel=0.03)
    assert math.sqrt(fmean((gap - mean) ** 2 for gap in gaps)) == pytest.approx(0.1, rel=0.05)


def test_think_times_have_the_mean_that_was_asked_for() -> None:
    drawn = list(itertools.islice(think_times(5, 1, 7), 1, 20_000))
    assert fmean(drawn) == pytest.approx(5, rel=0.02)
    assert drawn == list(itertools.islice(think_times(5, 1, 7), 1, 20_000))


def test_bills_are_dealt_in_the_shares_of_the_mix() -> None:
    mix = [Share(design="a", lines=10, share=0.5), Share(design="b", lines=20, share=0.3)]
    mix.append(Share(design="c", lines=40, share=0.2))
    kinds = dealt(mix, 10, 1)
    assert [sum(kind == share for kind in kinds) for share in mix] == [5, 3, 2]
