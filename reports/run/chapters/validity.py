"""Can the run be believed? Every concern, and the counts behind it, by cause."""

from billbench.reports.findings.findings import Findings
from billbench.reports.pages.section import Section
from billbench.reports.pages.shown import Shown
from billbench.reports.run.views.machines import device_table
from billbench.reports.run.views.measures import set_aside_table
from billbench.reports.words.meanings import MEANINGS
from billbench.reports.words.numbers import NOTHING, percent
from billbench.reports.words.text import plural
from billbench.reports.words.validity import State

STATE_SENTENCES = {
    State.VALID: "Valid: nothing was found that puts the figures of this run in doubt.",
    State.DOUBTFUL: "Doubtful: read the warnings before you act on a figure of this run.",
    State.INVALID: "Invalid: this run says nothing about bills. Measure again.",
}

_OBSERVER = (
    "What observing costs the page is not measured within a run, where it would disturb what it measures: "
    "billbench verify states it for this machine, with the instrument’s own error and false alarms."
)


def validity(findings: Findings) -> Section:
    concerns = findings.validity.concerns
    none = () if concerns else ("There are no warnings.",)
    return Section(
        id="warnings",
        title="Can this run be believed?",
        texts=(STATE_SENTENCES[findings.validity.state], *none, _OBSERVER),
        concerns=concerns,
        tables=(_endings(findings), _flags(findings), device_table(findings), _stolen(findings)),
        details=(_signals(findings), *((set_aside_table(findings),) if findings.set_aside else ())),
    )


def _endings(findings: Findings) -> Shown:
    doubts = findings.doubts
    rows = [(state.value.replace("_", " "), f"{count:,}") for state, count in doubts.states]
    if doubts.repeats:
        rows.append(("of these, repeats of a disturbed trial", f"{doubts.repeats:,}"))
    return Shown(
        caption=f"How {plural(doubts.trials, 'trial')} ended",
        columns=("Ending", "Trials"),
        rows=tuple(rows),
        numeric=frozenset({1}),
    )


def _flags(findings: Findings) -> Shown:
    return Shown(
        caption="Trials flagged by a cause, before their values were looked at",
        columns=("Cause", "Meaning", "Trials", "Replaced by a better repeat", "Stand for want of one"),
        rows=tuple(
            (
                one.cause,
                MEANINGS.get(one.cause, NOTHING),
                f"{one.trials:,}",
                f"{one.trials - one.standing:,}",
                f"{one.standing:,}",
            )
            for one in findings.doubts.flags
        ),
        numeric=frozenset({2, 3, 4}),
    )


def _stolen(findings: Findings) -> Shown:
    return Shown(
        caption="Time that other work on this machine took from the page",
        columns=("Design", "Steps", "Share of the waiting", "Worst step"),
        rows=tuple(
            (
                findings.plan.design_title(one.design),
                *(f"{one.steps:,}", percent(one.share), percent(one.worst)),
            )
            for one in findings.doubts.stolen
        ),
        numeric=frozenset({1, 2, 3}),
    )


def _signals(findings: Findings) -> Shown:
    return Shown(
        caption="Disagreements between signals and other diagnoses",
        columns=("Diagnosis", "Meaning", "Trials", "Of"),
        rows=tuple(
            (name, MEANINGS.get(name, NOTHING), f"{count:,}", f"{findings.doubts.trials:,}")
            for name, count in findings.doubts.diagnoses
        ),
        numeric=frozenset({2, 3}),
    )
