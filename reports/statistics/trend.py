"""Does a signal rise with size at all? Kendall's S within launches, with its exact distribution.

Comparing only inside a launch makes the answer immune to drift between launches, and exact counting needs
no assumption about the noise; three launches of five sizes already reach p = 6e-7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class RiseTest:
    """`p` is the chance of a rise at least this steady if size made no difference; `best_p` is the least
    `p` that the number of launches and sizes can reach."""

    p: float
    best_p: float


def trend(blocks: Sequence[Sequence[float]]) -> RiseTest:
    """The one-sided trend over `blocks`: for each launch its values in order of size."""
    rises = sum(_rises(block) for block in blocks)
    sizes = tuple(len(block) for block in blocks if len(block) > 1)
    chances = _distribution(sizes)
    pairs = len(chances) - 1
    # Ties leave pairs undecided; half of them counted as falls is what the rounding up does.
    discordant = int(np.ceil(pairs - rises))
    return RiseTest(p=float(chances[: discordant + 1].sum()), best_p=float(chances[0]))


def _rises(block: Sequence[float]) -> float:
    """Pairs that rise with size; a tie counts half."""
    return sum(
        1.0 if later > earlier else 0.5 if later == earlier else 0.0
        for index, earlier in enumerate(block)
        for later in block[index + 1 :]
    )


@lru_cache(maxsize=256)
def _distribution(sizes: tuple[int, ...]) -> NDArray[np.float64]:
    """The chances of 0, 1, 2, ... falling pairs in all blocks together when every order is as likely."""
    chances = np.ones(1)
    for size in sizes:
        for count in range(2, size + 1):
            chances = np.convolve(chances, np.full(count, 1 / count))
    return chances
