"""What is noted about a trial or a step besides its values, each word with its meaning for a reader."""

from enum import StrEnum
from typing import Self


class _Noted(StrEnum):
    meaning: str

    def __new__(cls, word: str, meaning: str) -> Self:
        noted = str.__new__(cls, word)
        noted._value_ = word
        noted.meaning = meaning
        return noted


class Flag(_Noted):
    """Why a trial is to be doubted: by its cause, before any of its values is looked at."""

    CONTENDED = "contended", "other programs took processor time from the page"
    UNSTEADY = "device unsteady", "the speed of this computer could not be told closely enough"
    BROKEN_OFF = "broken off", "another trial, with which this one took turns, ended the browser"
    NOT_PREPARED = (
        "not prepared",
        "what is read before and after a trial did not come to its end, which says nothing of the page",
    )


NO_VERDICT = frozenset({Flag.BROKEN_OFF, Flag.NOT_PREPARED})
"""Flags of trials that failed by no fault of the page."""


class Diagnosis(_Noted):
    """What the signals of one step say of each other."""

    CHUNKED_BUSY = (
        "chunked busy",
        "the page was busy nearly all the time, in pieces too short to count as one freeze",
    )
    STARVED = "starved", "keys and clicks waited much longer than any one piece of work took"
    LAYOUT_BOUND = "layout-bound", "most of the freeze was laying out the page"
    SCRIPT_BOUND = "script-bound", "most of the freeze was the page’s own script"
    ACCESSIBILITY_BOUND = (
        "accessibility-bound",
        "most of the freeze was telling the page to assistive technology, such as a screen reader",
    )
    WAITING_ON_SERVER = (
        "waiting on server",
        "most of the wait was for the server, and the page answered meanwhile",
    )
    CONTENDED = Flag.CONTENDED.value, Flag.CONTENDED.meaning
    OBSERVER_LOST_ENTRIES = (
        "observer lost entries",
        "the page was busy, and the browser’s own signals reported none of it",
    )
    SIGNALS_DISAGREE = "signals disagree", "two signals of the browser differ about the same freeze"
    SHOWN_LATER = (
        "shown later",
        "the browser put content on the screen for this action after its result was taken for shown",
    )
    ROWS_NOT_RENDERED = "rows not rendered", "fewer lines were in the page than its design shows at a time"
