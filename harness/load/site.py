"""Where a load goes: our own fake, or somebody else's application, as far as its owner allows."""

import datetime
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from billbench.harness.application.address import Address, check_answers
from billbench.harness.application.ours.fake import running_fake_ccms
from billbench.harness.model.errors import UsageError
from billbench.harness.plan.load_plan import LoadPlan, Mode
from billbench.harness.plan.target_file import is_loopback, read_target


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSite:
    """Where the load goes, and what of the application's designs it needs to know: their axes."""

    address: Address
    designs: Mapping[str, Mapping[str, Any]]


@contextmanager
def application(plan: LoadPlan, target: Path | None, run: str) -> Iterator[Address]:
    """The application under load, while it is needed: that of a target file, or the fake CCMS, started.

    Raises:
        UsageError: the target does not allow this load.
        UnreachableError: the application does not answer.
    """
    if target is not None:
        yield _target_address(plan, target, run)
        return
    with running_fake_ccms(
        plan.app_settings(),
        workers=plan.server.workers,
        on_cores=plan.server.cores,
        processor_share=plan.server.processor_share,
    ) as address:
        yield address


def _target_address(plan: LoadPlan, path: Path, run: str) -> Address:
    target = read_target(path, datetime.datetime.now(datetime.UTC).date())
    if not target.token_variable:
        raise UsageError(
            f"The target file {path} has no token_variable. A load makes its bills and reads them back over "
            "the support interface: name the environment variable that holds its token."
        )
    own = is_loopback(target.url)
    address = Address(
        url=target.site,
        token=os.environ[target.token_variable],
        headers=target.header(run),
        most_people=None if own else target.most_people,
        most_requests_per_s=None if own else target.most_requests_per_s,
    )
    check_answers(address)
    _check_allowed(plan, address)
    return address


def _check_allowed(plan: LoadPlan, address: Address) -> None:
    over = [
        f"{asked:g} {what}, and {most:g} are allowed"
        for what, asked, most in (
            ("people", plan.people, address.most_people),
            (
                "arrivals a second",
                plan.arrivals_per_s if plan.mode is Mode.OPEN else 0,
                address.most_requests_per_s,
            ),
        )
        if most is not None and asked > most
    ]
    if over:
        raise UsageError(
            f"The load is more than its target allows: {'; '.join(over)}. Ask for less, or ask the owner."
        )
    if plan.browser is not None and address.most_people is not None:
        raise UsageError(
            "A browser beside a load keeps to this machine. Leave out the plan's [browser], or measure the "
            "target with `billbench run --target`."
        )
