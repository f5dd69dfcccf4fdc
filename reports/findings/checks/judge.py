"""All checks of a run, and the state that the worst concern gives it."""

from collections.abc import Callable, Iterator

from billbench.reports.findings.checks import endings, journal, machine, pages, scope
from billbench.reports.findings.material import Material
from billbench.reports.words.validity import Severity, State, Validity, ValidityConcern

_CHECKS: tuple[Callable[[Material], Iterator[ValidityConcern]], ...] = (
    scope.measured,
    scope.growth,
    scope.interrupted,
    scope.renamed,
    scope.few_launches,
    scope.sizes,
    endings.set_aside,
    endings.endings,
    pages.rows,
    pages.rows_missing,
    pages.nodes,
    machine.device,
    machine.stolen,
    machine.hosts,
    journal.not_numbers,
    journal.diagnoses,
    journal.passed_on,
)


def judge(material: Material) -> Validity:
    """All concerns, the worst first, and the state they give."""
    found = [one for check in _CHECKS for one in check(material)]
    found.sort(key=lambda one: -one.severity)
    states = {Severity.NOTE: State.VALID, Severity.DOUBT: State.DOUBTFUL, Severity.FATAL: State.INVALID}
    worst = max((one.severity for one in found), default=Severity.NOTE)
    return Validity(state=states[worst], concerns=tuple(found))
