"""Who sits at the bill."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who sits at the bill. Operators in seconds; patience in seconds of waiting, `None` for ever.

    `think_s` is the mean pause before each line, drawn from the seed. `saves_every` is after how many lines
    they save and come back (0: at the end only). `tries` is how often they do a piece of work that ended in
    an error.
    """

    name: str
    sentence: str
    key_s: float
    point_s: float
    press_s: float
    home_s: float
    mental_s: float
    think_s: float
    clicks_again_s: float | None
    reloads_s: float | None
    gives_up_s: float | None
    saves_every: int
    tries: int


AVERAGE = Person(
    name="",
    sentence="an average skilled typist who waits for ever, does not pause and stops at the first error",
    key_s=0.20,
    point_s=1.10,
    press_s=0.10,
    home_s=0.40,
    mental_s=1.35,
    think_s=0.0,
    clicks_again_s=None,
    reloads_s=None,
    gives_up_s=None,
    saves_every=0,
    tries=1,
)
"""Who does the journeys of a plan that asks nothing about people. Operators: see `scenarios.people`."""
