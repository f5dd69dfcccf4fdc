"""Runs that measured different things, side by side: nothing is pooled, each claim is told by its own run."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from billbench.reports.findings.claims.decide import ClaimDecision
from billbench.reports.findings.claims.table import CLAIMS, ClaimName, ClaimVerdict
from billbench.reports.findings.findings import Findings
from billbench.reports.findings.words import GLOSSARY
from billbench.reports.pages.files import write_files
from billbench.reports.pages.html import to_html
from billbench.reports.pages.markdown import to_markdown
from billbench.reports.pages.page import ReportAnswer, ReportPage
from billbench.reports.pages.section import Link, Section
from billbench.reports.pages.shown import Shown
from billbench.reports.run.answer import answer
from billbench.reports.run.chapters.validity import STATE_SENTENCES
from billbench.reports.run.commands import repeats
from billbench.reports.words.numbers import NOTHING
from billbench.reports.words.text import clean, plural
from billbench.reports.words.validity import State

_ORDER = (ClaimVerdict.CONTRADICTED, ClaimVerdict.SHOWN, ClaimVerdict.NOT_SHOWN, ClaimVerdict.NOT_TESTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedRun:
    """A run that stands beside others: what it says, and where its own report is, seen from this one."""

    findings: Findings
    page: str


def write_overview(found: Sequence[ReportedRun], reasons: Sequence[str], folder: Path) -> None:
    """Write `folder/report/` for runs that cannot be pooled; `reasons` says why not."""
    document = overview(found, reasons)
    claims = [
        {
            "claim": name.value,
            "verdict": decision.verdict.value,
            "figure": decision.figure,
            "run": run.info.name,
        }
        for name in ClaimName
        for run, decision in [best([one.findings for one in found], name)]
    ]
    write_files(
        {
            "index.html": to_html(document),
            "report.md": to_markdown(document),
            "claims.json": json.dumps(claims, indent=2) + "\n",
        },
        folder / "report",
    )


def overview(beside: Sequence[ReportedRun], reasons: Sequence[str]) -> ReportPage:
    """On the page the table tells each claim with its figure, so that no sentence repeats it."""
    found = [one.findings for one in beside]
    said = answer_of(found)
    return ReportPage(
        title=f"{plural(len(found), 'run')} side by side",
        subtitle=", ".join(clean(one.info.name) for one in found),
        state=_worst(found),
        state_sentence=STATE_SENTENCES[_worst(found)],
        assumptions="",
        glossary=GLOSSARY,
        answer=replace(said, sentences=()),
        guideline_title="",
        answer_table=_figures(found),
        urgent=(),
        less_urgent=0,
        sections=(*map(_run, beside, range(len(beside))), _verdicts(found), _apart(reasons)),
        files="The verdicts for programs are in claims.json.",
    )


def _worst(found: Sequence[Findings]) -> State:
    return max((one.validity.state for one in found), key=list(State).index)


def best(found: Sequence[Findings], name: ClaimName) -> tuple[Findings, ClaimDecision]:
    """The run that tells of a claim: the one planned for it, else the first with a verdict."""
    told = [(run, decision) for run in found for decision in run.claims if decision.claim.name is name]
    planned = [
        one for one in told if one[0].plan.claim == name and one[1].verdict is not ClaimVerdict.NOT_TESTED
    ]
    return min(planned or told, key=lambda one: _ORDER.index(one[1].verdict))


def answer_of(found: Sequence[Findings]) -> ReportAnswer:
    """What the runs say of the claims, each by the run that tells of it."""
    verdicts = [best(found, claim.name)[1].verdict for claim in CLAIMS]
    counted = [
        f"{verdicts.count(verdict)} {verdict.value}" for verdict in ClaimVerdict if verdict in verdicts
    ]
    table = _claims(found)
    return ReportAnswer(
        lead=f"Of the owner’s {len(CLAIMS)} claims: {', '.join(counted)}.",
        sentences=tuple(
            f"{claim.name.value} {decision.verdict.value}: {claim.says} {decision.figure}"
            for claim in CLAIMS
            for _, decision in [best(found, claim.name)]
        ),
        guideline=(),
        work=(),
        validity=_worst(found).value,
        columns=table.columns,
        rows=table.rows,
    )


def _claims(found: Sequence[Findings]) -> Shown:
    return Shown(
        caption="Claims, each by the run that tells of it",
        columns=("Claim", "Verdict", "Run", "Command that repeats it"),
        rows=tuple(
            (
                claim.name.value,
                decision.verdict.value,
                clean(run.info.name),
                repeats(run, decision) or NOTHING,
            )
            for claim in CLAIMS
            for run, decision in [best(found, claim.name)]
        ),
    )


def _figures(found: Sequence[Findings]) -> Shown:
    return Shown(
        caption="What the owner says, put to the test",
        columns=("Claim", "What is said", "Verdict", "Figure", "Run", "Command that repeats it"),
        rows=tuple(
            (
                *(claim.name.value, claim.says, decision.verdict.value, decision.figure),
                *(clean(run.info.name), repeats(run, decision) or NOTHING),
            )
            for claim in CLAIMS
            for run, decision in [best(found, claim.name)]
        ),
    )


def _apart(reasons: Sequence[str]) -> Section:
    return Section(
        id="warnings",
        title="Why these runs are not one",
        texts=("Their figures are not pooled, and none is compared across runs.",),
        details=(
            Shown(
                caption="In what they differ",
                columns=("Runs", "What differs"),
                rows=tuple(tuple(map(clean, reason.split(": ", 1))) for reason in reasons),
            ),
        ),
    )


def _verdicts(found: Sequence[Findings]) -> Section:
    return Section(
        id="claims",
        title="Claims by run",
        texts=("A run can say something of other claims than its own.",),
        details=(
            Shown(
                caption="The verdict of every run on every claim",
                columns=("Claim", *(clean(one.info.name) for one in found)),
                rows=tuple(
                    (
                        f"{claim.name.value} {claim.says}",
                        *(_verdict(one, claim.name) for one in found),
                    )
                    for claim in CLAIMS
                ),
            ),
        ),
    )


def _verdict(one: Findings, name: ClaimName) -> str:
    return next((d.verdict.value for d in one.claims if d.claim.name is name), NOTHING)


def _run(beside: ReportedRun, place: int) -> Section:
    one = beside.findings
    said = answer(one)
    planned = next((d for d in one.claims if d.claim.name == one.plan.claim and d.chart), None)
    chart = (
        Link(words=f"What shows {planned.claim.name.value}", address=f"{beside.page}#{planned.chart}")
        if planned
        else None
    )
    return Section(
        id=f"run-{place}",
        title=clean(one.info.name) or "(no name)",
        texts=(
            STATE_SENTENCES[one.validity.state],
            *((said.lead,) if one.cliffs else ()),
            *said.sentences,
            *said.assumed,
            *said.guideline,
            *said.work,
        ),
        links=(Link(words="The report of this run", address=beside.page), *((chart,) if chart else ())),
    )
