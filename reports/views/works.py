"""Tables of what became of the work."""

from collections.abc import Mapping

from harness.model import Outcome, Submission, TrialState
from reports.findings import Findings
from reports.text import clean
from reports.views.shown import Shown
from reports.words import lost, share

OUTCOME_TITLES = {
    Outcome.SAVED: "Saved",
    Outcome.REFUSED: "Refused, entries kept",
    Outcome.LOST_UNSAVED: "Lost, never saved",
    Outcome.LOST_ACKNOWLEDGED: "Lost, though reported saved",
    Outcome.DUPLICATED: "Stored twice",
    Outcome.ALTERED: "Altered",
    Outcome.UNKNOWN_COMMITTED: "Stored, though an error was shown",
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
    return Shown(
        caption="What became of the lines that were typed or touched, all sizes and journeys together",
        columns=(
            *("Design", "Bills read back", "Lines compared"),
            *(OUTCOME_TITLES[word] for word in words),
            *("Bills that lost a line", "Lines lost per 100 bills", "Hung", "Crashed", "Failed"),
        ),
        rows=tuple(
            (
                *(findings.plan.design_title(design), f"{work.bills:,}", f"{work.lines_checked:,}"),
                *(f"{work.lines.get(word, 0):,}" for word in words),
                *(share(work.harmed), lost(work)),
                *(
                    f"{work.unfinished.get(state, 0):,}"
                    for state in (TrialState.HUNG, TrialState.CRASHED, TrialState.FAILED)
                ),
            )
            for design, work in works
        ),
        numeric=frozenset(range(1, len(words) + 8)),
    )


def submission_table(findings: Findings) -> Shown:
    tried = [one for one in findings.works if any(word.value != "not_tried" for word in one.work.submissions)]
    return Shown(
        caption="Submissions",
        columns=("Design", "Lines", "Device", "Journey", "What became of them"),
        rows=tuple(
            (
                *(findings.plan.design_title(one.cell.design), f"{one.cell.lines:,}"),
                *(clean(one.cell.device), clean(one.cell.journey)),
                _counted(one.work.submissions),
            )
            for one in tried
        ),
        numeric=frozenset({1}),
    )


def _counted(submissions: Mapping[Submission, int]) -> str:
    counts = sorted(submissions.items())
    return ", ".join(f"{count} {word.value.replace('_', ' ')}" for word, count in counts)
