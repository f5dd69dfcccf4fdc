"""Pace: how often something may be done, whoever asks."""

import threading
import time


class Pace:
    """Lets `most_per_s` things begin in a second, evenly: a burst is spread out, not counted afterwards.

    Who asks gets their turn when it has come, not a place beforehand: a process that stood still for a while
    would use up all the places of that while at once.
    """

    def __init__(self, most_per_s: float) -> None:
        self._apart_s = 1 / most_per_s
        self._latest_s = float("-inf")
        self._turn = threading.Lock()

    def hold_back(self) -> None:
        """Wait for one's turn."""
        with self._turn:
            time.sleep(max(self._latest_s + self._apart_s - time.monotonic(), 0))
            self._latest_s = time.monotonic()
