"""Pace: how often something may be done, whoever asks."""

import time


class Pace:
    """Lets `most_per_s` things begin in a second, evenly: a burst is spread out, not counted afterwards."""

    def __init__(self, most_per_s: float) -> None:
        self._apart_s = 1 / most_per_s
        self._next_s = 0.0

    def wait_s(self, now_s: float) -> float:
        """Take the next place; how long to wait for it."""
        begins_s = max(self._next_s, now_s)
        self._next_s = begins_s + self._apart_s
        return begins_s - now_s

    def hold_back(self) -> None:
        """Wait for the next place."""
        time.sleep(self.wait_s(time.monotonic()))
