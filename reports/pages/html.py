"""`index.html`: one file that needs nothing else, not even a script."""

import re
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from billbench.reports.pages.page import ReportPage

_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=(?:s|ms|%|B|kB|MB|GB|lines?|launch|launches|bills?|of \d)\b|%)")


def to_html(document: ReportPage) -> str:
    return rendered("index.html", document=document)


def rendered(template: str, **values: object) -> str:
    """A page of `reports/pages` with its style sheet in it."""
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Our own drawings and style sheet: every text of others was escaped when it was drawn.
    environment.filters["drawing"] = Markup
    environment.filters["tied"] = tied
    return environment.get_template(template).render(style=_source("style.css"), **values)


def tied(text: str) -> str:
    """`text` whose numbers do not part from their units at the end of a line."""
    return _NUMBER_AND_UNIT.sub("\N{NO-BREAK SPACE}", text)


def _source(name: str) -> str:
    return (files("billbench.reports.pages") / name).read_text(encoding="utf-8")
