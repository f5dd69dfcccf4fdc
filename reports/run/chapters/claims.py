"""The owner's claims, a row each: verdict, figure, where to see it, and the command that repeats it."""

from billbench.reports.findings.claims.table import CLAIMS
from billbench.reports.findings.findings import Findings
from billbench.reports.pages.section import Section
from billbench.reports.pages.shown import Shown
from billbench.reports.run.commands import repeats
from billbench.reports.words.numbers import NOTHING

_HOW = (
    "Each claim has a rule that was written before anything was measured. Shown and contradicted are what an "
    "interval excludes; what the data leave open is not shown; what this run has no cells for is not tested."
)


def claims(findings: Findings) -> Section:
    return Section(
        id="claims",
        title="What the owner says, put to the test",
        texts=(_HOW,),
        tables=(claims_table(findings),),
        details=(_rules(),),
    )


def claims_table(findings: Findings) -> Shown:
    return Shown(
        caption="Claims and verdicts",
        columns=("Claim", "What is said", "Verdict", "Figure", "See", "Command that repeats it"),
        rows=tuple(
            (
                one.claim.name.value,
                one.claim.says,
                *(
                    one.verdict.value,
                    one.figure,
                    _SEE.get(one.chart, NOTHING),
                    repeats(findings, one) or NOTHING,
                ),
            )
            for one in findings.claims
        ),
    )


_SEE = {
    "freeze": "How freezes grow",
    "growth": "How fast it grows",
    "work": "What became of the work",
    "guideline": "The guideline",
    "designs": "Designs at equal work",
}


def _rules() -> Shown:
    return Shown(
        caption="The rules by which claims are decided",
        columns=("Claim", "Needs", "Shown if", "Contradicted if"),
        rows=tuple((one.name.value, one.needs, one.shown_if, one.contradicted_if) for one in CLAIMS),
    )
