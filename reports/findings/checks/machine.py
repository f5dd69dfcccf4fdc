"""Was the machine, and the device it stood for, steady and undisturbed?"""

from collections.abc import Iterator

from billbench.reports.findings.checks.concern import concern
from billbench.reports.findings.doubts import stolen_and_waited, stolen_share
from billbench.reports.findings.material import Material
from billbench.reports.reading.devices import Spread
from billbench.reports.words.numbers import percent
from billbench.reports.words.text import clean, listing
from billbench.reports.words.validity import Severity, ValidityConcern

_FACTOR_FAR = 2.0
"""A device whose speed was reached by scaling by more than this was more computed than measured."""

_FACTOR_SPREAD = 0.20
"""A speed of the machine that varies more than this between trials blurs every time."""

_STOLEN_SHARE = 0.02
"""More stolen time than this means contention (BROWSER.md §5.4)."""


def device(material: Material) -> Iterator[ValidityConcern]:
    for found in material.devices:
        for kind, spread in (("script", found.factor_script), ("layout", found.factor_layout)):
            if spread is not None:
                yield from _factor(clean(found.device), kind, spread)


def _factor(device: str, kind: str, spread: Spread) -> Iterator[ValidityConcern]:
    if not 1 / _FACTOR_FAR <= spread.median <= _FACTOR_FAR:
        yield concern(
            "device far",
            Severity.NOTE,
            f"{device}: main-thread time of {kind} was multiplied by {spread.median:.2f} to stand for the "
            "device. The further from 1, the more is computed and the less measured.",
        )
    if spread.cv is not None and spread.cv > _FACTOR_SPREAD:
        yield concern(
            "device unsteady",
            Severity.DOUBT,
            f"{device}: the speed of {kind} on this machine varied by {percent(spread.cv)} between trials "
            f"(factor {spread.least:.2f} to {spread.greatest:.2f}). Close other programs and measure again.",
        )


def stolen(material: Material) -> Iterator[ValidityConcern]:
    pairs = stolen_and_waited(material.cells)
    if pairs and (total := stolen_share(pairs)) > _STOLEN_SHARE:
        yield concern(
            "contention",
            Severity.DOUBT,
            f"Other work on this machine took {percent(total)} of the time of all steps; "
            f"up to {percent(_STOLEN_SHARE)} is borne.",
        )


def hosts(material: Material) -> Iterator[ValidityConcern]:
    hosts = sorted({clean(trial.host) for trial in material.run.trials if trial.host})
    if len(hosts) > 1:
        yield concern(
            "several machines",
            Severity.NOTE,
            f"Measured on {len(hosts)} machines ({listing(hosts)}). "
            "Each launch belongs to one of them, so their difference is part of the intervals.",
        )
