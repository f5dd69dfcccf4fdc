"""What axe-core found on the pages of each design, read from the gallery of a run."""

import json
from collections.abc import Iterator
from pathlib import Path

from billbench.reports.pages.shown import Shown
from billbench.reports.reading.plan import PlanView
from billbench.reports.words.text import clean, plural

_MOST_AUDITS = 100


def accessibility(place: Path, plan: PlanView) -> Shown:
    """A row a design; a table without rows where nobody looked."""
    return Shown(
        caption="Accessibility: rules of WCAG 2.2 AA found broken (a machine finds only some)",
        columns=("Design", "Lines", "Found", "By"),
        rows=tuple(_rows(place, plan)),
        numeric=frozenset({1}),
    )


def _rows(place: Path, plan: PlanView) -> Iterator[tuple[str, ...]]:
    for item in _listed(place):
        match item:
            case {"design": str(design), "lines": int(lines), "engine": str(engine), "faults": list(faults)}:
                found = "; ".join(one for fault in faults if (one := _fault(fault))) or "nothing"
                yield plan.design_title(design), f"{lines:,}", clean(found), clean(engine)
            case _:
                continue


def _listed(place: Path) -> list[object]:
    """A broken list is no list."""
    try:
        listed = json.loads((place / "accessibility.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return listed[:_MOST_AUDITS] if isinstance(listed, list) else []


def _fault(fault: object) -> str:
    match fault:
        case {"rule": str(rule), "impact": str(impact), "places": int(places)}:
            return f"{rule} ({impact}, in {plural(places, 'place')})"
        case _:
            return "something unreadable"
