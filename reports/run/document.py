"""The report of a run: what to say, and in which order."""

from dataclasses import replace

from billbench.reports.findings.findings import Findings
from billbench.reports.findings.words import GLOSSARY
from billbench.reports.pages.page import ReportPage
from billbench.reports.pages.section import Section
from billbench.reports.pages.shown import Shown, narrowed
from billbench.reports.run.answer import answer, reference_lines
from billbench.reports.run.chapters.claims import claims
from billbench.reports.run.chapters.designs import designs
from billbench.reports.run.chapters.growth import growth
from billbench.reports.run.chapters.guideline import assumptions, guideline
from billbench.reports.run.chapters.levers import levers, page_size
from billbench.reports.run.chapters.readers import readers
from billbench.reports.run.chapters.validity import STATE_SENTENCES, validity
from billbench.reports.run.chapters.whole_bills import whole_bills
from billbench.reports.run.sections import cells, journeys, measured, method, time, work
from billbench.reports.run.sections import freeze as freezes
from billbench.reports.words.bands import GUIDELINE_LINES
from billbench.reports.words.text import clean, plural
from billbench.reports.words.validity import State

_MOST_URGENT = 3


def compose(findings: Findings, pictures: Section | None = None) -> ReportPage:
    said = answer(findings)
    state, concerns = findings.validity.state, findings.validity.concerns
    # The answer of an invalid run is its worst concern, which need not be said twice.
    urgent = tuple(one for one in concerns[state is State.INVALID :] if one.severity)
    return ReportPage(
        title=clean(findings.info.name) or "(no name)",
        subtitle=_subtitle(findings),
        state=state,
        state_sentence=STATE_SENTENCES[state],
        assumptions=assumptions(findings),
        glossary=GLOSSARY,
        answer=said,
        guideline_title=_guideline_title(findings),
        answer_table=narrowed(
            Shown(
                caption="The answer in figures",
                columns=said.columns,
                rows=said.rows,
                numeric=frozenset({2, 3, 4, 5}),
            )
        ),
        urgent=urgent[:_MOST_URGENT],
        less_urgent=len(urgent[_MOST_URGENT:]),
        sections=tuple(
            _narrowed(section) for section in _sections(findings, pictures) if section.says_something
        ),
    )


def _sections(findings: Findings, pictures: Section | None) -> tuple[Section, ...]:
    """The chapters in the order in which they are read."""
    return (
        guideline(findings),
        freezes(findings),
        designs(findings),
        readers(findings),
        whole_bills(findings),
        *((pictures,) if pictures else ()),
        work(findings),
        levers(findings),
        page_size(findings),
        growth(findings),
        time(findings),
        journeys(findings),
        claims(findings),
        validity(findings),
        measured(findings),
        cells(findings),
        method(),
    )


def _narrowed(section: Section) -> Section:
    tables, details = (tuple(map(narrowed, shown)) for shown in (section.tables, section.details))
    return replace(section, tables=tables, details=details)


def _guideline_title(findings: Findings) -> str:
    """The sizes of a run may miss the guideline; the nearest one is not called by its name."""
    lines = reference_lines(findings)
    if lines == GUIDELINE_LINES:
        return f"At {lines} lines, the owner’s guideline"
    return (
        f"At {lines} lines, the size measured that is nearest to the owner’s guideline of {GUIDELINE_LINES}"
    )


def _subtitle(findings: Findings) -> str:
    plan, info = findings.plan, findings.info
    launches = {sample.launch for cell in findings.cells for sample in cell.samples}
    return (
        f"{plural(len(plan.designs), 'design')}, {plural(len(plan.lines), 'bill size')}, "
        f"{plural(len(launches), 'launch')}, {plural(findings.trials, 'trial')}; "
        f"measured {clean(info.created_at)[:10]}"
    )
