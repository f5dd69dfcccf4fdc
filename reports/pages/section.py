"""A part of a report: words first, then charts, tables, and tables that a reader opens."""

from dataclasses import dataclass

from billbench.reports.pages.charts.chart import Chart
from billbench.reports.pages.shown import Shown
from billbench.reports.words.validity import ValidityConcern


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture within the page (`data`) and where it lies as a file; `title` tells what it shows."""

    title: str
    data: str
    file: str
    small: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another page of ours; `address` is relative to this one."""

    words: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`details` are tables that a reader opens; `code` is shown as typed."""

    id: str
    title: str
    texts: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Shown, ...] = ()
    details: tuple[Shown, ...] = ()
    concerns: tuple[ValidityConcern, ...] = ()
    code: str = ""
    pictures: tuple[Picture, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def says_something(self) -> bool:
        if self.charts or self.concerns or self.code or self.pictures:
            return True
        tables = (*self.tables, *self.details)
        return any(one.rows for one in tables) if tables else bool(self.texts)
