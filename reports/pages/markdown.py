"""`report.md`: the findings as text, for a ticket or a repository."""

from billbench.reports.pages.page import ReportAnswer, ReportPage
from billbench.reports.pages.section import Section
from billbench.reports.pages.shown import Shown
from billbench.reports.words.text import markdown_safe


def to_markdown(document: ReportPage) -> str:
    parts = [
        f"# {markdown_safe(document.title)}",
        markdown_safe(document.subtitle),
        f"**Validity:** {markdown_safe(document.answer.validity)}",
        *_answer(document.answer),
        *(() if document.brief or not document.answer_table.rows else (table(document.answer_table),)),
        *(part for section in document.sections for part in _section(section)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _answer(said: ReportAnswer) -> list[str]:
    sentences = [
        *([said.lead] if said.lead else []),
        *said.sentences,
        *said.assumed,
        *said.guideline,
        *said.work,
    ]
    return ["## Answer", "\n".join(f"- {markdown_safe(sentence)}" for sentence in sentences)]


def _section(section: Section) -> list[str]:
    parts = [f"## {markdown_safe(section.title)}", *(markdown_safe(text) for text in section.texts)]
    parts.extend(f"[{markdown_safe(link.words)}]({link.address})" for link in section.links)
    if section.concerns:
        parts.append(
            "\n".join(
                f"- **{markdown_safe(one.kind)}** ({one.severity.name.lower()}): {markdown_safe(one.text)}"
                for one in section.concerns
            )
        )
    parts.extend(
        f"![{markdown_safe(one.title)}](charts/{one.name}.svg)\n\n{markdown_safe(one.caption)}"
        for one in section.charts
    )
    parts.extend(f"![{markdown_safe(one.title)}]({one.file})" for one in section.pictures)
    parts.extend(table(one) for one in (*section.tables, *section.details) if one.rows)
    return parts


def table(shown: Shown) -> str:
    """A table under its caption."""
    head = " | ".join(markdown_safe(column) for column in shown.columns)
    rule = " | ".join("---:" if index in shown.numeric else "---" for index in range(len(shown.columns)))
    rows = [" | ".join(markdown_safe(value) or " " for value in row) for row in shown.rows]
    lines = [f"| {line} |" for line in (head, rule, *rows)]
    return "\n".join([f"**{markdown_safe(shown.caption)}**", "", *lines])
