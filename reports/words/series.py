"""What is followed over the sizes of a bill."""

from dataclasses import dataclass

from billbench.harness.model.trials import Cell
from billbench.reports.words.text import clean


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Series:
    """What is followed over the sizes of a bill: one step of one journey of one design on one device.

    `variant` names other settings of the application than the plan's own, `person` who works.
    """

    design: str
    device: str
    journey: str
    step: str
    variant: str = ""
    person: str = ""

    @classmethod
    def of(cls, cell: Cell, step: str) -> "Series":
        """One step of a cell, at every size."""
        return cls(
            design=cell.design,
            device=cell.device,
            journey=cell.journey,
            step=step,
            variant=cell.variant,
            person=cell.person,
        )


def setting_title(series: Series | Cell) -> str:
    """The device, and what else differs from the plan's own settings."""
    return ", ".join(clean(part) for part in (series.device, series.variant, series.person) if part)
