"""Tables of what became of the work."""

from collections.abc import Mapping
from enum import StrEnum

from billbench.harness.model.outcomes import Outcome, Submission
from billbench.harness.model.trials import Cell, TrialState
from billbench.reports.findings.findings import Findings
from billbench.reports.findings.words import lost, share
from billbench.reports.pages.shown import Shown
from billbench.reports.words.numbers import NOTHING
from billbench.reports.words.series import setting_title
from billbench.reports.words.text import clean

OUTCOME_TITLES: Mapping[StrEnum, str] = {
    Outcome.SAVED: "Typed and saved",
    Outcome.REFUSED: "Refused, entries kept",
    Outcome.LOST_UNSAVED: "Lost, never saved",
    Outcome.LOST_ACKNOWLEDGED: "Lost, though reported saved",
    Outcome.DUPLICATED: "Stored twice",
    Outcome.ALTERED: "Altered",
    Outcome.UNKNOWN_COMMITTED: "Stored, though an error was shown",
    Outcome.NOT_TAKEN: "Not taken by its field (no loss)",
    Outcome.UNKNOWN: "Not read back",
}


def work_table(findings: Findings) -> Shown:
    """What became of the work, a row a design."""
    words = [
        word
        for word in Outcome
        if word is Outcome.SAVED or any(work.lines.get(word) for work in findings.design_works.values())
    ]
    tried = [design for design in findings.plan.designs if design in findings.design_works]
    works = [(design, findings.design_works[design]) for design in tried]
    late = any(work.late for _, work in works)
    return Shown(
        caption="What became of the lines that were typed or touched, all sizes and journeys together",
        columns=(
            *("Design", "Bills read back", "All lines compared"),
            *(OUTCOME_TITLES[word] for word in words),
            *(("Of the saved, seen late",) if late else ()),
            *("Bills that lost a line", "Lines lost per 100 bills", "Hung", "Crashed", "Failed"),
        ),
        rows=tuple(
            (
                *(findings.plan.design_title(design), f"{work.bills:,}", f"{work.lines_checked:,}"),
                *(f"{work.lines.get(word, 0):,}" for word in words),
                *((f"{work.late:,}",) if late else ()),
                *(share(work.harmed), lost(work)),
                *(
                    f"{work.unfinished.get(state, 0):,}"
                    for state in (TrialState.HUNG, TrialState.CRASHED, TrialState.FAILED)
                ),
            )
            for design, work in works
        ),
        numeric=frozenset(range(1, len(words) + 8 + late)),
    )


def harm_table(findings: Findings) -> Shown:
    """Everything that was not as it was meant, by its cause."""
    return Shown(
        caption="What harmed the work, by cause as the evidence tells it",
        columns=(
            "Design",
            "Setting",
            "Lines",
            "Journey",
            "What became of it",
            "Cause",
            "Lines harmed",
            "Bills",
            "What was seen of the first",
        ),
        rows=tuple(
            (
                *_where(findings, one.cell),
                OUTCOME_TITLES.get(one.word, f"Submission {_words(one.word)}"),
                _words(one.cause) if one.cause else NOTHING,
                *(f"{one.lines:,}" if one.lines else NOTHING, f"{one.bills:,}"),
                clean(one.evidence) or NOTHING,
            )
            for one in findings.harms
        ),
        numeric=frozenset({2, 6, 7}),
    )


def _where(findings: Findings, cell: Cell) -> tuple[str, ...]:
    title = findings.plan.design_title(cell.design)
    return title, setting_title(cell), f"{cell.lines:,}", clean(cell.journey)


def _words(word: StrEnum) -> str:
    return word.value.replace("_", " ")


def submission_table(findings: Findings) -> Shown:
    tried = [one for one in findings.works if any(word.value != "not_tried" for word in one.work.submissions)]
    return Shown(
        caption="Submissions",
        columns=("Design", "Setting", "Lines", "Journey", "What became of them"),
        rows=tuple((*_where(findings, one.cell), _counted(one.work.submissions)) for one in tried),
        numeric=frozenset({2}),
    )


def _counted(submissions: Mapping[Submission, int]) -> str:
    counts = sorted(submissions.items())
    return ", ".join(f"{count} {_words(word)}" for word, count in counts)
