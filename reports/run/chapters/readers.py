"""For people with a screen reader: how much longer the page freezes for them, and what is safe for them."""

from collections.abc import Iterator

from billbench.harness.model.metrics import METRICS
from billbench.reports.findings.findings import Findings
from billbench.reports.findings.words import (
    bound,
    percentile,
    reader_sentence,
    short_safe_size,
    times_as,
)
from billbench.reports.pages.section import Section
from billbench.reports.pages.shown import Shown
from billbench.reports.words.bands import HEADLINE_LIMIT_S
from billbench.reports.words.numbers import limit
from billbench.reports.words.text import clean

_WHY = (
    "A browser that works for a screen reader keeps a description of everything in the page beside the page, "
    "and brings it up to date before the page answers again. It is the browser’s own work, and it grows with "
    "what is in the page: a person with a screen reader meets the same page, and it freezes longer."
)
_HOW = (
    "Measured with the browser’s own switch for it, in a browser process of its own beside the other, in the "
    "same launches. No screen reader ran: what it takes itself, and how long it speaks, is not in this."
)


def readers(findings: Findings) -> Section:
    found = findings.readers
    return Section(
        id="screen-reader",
        title="For people with a screen reader",
        texts=(*reader_sentences(findings), *_shares(findings), *_safe(findings), _WHY, _HOW)
        if found
        else (),
        tables=(_times(findings), _safe_sizes(findings)),
    )


def reader_sentences(findings: Findings) -> tuple[str, ...]:
    plan = findings.plan
    return tuple(
        reader_sentence(plan.design_title(one.design), plan.step_title(one.journey, one.step), one)
        for one in findings.readers
    )


def _shares(findings: Findings) -> Iterator[str]:
    """How much of the work is the browser's for the screen reader, where a trace told of it."""
    for one in findings.readers:
        series = findings.series_of(one.design, one.device, one.journey)
        cells = () if series is None else findings.cells_of(series)
        cell = next((cell for cell in cells if cell.lines == one.reference.lines), None)
        own, all_of_it = (cell and cell.middle(name) for name in ("accessibility_s", "busy_s"))
        if own and all_of_it:
            title, unit = findings.plan.design_title(one.design), METRICS["busy_s"].unit
            yield (
                f"{title} with a screen reader: of {percentile(all_of_it, unit)} of work in it, "
                f"{percentile(own, unit)} is the browser’s for the screen reader."
            )


def _safe(findings: Findings) -> tuple[str, ...]:
    """The safe size for each; of several limits the one that the answer speaks of."""
    return tuple(
        f"{findings.plan.design_title(one.design)} stays within {limit(pair.limit)} in bills of "
        f"{_up_to(bound(pair.with_reader.estimate))} with a screen reader, and of "
        f"{_up_to(bound(pair.without.estimate))} without one."
        for one in findings.readers
        for pair in one.safe
        if pair.limit == HEADLINE_LIMIT_S and pair.with_reader.estimate and pair.without.estimate
    )


def _up_to(words: str) -> str:
    """`up to 44 lines`, `above 160 lines`."""
    return f"{words} lines" if words.startswith(("above", "below")) else f"up to {words} lines"


def _times(findings: Findings) -> Shown:
    unit = METRICS["freeze_s"].unit
    return Shown(
        caption="The freeze with a screen reader and without one, median over launches",
        columns=("Design", "Device", "Lines", "Without", "With", "Times (95 % interval)", "Finding"),
        rows=tuple(
            (
                findings.plan.design_title(one.design),
                clean(one.device),
                f"{size.lines:,}",
                percentile(size.without, unit),
                percentile(size.with_reader, unit),
                f"{'over ' if size.hardly_without else ''}{times_as(size.effect)}",
                "shown" if size.shown else "not shown",
            )
            for one in findings.readers
            for size in one.sizes
        ),
        numeric=frozenset({2, 3, 4, 5}),
    )


def _safe_sizes(findings: Findings) -> Shown:
    return Shown(
        caption="Safe up to so many lines, with a screen reader and without one",
        columns=("Design", "Device", "Limit", "Without", "With"),
        rows=tuple(
            (
                findings.plan.design_title(one.design),
                clean(one.device),
                limit(pair.limit),
                short_safe_size(pair.without),
                short_safe_size(pair.with_reader),
            )
            for one in findings.readers
            for pair in one.safe
        ),
        numeric=frozenset({2, 3, 4}),
    )
