"""The recorded pass at planted pages: whose time it was, and that it adds up to what the page took."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from billbench.harness.verification.site import planted_site
from tests.browser.recording import bundle_of, figures


@pytest.fixture(scope="module")
def bundles(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """A bundle of each planted page, with its pages written."""
    with planted_site() as url:
        yield {
            name: bundle_of(browser, url, name, tmp_path_factory.mktemp(name))
            for name in ("sync", "thrash", "render", "slow-server")
        }


@pytest.mark.parametrize(
    ("case", "kind", "named"),
    [
        ("sync", "script", "block (sync:"),
        ("thrash", "layout", "layouts, forced by act (thrash:"),
        ("slow-server", "waiting on the server", "GET /slow-server/next"),
    ],
)
def test_the_culprit_of_a_planted_page_is_named(
    bundles: dict[str, Path], case: str, kind: str, named: str
) -> None:
    found = figures(bundles[case])
    assert found["culprits"][0]["kind"] == kind
    assert named in found["culprits"][0]["name"]
    assert max(found["wait_by_kind_s"], key=found["wait_by_kind_s"].get) == kind


def test_a_table_by_innerhtml_costs_style_and_layout_and_says_how_much_it_touched(
    bundles: dict[str, Path],
) -> None:
    found = figures(bundles["render"])
    parts = found["wait_by_kind_s"]
    assert parts["style"] + parts["layout"] > 0.4 * found["wait_s"]
    text = (bundles["render"] / "what-happened.md").read_text()
    elements = next(line for line in text.splitlines() if "went over" in line)
    assert int(elements.split("went over ")[1].split(" element")[0].replace(",", "")) > 4000


def test_the_planted_300_ms_stand_under_script(bundles: dict[str, Path]) -> None:
    """By the page's own clock: other work on the machine is in them, too."""
    found = figures(bundles["sync"])
    assert found["freeze_by_kind_s"]["script"] == pytest.approx(0.3, abs=0.05)
    assert sum(found["wait_by_kind_s"].values()) == pytest.approx(found["wait_s"], abs=0.001)
