"""A report as sections of words, charts and tables, before any format."""

from dataclasses import dataclass

from billbench.reports.pages.charts.chart import Chart
from billbench.reports.pages.section import Section
from billbench.reports.pages.shown import Shown
from billbench.reports.words.validity import State, ValidityConcern

_FEW_SENTENCES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAnswer:
    """Plain text throughout; who prints it escapes what the medium takes for markup.

    `lead` is for a first glance. `sentences` tell of the freeze, each for the designs (and devices) of which
    the same is to be said. `assumed` says what happened at the owner's 80 lines on the page that stands for
    CCMS, under each assumption about it, `guideline` the same of other designs, `work` what was lost,
    `validity` how far to believe it.
    """

    lead: str
    sentences: tuple[str, ...]
    guideline: tuple[str, ...]
    work: tuple[str, ...]
    validity: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """`urgent` are the concerns that a reader must see beside the answer; `less_urgent` counts the rest."""

    title: str
    subtitle: str
    state: State
    state_sentence: str
    assumptions: str
    glossary: tuple[tuple[str, str], ...]
    answer: ReportAnswer
    guideline_title: str
    answer_table: Shown
    urgent: tuple[ValidityConcern, ...]
    less_urgent: int
    sections: tuple[Section, ...]
    files: str = "Figures for programs are in summary.json and tables/, the charts on their own in charts/."

    @property
    def brief(self) -> bool:
        """Whether the answer is short enough to be read out; a longer one is a table."""
        return 0 < max(len(self.answer.sentences), len(self.answer.guideline)) <= _FEW_SENTENCES

    @property
    def charts(self) -> list[Chart]:
        return [chart for section in self.sections for chart in section.charts]
