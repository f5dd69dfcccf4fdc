"""The bands of a freeze, and where each comes from. No limit in a report is our own taste."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A limit for a freeze: what exceeding it means to the person (`short` for a chart), and who says so."""

    limit_s: float
    short: str
    meaning: str
    source: str


BANDS = (
    Band(
        limit_s=0.2,
        short="lag is seen",
        meaning="sluggish: the reply to a key or click is seen to lag",
        source="INP is good up to 200 ms (web.dev/inp, GoogleChrome/web-vitals)",
    ),
    Band(
        limit_s=0.5,
        short="poor",
        meaning="poor: the page feels broken while typing",
        source="INP is poor over 500 ms (web.dev/inp, GoogleChrome/web-vitals)",
    ),
    Band(
        limit_s=1.0,
        short="flow breaks",
        meaning="the flow of thought breaks",
        source="Nielsen's second limit (nngroup.com, after Miller 1968); RAIL: focus is lost at 1,000 ms",
    ),
    Band(
        limit_s=5.0,
        short="“not responding”",
        meaning="a freeze: the system calls the window unresponsive",
        source="Windows marks a window Not responding after 5 s (IsHungAppWindow); Android ANR: 5 s",
    ),
    Band(
        limit_s=10.0,
        short="people turn away",
        meaning="people turn away, and Firefox warns of a slow script",
        source="Nielsen's third limit and RAIL: 10 s; Firefox dom.max_script_run_time: 10 s",
    ),
    Band(
        limit_s=15.0,
        short="Chrome warns",
        meaning="Chrome and Edge offer to end the page",
        source="Chromium kHungRendererDelay: 15 s, when an input is unanswered",
    ),
)

LIMITS = tuple(band.limit_s for band in BANDS)

HEADLINE_LIMIT_S = 1.0
"""The limit that the answer speaks of: the least that stops a person in the middle of the work."""

GUIDELINE_LINES = 80
"""The owner's guideline: bills decline around 80 items (Legal Aid Agency). Shown beside, never tuned to."""
