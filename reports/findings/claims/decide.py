"""The verdicts on the owner's claims, by the rules of `reports.findings.claims.table` and nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from billbench.reports.findings.claims.changing import capacity, fewer_items
from billbench.reports.findings.claims.freezing import around_80, many_variables, page_change
from billbench.reports.findings.claims.losing import losses, summary_level, upload
from billbench.reports.findings.claims.rule import Found
from billbench.reports.findings.claims.table import CLAIMS, ClaimName, ClaimVerdict, OwnerClaim
from billbench.reports.findings.material import Material
from billbench.reports.words.series import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDecision:
    """`figure` is what decided it, in words; `design` and `lines` name the cell that repeats it."""

    claim: OwnerClaim
    verdict: ClaimVerdict
    figure: str
    chart: str = ""
    series: Series | None = None
    lines: int | None = None


def decide(material: Material) -> tuple[ClaimDecision, ...]:
    """Every claim, tested or not."""
    return tuple(_decided(claim, material) for claim in CLAIMS)


def _decided(claim: OwnerClaim, material: Material) -> ClaimDecision:
    found = _RULES[claim.name](material)
    if found is None:
        return ClaimDecision(claim=claim, verdict=ClaimVerdict.NOT_TESTED, figure=f"It needs {claim.needs}.")
    verdict, figure, series, lines = found
    chart = _CHARTS.get(claim.name, "")
    return ClaimDecision(claim=claim, verdict=verdict, figure=figure, chart=chart, series=series, lines=lines)


_CHARTS: Mapping[ClaimName, str] = {
    ClaimName.C1: "freeze",
    ClaimName.C2: "growth",
    ClaimName.C3: "work",
    ClaimName.C4: "guideline",
    ClaimName.C5: "designs",
    ClaimName.C6: "freeze",
    ClaimName.C7: "work",
    ClaimName.C8: "guideline",
}
"""The section of the report that shows each."""


_RULES: Mapping[ClaimName, Callable[[Material], Found | None]] = {
    ClaimName.C1: around_80,
    ClaimName.C2: page_change,
    ClaimName.C3: losses,
    ClaimName.C4: capacity,
    ClaimName.C5: fewer_items,
    ClaimName.C6: upload,
    ClaimName.C7: summary_level,
    ClaimName.C8: many_variables,
}
