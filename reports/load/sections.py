"""The sections of a load's report, each from the findings alone."""

import shlex
from collections.abc import Sequence

from billbench.reports.load.answer import DISTORTED, at_least, hidden_sentence, level_words, per_1000
from billbench.reports.load.charts import series_chart
from billbench.reports.load.findings import LoadFindings, StageFindings
from billbench.reports.load.times import Times
from billbench.reports.pages.section import Section
from billbench.reports.pages.shown import Shown
from billbench.reports.words.numbers import percent, seconds
from billbench.reports.words.text import clean
from billbench.reports.words.validity import Severity, ValidityConcern

_TWO_TIMES = (
    "Response time counts from when a request was due, service time from when it was sent.",
    (
        "A request that timed out, lost its connection, was dropped or was under way at the end took longer "
        "than was waited: it counts, and a percentile that depends on it says “≥”."
    ),
)
_METHOD = (
    "Every figure is computed from the rows of the single requests, none from a histogram.",
    (
        "The interval of a 95th percentile is a jackknife over ten stretches of time: requests of one moment "
        "wait for the same things and are no independent sample."
    ),
    (
        "Each save types something unlike anything before into a line that no other save changes. After the "
        "drain every bill is read back, line by line. A save of a line that was changed again later proves "
        "nothing and is counted apart. Shares have Wilson’s interval."
    ),
    (
        "Arrivals, think times and bills follow from the seed, and do not depend on how many workers share "
        "them. The think times of the closed mode are log-normal with half their mean as standard deviation: "
        "an assumption."
    ),
)


def response(findings: LoadFindings) -> Section:
    """Response and service time by design, size and step."""
    texts = (*_TWO_TIMES, *(text for stage in findings.stages if (text := hidden_sentence(stage))))
    return Section(
        id="times",
        title="How long people wait",
        texts=texts if findings.capacity is None else _TWO_TIMES,
        charts=tuple(
            chart
            for stage in findings.stages
            if (chart := series_chart(_named(stage), _level(findings, stage), stage.moments)) is not None
        ),
        tables=tuple(_group_table(findings, stage) for stage in findings.stages[:1]),
        details=tuple(_group_table(findings, stage) for stage in findings.stages[1:]),
    )


def work(findings: LoadFindings) -> Section:
    """The ledger of the saves."""
    return Section(
        id="work",
        title="What became of the saves",
        texts=tuple(_read_back(findings, stage) for stage in findings.stages),
        tables=(_ledger_table(findings),),
        details=(_failure_table(findings),),
    )


def generator(findings: LoadFindings) -> Section:
    """What the generator did, so that its faults are not taken for the application's."""
    rows = tuple(
        (
            _level(findings, stage),
            str(worker.index),
            clean(worker.host),
            f"{worker.rows:,}",
            f"{worker.requests + worker.unfinished:,}",
            percent(worker.cpu_mean),
            percent(worker.cpu_max),
            f"{worker.longest_silence_s:.1f} s",
        )
        for stage in findings.stages
        for worker in stage.record.workers
    )
    columns = ("Load", "Worker", "Host", "Rows", "Requests", "CPU", "CPU, busiest 5 s", "Longest silence")
    return Section(
        id="generator",
        title="The load generator",
        texts=tuple(_pace(findings, stage) for stage in findings.stages),
        tables=(Shown(caption="Workers", columns=columns, rows=rows, numeric=frozenset(range(3, 8))),),
        code=clean(shlex.join(findings.info.command)),
    )


def warnings(findings: LoadFindings) -> Section:
    found = concerns(findings)
    return Section(
        id="warnings", title="Warnings", texts=() if found else ("There are none.",), concerns=found
    )


def method() -> Section:
    return Section(id="method", title="How the figures are made", texts=_METHOD)


def concerns(findings: LoadFindings) -> tuple[ValidityConcern, ...]:
    """Reasons not to believe the load are fatal; what was censored is a note."""
    fatal = [
        ValidityConcern(
            kind=reason.kind.replace("_", " "), severity=Severity.FATAL, text=clean(reason.text, 400)
        )
        for stage in findings.stages
        for reason in stage.reasons
    ]
    if findings.distorted:
        fatal.append(ValidityConcern(kind="distorted", severity=Severity.FATAL, text=DISTORTED))
    notes = [
        ValidityConcern(
            kind="censored",
            severity=Severity.NOTE,
            text=f"With {level_words(findings, stage.record.level)}, {stage.response.censored} of "
            f"{stage.response.count} requests are only known to have taken longer than was waited.",
        )
        for stage in findings.stages
        if stage.response is not None and stage.response.censored
    ]
    return (*fatal, *notes)


def _level(findings: LoadFindings, stage: StageFindings) -> str:
    return level_words(findings, stage.record.level)


def _named(stage: StageFindings) -> str:
    return f"stage-{stage.record.stage}"


def _group_table(findings: LoadFindings, stage: StageFindings) -> Shown:
    columns = (
        *("Design", "Lines", "Step", "Requests", "Censored"),
        *("Response p50", "p95", "p99", "Service p50", "p95", "p99"),
    )
    rows = tuple(
        (
            clean(one.group.design),
            str(one.group.lines),
            clean(one.group.step),
            f"{one.response.count:,}",
            f"{one.response.censored:,}",
            *_three(one.response),
            *_three(one.service),
        )
        for one in stage.groups
    )
    caption = f"Response and service time with {level_words(findings, stage.record.level)}"
    return Shown(caption=caption, columns=columns, rows=rows, numeric=frozenset({1, *range(3, 11)}))


def _three(found: Times) -> Sequence[str]:
    return [at_least(one) for one in (found.p50, found.p95, found.p99)]


def _ledger_table(findings: LoadFindings) -> Shown:
    rows = tuple(
        (
            _level(findings, stage),
            one.outcome.replace("_", " "),
            f"{one.share.count:,}",
            f"{one.share.total:,}",
            per_1000(one.share),
            ", ".join(f"{word} {count}" for word, count in one.causes),
        )
        for stage in findings.stages
        for one in stage.ledger.outcomes
    )
    columns = ("Load", "Outcome", "Saves", "Of", "Per 1,000 saves", "What the person was told")
    return Shown(
        caption="Saves by what became of them", columns=columns, rows=rows, numeric=frozenset({2, 3, 4})
    )


def _failure_table(findings: LoadFindings) -> Shown:
    rows = tuple(
        (_level(findings, stage), word.replace("_", " "), f"{count:,}")
        for stage in findings.stages
        for word, count in stage.failures
    )
    columns = ("Load", "Verdict", "Requests")
    return Shown(caption="Requests that failed, by cause", columns=columns, rows=rows, numeric=frozenset({2}))


def _read_back(findings: LoadFindings, stage: StageFindings) -> str:
    record, found = stage.record, stage.ledger
    return (
        f"With {level_words(findings, record.level)}, {found.sent} saves were sent and {record.bills} "
        f"bills read back with {record.lines_checked:,} lines; {record.lines_harmed} lines that nobody "
        f"had changed are not as they were. {found.superseded} saves were of a line that was changed again."
    )


def _pace(findings: LoadFindings, stage: StageFindings) -> str:
    record = stage.record
    lag = record.lag_p99_s
    late = (
        "nothing was sent"
        if lag is None
        else f"99 % of visits began within {seconds(lag)} of when they were due"
    )
    return (
        f"With {level_words(findings, record.level)}: {late}; {record.dropped} of {record.arrivals} "
        f"were dropped. The load lasted {record.lasted_s:.1f} s."
    )
