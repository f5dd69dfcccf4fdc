"""Where a load may go: to this machine, or to a host that somebody has authorised until a day.

A load can take a service down. So a host that is not loopback needs a target file that names who
allowed it and until when; without one, nothing is sent.
"""

import datetime
import ipaddress
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, Field

from harness.engine.target import Address
from harness.errors import UnreachableError, UsageError
from harness.typed import read_toml, shaped

_KIND = "target file"


class TargetFile(BaseModel):
    """A target as typed. The token of the support interface is in the environment, never in a file."""

    model_config = ConfigDict(extra="forbid")
    url: str = Field(pattern=r"^https?://[^/\s]+/?$")
    token_variable: str = Field(min_length=1)
    authorised_by: str = ""
    authorised_until: datetime.date | None = None


def read_target(path: Path, today: datetime.date) -> Address:
    """The application to load, which must answer.

    Raises:
        UsageError: the file has mistakes, or nobody has authorised its host.
        UnreachableError: the application does not answer.
    """
    target = shaped(TargetFile, read_toml(path, _KIND), str(path), _KIND)
    url = target.url.rstrip("/")
    if not is_loopback(url):
        _check_authorised(target, path, today)
    token = os.environ.get(target.token_variable)
    if not token:
        raise UsageError(
            f"The target file {path} says that the token is in {target.token_variable}, which is not set. "
            "Set it in the environment."
        )
    address = Address(url=url, token=token)
    check_answers(address)
    return address


def is_loopback(url: str) -> bool:
    """Whether every address that the host stands for is of this machine. An unknown host is not."""
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 80, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(ipaddress.ip_address(str(one[4][0])).is_loopback for one in found)


def _check_authorised(target: TargetFile, path: Path, today: datetime.date) -> None:
    host = urlsplit(target.url).hostname
    if not target.authorised_by.strip() or target.authorised_until is None:
        raise UsageError(
            f"{host} is not this machine, and the target file {path} does not say who authorised a load on "
            'it. Ask its owner, then write authorised_by = "name" and authorised_until = 2026-01-31.'
        )
    if target.authorised_until < today:
        raise UsageError(
            f"The authorisation for {host} in {path} ended on {target.authorised_until}. Ask for a new one."
        )


def check_answers(address: Address) -> None:
    """Raises `UnreachableError` when the application does not answer, or does not take the token."""
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
