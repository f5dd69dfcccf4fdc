"""What the records say about themselves."""

from collections.abc import Iterator

from billbench.reports.findings.checks.concern import concern
from billbench.reports.findings.material import Material
from billbench.reports.words.meanings import with_meaning
from billbench.reports.words.text import clean, plural
from billbench.reports.words.validity import Severity, ValidityConcern


def not_numbers(material: Material) -> Iterator[ValidityConcern]:
    count = material.collected.not_numbers
    if count:
        yield concern(
            "not a number",
            Severity.DOUBT,
            f"{plural(count, 'measure')} in the journal cannot be a measure (not a number, endless "
            "or negative) and counts as not measured.",
        )


def diagnoses(material: Material) -> Iterator[ValidityConcern]:
    """Named disagreements between signals, a trial once each; what is a flag too was said as one."""
    flags = {one.cause for one in material.doubts.flags}
    for name, count in material.doubts.diagnoses:
        if name in flags:
            continue
        yield concern(
            "diagnosis",
            Severity.NOTE,
            f"{with_meaning(name)} in {plural(count, 'trial')} of {material.doubts.trials}.",
        )


def passed_on(material: Material) -> Iterator[ValidityConcern]:
    """What the measuring and the reading said about themselves."""
    for text in material.run.info.warnings:
        yield concern("measuring", Severity.NOTE, clean(text))
    for text in material.run.warnings:
        yield concern("reading", Severity.DOUBT, clean(text))
