"""What axe-core finds wrong with a page for people who use assistive technology: WCAG 2.2, level A and AA.

A machine finds only some of what there is to find; a design without findings still needs people.
"""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A broken rule by axe-core's name, how bad that is by its word, and in how many places."""

    rule: str
    impact: str
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was found on the page of one bill. `engine` names axe-core and its version."""

    design: str
    lines: int
    engine: str
    faults: tuple[Violation, ...]


def audit(page: Page, design: str, lines: int) -> Audit:
    """Look at the page as it is. It is changed by that: look when all else is done."""
    found = Axe().run(page, options={"runOnly": list(_RULES), "resultTypes": ["violations"]}).response
    engine = found["testEngine"]
    return Audit(
        design=design,
        lines=lines,
        engine=f"{engine['name']} {engine['version']}",
        faults=tuple(
            Violation(rule=one["id"], impact=one["impact"] or "", places=len(one["nodes"]))
            for one in found["violations"]
        ),
    )
