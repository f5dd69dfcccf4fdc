"""The entry point of pytest (`pytest11`): options, the fixture `bill_page`, and the figures at the end.

Every pytest on the machine loads this module. What only a test of a bill page needs is loaded by its fixture.
"""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from billbench.harness.machine.installation import check_alone
from billbench.harness.model.errors import UsageError
from billbench.harness.plugin.settings import FIGURE, PluginSettings, add_options, settings_of

if TYPE_CHECKING:
    from billbench.harness.plugin.bill_page import BillPage
    from billbench.harness.plugin.measuring import Measuring

_SETTINGS = pytest.StashKey[PluginSettings]()
_FOLDER = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    try:
        check_alone()
    except UsageError as error:
        raise pytest.UsageError(f"billbench: {error}") from None
    config.stash[_SETTINGS] = settings_of(config)
    given = getattr(config, "workerinput", {}).get(FIGURE)
    own = f"pytest-{time.strftime('%Y%m%d-%H%M%S')}-{os.urandom(3).hex()}"
    config.stash[_FOLDER] = Path(given) if given else config.rootpath / config.stash[_SETTINGS].runs / own


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """pytest-xdist: all processes of a session share one folder, so none measures what another did."""
    node.workerinput[FIGURE] = str(node.config.stash[_FOLDER])


@pytest.fixture(scope="session")
def _bill_measuring(pytestconfig: pytest.Config) -> "Measuring":
    from billbench.harness.plugin import bill_page
    from billbench.harness.plugin.measuring import Measuring

    pytestconfig.pluginmanager.register(bill_page, "billbench-bill-page")
    return Measuring(pytestconfig.stash[_SETTINGS], pytestconfig.stash[_FOLDER])


@pytest.fixture
def bill_page(request: pytest.FixtureRequest, _bill_measuring: "Measuring") -> "BillPage":
    """The bill page that the options name: `freeze(lines=80)` and `save(lines=200).nothing_lost`."""
    from billbench.harness.plugin.bill_page import BillPage

    return BillPage(request.node, _bill_measuring)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Every figure once, those of passed tests too: how near to a limit one is, is worth knowing."""
    figures = dict.fromkeys(_figures(terminalreporter.stats.values()))
    if figures:
        terminalreporter.section("billbench")
        for figure in figures:
            terminalreporter.write_line(figure)


def _figures(reports: Iterable[Iterable[Any]]) -> Iterator[str]:
    for report in (one for some in reports for one in some):
        yield from (text for name, text in getattr(report, "user_properties", ()) if name == FIGURE)
