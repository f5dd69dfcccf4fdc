"""How checks of a run put a concern."""

from billbench.reports.words.validity import Severity, ValidityConcern

DISTURBED_SHARE = 0.10
"""From this share of trials set aside or unfinished on, what is left may not stand for the rest."""


def concern(kind: str, severity: Severity, text: str) -> ValidityConcern:
    return ValidityConcern(kind=kind, severity=severity, text=text)
