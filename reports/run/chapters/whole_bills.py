"""Time on task for a whole bill: what each design costs a person, typing and waiting together."""

from billbench.reports.findings.findings import Findings
from billbench.reports.pages.section import Section
from billbench.reports.pages.shown import Shown
from billbench.reports.words.numbers import seconds
from billbench.reports.words.text import clean

_HOW = (
    (
        "From the first line to the submission: typing and pointing by the Keystroke-Level Model, and the "
        "waits as measured. Only the last lines of each bill were keyed in; a line costs what it cost at the "
        "nearest sizes."
    ),
    "The first time has every wait at its median, the second at its 95th percentile.",
)
_COLUMNS = ("Design", "For", "Lines", "Typing and pointing", "Whole bill", "With slow waits")


def whole_bills(findings: Findings) -> Section:
    rows = tuple(
        (
            findings.plan.design_title(one.design),
            " · ".join(clean(part) for part in (one.device, one.variant, one.person) if part),
            f"{one.lines:,}",
            seconds(one.time.operator_s),
            seconds(one.time.p50_s),
            seconds(one.time.p95_s),
        )
        for one in findings.whole_bills
    )
    return Section(
        id="whole-bills",
        title="Time for a whole bill",
        texts=_HOW if rows else (),
        tables=(
            Shown(
                caption="Time on task for one bill",
                columns=_COLUMNS,
                rows=rows,
                numeric=frozenset({2, 3, 4, 5}),
            ),
        ),
    )
