"""A run goes on, or is done again, only with the pages that it was begun with."""

from collections.abc import Mapping
from typing import Any

import pytest

from billbench.fake_ccms.design_presets import PRESETS
from billbench.fake_ccms.designs import as_plain
from billbench.harness.commands.preparing.preparing import prepared_again
from billbench.harness.model.errors import UsageError
from billbench.harness.model.runs import Run
from billbench.harness.plan.plan_file import PlanFile
from tests.unit.harness.factory import info


def run_whose_single_page_is(axes: Mapping[str, Any]) -> Run:
    typed = PlanFile(designs=["single-page"], lines=[10]).model_dump(mode="json")
    plan = {"designs": ["single-page"], "design_axes": {"single-page": dict(axes)}, "typed": typed}
    return Run(info=info(name="the-old-run", plan=plan), trials=())


def axes_of(design: str) -> dict[str, Any]:
    return {
        key: value
        for key, value in as_plain(PRESETS[design]).items()
        if key not in ("name", "title", "sentence")
    }


def test_a_page_that_has_another_name_now_is_refused_with_that_name() -> None:
    with pytest.raises(UsageError, match=r"the-old-run is another page .*rendering") as refused:
        prepared_again(run_whose_single_page_is(axes_of("rewritten-page")))
    assert 'measure "rewritten-page", which is that page now' in str(refused.value)


def test_the_same_page_is_prepared_again() -> None:
    assert prepared_again(run_whose_single_page_is(axes_of("single-page"))).plan.designs == ("single-page",)
