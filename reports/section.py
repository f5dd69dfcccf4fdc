"""A part of a report: words first, then charts, tables, and tables that a reader opens."""

from dataclasses import dataclass

from reports.charts.chart import Chart
from reports.validity import Concern
from reports.views.shown import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`details` are tables that a reader opens; `code` is shown as typed."""

    id: str
    title: str
    texts: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Shown, ...] = ()
    details: tuple[Shown, ...] = ()
    concerns: tuple[Concern, ...] = ()
    code: str = ""

    @property
    def says_something(self) -> bool:
        if self.charts or self.concerns or self.code:
            return True
        tables = (*self.tables, *self.details)
        return any(one.rows for one in tables) if tables else bool(self.texts)
