"""The application that a load goes to, when it is another than our own fake."""

import os
from pathlib import Path

import httpx

from harness.engine.target import Address
from harness.errors import UnreachableError, UsageError
from harness.target_file import TargetFile


def address_of(target: TargetFile, path: Path) -> Address:
    """Where the load goes.

    Raises:
        UsageError: the file does not say where the token is.
        UnreachableError: the application does not answer.
    """
    if not target.token_variable:
        raise UsageError(
            f"The target file {path} has no token_variable. A load makes its bills and reads them back over "
            "the support interface: name the environment variable that holds its token."
        )
    address = Address(url=target.site, token=os.environ[target.token_variable])
    _check_answers(address)
    return address


def _check_answers(address: Address) -> None:
    try:
        answer = httpx.get(
            f"{address.url}/support/health", headers={"Authorization": f"Bearer {address.token}"}, timeout=10
        )
    except httpx.HTTPError as error:
        raise UnreachableError(
            f"The application under test does not answer at {address.url} ({error}). Look whether it runs."
        ) from error
    if answer.is_error:
        raise UnreachableError(
            f"The support interface at {address.url} answered {answer.status_code}. Look at its token."
        )
