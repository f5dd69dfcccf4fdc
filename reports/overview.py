"""Runs that measured different things, side by side: nothing is pooled, each claim is told by its own run."""

import json
from collections.abc import Sequence
from pathlib import Path

from reports.answer import Answer, answer
from reports.chapters.validity import STATE_SENTENCES
from reports.claims.decide import Decision
from reports.claims.table import CLAIMS, ClaimName, Verdict
from reports.commands import repeats
from reports.document import Document
from reports.files import write_files
from reports.findings import Findings
from reports.numbers import NOTHING
from reports.pages.html import to_html
from reports.pages.markdown import to_markdown
from reports.section import Section
from reports.text import clean, plural
from reports.validity import State
from reports.views.shown import Shown
from reports.words import GLOSSARY

_ORDER = (Verdict.CONTRADICTED, Verdict.SHOWN, Verdict.NOT_SHOWN, Verdict.NOT_TESTED)


def write_overview(found: Sequence[Findings], reasons: Sequence[str], folder: Path) -> None:
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
        for run, decision in [best(found, name)]
    ]
    write_files(
        {
            "index.html": to_html(document),
            "report.md": to_markdown(document),
            "claims.json": json.dumps(claims, indent=2) + "\n",
        },
        folder / "report",
    )


def overview(found: Sequence[Findings], reasons: Sequence[str]) -> Document:
    states = [one.validity.state for one in found]
    worst = max(states, key=list(State).index)
    return Document(
        title=f"{plural(len(found), 'run')} side by side",
        subtitle=", ".join(clean(one.info.name) for one in found),
        state=worst,
        state_sentence=STATE_SENTENCES[worst],
        assumptions="",
        glossary=GLOSSARY,
        answer=_answer(found, worst),
        guideline_title="",
        answer_table=_claims(found),
        urgent=(),
        less_urgent=0,
        sections=(_apart(reasons), _verdicts(found), *(_run(one, place) for place, one in enumerate(found))),
    )


def best(found: Sequence[Findings], name: ClaimName) -> tuple[Findings, Decision]:
    """The run that tells of a claim: the one planned for it, else the first with a verdict."""
    told = [(run, decision) for run in found for decision in run.claims if decision.claim.name is name]
    planned = [one for one in told if one[0].plan.claim == name and one[1].verdict is not Verdict.NOT_TESTED]
    return min(planned or told, key=lambda one: _ORDER.index(one[1].verdict))


def _answer(found: Sequence[Findings], worst: State) -> Answer:
    verdicts = [best(found, claim.name)[1].verdict for claim in CLAIMS]
    counted = [f"{verdicts.count(verdict)} {verdict.value}" for verdict in Verdict if verdict in verdicts]
    table = _claims(found)
    return Answer(
        lead=f"Of the owner’s {len(CLAIMS)} claims: {', '.join(counted)}.",
        sentences=tuple(
            f"{claim.name.value} {decision.verdict.value}: {claim.says} {decision.figure}"
            for claim in CLAIMS
            for _, decision in [best(found, claim.name)]
        ),
        guideline=(),
        work=(),
        validity=worst.value,
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


def _apart(reasons: Sequence[str]) -> Section:
    return Section(
        id="warnings",
        title="Why these runs are not one",
        texts=("Their figures are not pooled, and none is compared across runs:", *map(clean, reasons)),
    )


def _verdicts(found: Sequence[Findings]) -> Section:
    return Section(
        id="claims",
        title="Claims by run",
        tables=(
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


def _run(one: Findings, place: int) -> Section:
    said = answer(one)
    return Section(
        id=f"run-{place}",
        title=clean(one.info.name) or "(no name)",
        texts=(STATE_SENTENCES[one.validity.state], *said.sentences, *said.guideline),
    )
