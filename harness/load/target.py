"""The application that a load goes to, when it is another than our own fake."""

import os
from pathlib import Path

import httpx

from billbench.harness.application.address import Address
from billbench.harness.model.errors import UnreachableError, UsageError
from billbench.harness.plan.load_plan import LoadPlan, Mode
from billbench.harness.plan.target_file import TargetFile, is_loopback


def address_of(target: TargetFile, path: Path, run: str) -> Address:
    """Where the load goes, and what of it is allowed there.

    Raises:
        UsageError: the file does not say where the token is.
        UnreachableError: the application does not answer.
    """
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
    return address


def check_allowed(plan: LoadPlan, address: Address) -> None:
    """Raises `UsageError` when the plan asks for more than its target allows."""
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
    if plan.typed.browser is not None and address.most_people is not None:
        raise UsageError(
            "A browser beside a load keeps to this machine. Leave out the plan's [browser], or measure the "
            "target with `billbench run --target`."
        )


def check_answers(address: Address) -> None:
    """Raises `UnreachableError` when the application does not answer, or does not take the token."""
    try:
        answer = httpx.get(
            f"{address.url}/support/health",
            headers={"Authorization": f"Bearer {address.token}", **address.headers},
            timeout=10,
        )
    except httpx.HTTPError as error:
        raise UnreachableError(
            f"The application under test does not answer at {address.url} ({error}). Look whether it runs."
        ) from error
    if answer.is_error:
        raise UnreachableError(
            f"The support interface at {address.url} answered {answer.status_code}. Look at its token."
        )
