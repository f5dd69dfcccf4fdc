"""`summary.md` for a job's page and `comment.md` for a pull request."""

import re

from billbench.reports.gate.judgement import Judgement
from billbench.reports.gate.sentences import basis, interval_note, worst_sentence
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.gate.views import all_tables, budget_table, change_table, counter_table
from billbench.reports.pages.markdown import table
from billbench.reports.words.text import clean, markdown_safe

MARKER = "<!-- billbench gate -->"
"""By it a job finds the comment that it wrote before, to replace it."""

_SIGNS = {
    GateVerdict.PASS: "✅",
    GateVerdict.FAIL: "❌",
    GateVerdict.INCONCLUSIVE: "❔",
    GateVerdict.INVALID: "⚠️",
}
_MEANINGS = {
    GateVerdict.PASS: "",
    GateVerdict.FAIL: "",
    GateVerdict.INCONCLUSIVE: "This is no failure: the launches could not tell.",
    GateVerdict.INVALID: "This is no failure of the page: it could not be measured.",
}
_MOST_COMMANDS = 2000


def summary_page(judgement: Judgement) -> str:
    """The whole of it."""
    parts = [
        *_head(judgement),
        markdown_safe(basis(judgement)),
        *(table(one) for one in all_tables(judgement)),
        markdown_safe(interval_note(judgement)),
        _notices(judgement),
        "![The change of each measure with its interval; the figures are in the tables](chart.svg)",
        *_worst(judgement),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def comment_page(judgement: Judgement) -> str:
    """What a reviewer needs to see, the rest folded away."""
    first, *rest = _short_tables(judgement) or [""]
    folded = [*rest, markdown_safe(interval_note(judgement)), *_worst(judgement)]
    inner = "\n\n".join(part for part in folded if part)
    parts = [
        MARKER,
        *_head(judgement),
        first,
        _notices(judgement),
        f"<details>\n<summary>Details</summary>\n\n{markdown_safe(basis(judgement))}\n\n{inner}\n\n</details>",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(judgement: Judgement) -> list[str]:
    verdict = judgement.verdict
    return [
        f"## {_SIGNS[verdict]} Page gate: {verdict.value}",
        f"**{markdown_safe(judgement.reason)}**",
        _MEANINGS[verdict],
    ]


def _short_tables(judgement: Judgement) -> list[str]:
    found = (budget_table(judgement), counter_table(judgement), change_table(judgement))
    return [table(one) for one in found if one.rows]


def _notices(judgement: Judgement) -> str:
    return "\n".join(f"- {markdown_safe(text)}" for text in judgement.notices)


def _worst(judgement: Judgement) -> list[str]:
    if judgement.worst is None:
        return []
    said = f"{markdown_safe(worst_sentence(judgement))} To measure its cell again:"
    return [said, fenced(judgement.worst.command)]


def fenced(command: str) -> str:
    """A command as a block that nothing in it can end."""
    text = clean(command, _MOST_COMMANDS)
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"
