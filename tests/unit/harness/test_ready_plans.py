"""The plans that are shipped: each is found by its name and is valid, in both forms, without a browser."""

from pathlib import Path

import pytest

from billbench.fake_ccms.design_presets import PRESETS
from billbench.fake_ccms.settings_file import settings_from
from billbench.harness.commands.preparing.plans import named_plans
from billbench.harness.model.errors import UsageError
from billbench.harness.plan.plan import Plan, validate
from billbench.harness.plan.plan_file import PlanFile, read_plan
from billbench.reports.findings.claims.table import ClaimName
from billbench.scenarios.catalogue import JOURNEYS
from billbench.scenarios.people import PEOPLE

CLAIMS = [name.value for name in ClaimName]
SHORT_TRIALS = 200
"""At 6 s a trial, which is what large bills take, all short forms are done in 20 minutes."""


def made(path: Path, *, short: bool) -> tuple[PlanFile, Plan]:
    typed = read_plan(path, {}, short=short)
    return typed, validate(typed, str(path), designs=list(PRESETS), journeys=list(JOURNEYS), people=PEOPLE)


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("claim", CLAIMS)
def test_every_claim_has_a_plan_of_its_name(claim: str, short: bool) -> None:
    (path,) = named_plans(Path("claims") / claim)
    typed, plan = made(path, short=short)
    assert plan.claim == claim
    assert plan.cells()
    for variant in plan.variants:
        _, mistakes = settings_from(typed.app_settings(variant.name))
        assert mistakes == ()


def test_all_claims_have_one_name() -> None:
    assert [path.stem for path in named_plans(Path("claims"))] == CLAIMS


def test_the_short_forms_together_are_a_quick_look() -> None:
    plans = [made(path, short=True)[1] for path in named_plans(Path("claims"))]
    trials = sum((len(plan.cells()) + plan.repeats) * plan.launches for plan in plans)
    assert trials <= SHORT_TRIALS


def test_the_claim_about_capacity_varies_workers_and_processor_alone() -> None:
    _, plan = made(named_plans(Path("claims/C4"))[0], short=True)
    assert len({(v.workers, v.processor_share) for v in plan.variants}) == len(plan.variants) == 4
    assert len({str(variant.app_settings) for variant in plan.variants}) == 1


def test_an_unknown_name_is_answered_with_the_nearest_ready_plan() -> None:
    with pytest.raises(UsageError, match=r'Did you mean "claims/C4"\?'):
        named_plans(Path("claim/C4"))
