"""When visits are due: seeded, the same for any number of workers, and pure.

Every worker walks through the whole process and takes each so-manieth arrival of it, so that splitting
changes nothing but who sends. What an arrival is about follows from the seed and its number alone.
"""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from billbench.harness.plan.load_plan import Share, Spacing


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """The visit with this number is due so many seconds after the beginning."""

    number: int
    due_s: float


def arrivals(rate: float, spacing: Spacing, seed: int) -> Iterator[Arrival]:
    """The whole process, without end. `rate` is arrivals a second."""
    rng = random.Random(f"{seed}/arrivals")
    due, number = 0.0, 0
    while True:
        due = due + rng.expovariate(rate) if spacing is Spacing.POISSON else (number + 1) / rate
        yield Arrival(number=number, due_s=due)
        number += 1


def stripe(process: Iterator[Arrival], index: int, of: int) -> Iterator[Arrival]:
    """The arrivals of one of `of` workers."""
    return (arrival for arrival in process if arrival.number % of == index)


def think_times(mean_s: float, seed: int, person: int) -> Iterator[float]:
    """The think times of one person, without end: log-normal with half the mean as standard deviation.

    The first is a share of the mean drawn evenly, so that people do not begin in step.
    """
    rng = random.Random(f"{seed}/think/{person}")
    yield mean_s * rng.random()
    variance = math.log(1 + 0.5**2)
    while True:
        yield rng.lognormvariate(math.log(mean_s) - variance / 2, math.sqrt(variance))


def dealt(mix: Sequence[Share], count: int, seed: int) -> list[Share]:
    """`count` kinds of bill in the shares of the mix (largest remainder), in a seeded order."""
    whole = [math.floor(share.share * count) for share in mix]
    by_remainder = sorted(range(len(mix)), key=lambda place: whole[place] - mix[place].share * count)
    for place in by_remainder[: count - sum(whole)]:
        whole[place] += 1
    kinds = [share for share, times in zip(mix, whole, strict=True) for _ in range(times)]
    random.Random(f"{seed}/mix").shuffle(kinds)
    return kinds
