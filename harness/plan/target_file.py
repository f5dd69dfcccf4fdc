"""Target files: which application is measured or loaded, how it is worked, and who allowed it until when.

A test can take a service down and shows what people keep in it. So a host that is not loopback needs a
name, a day and the most people and requests a second; without them, nothing is sent. Secrets are in the
environment, never in a file.
"""

import datetime
import ipaddress
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from billbench.harness.model.errors import UsageError
from billbench.harness.model.masking import Masking
from billbench.harness.model.typed import read_toml, shaped
from billbench.scenarios.page_map import BillsMap, LoginMap, PageMap, ReadBackKind, ReadBackMap, TargetMap

KIND = "target file"
HEADER = "X-Billbench"
"""Tells the server who is testing."""


class TargetFile(BaseModel):
    """A target as typed. A browser needs `bills` and `page`, a load the token of the support interface.

    `may_add_lines`: for a journey that takes a line away, one of our own may be typed into the bill before.
    `settles_within`: seconds until what was saved can be read; what looks lost before is looked at again.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    name: str = Field(default="target", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")
    title: str = ""
    sentence: str = ""
    url: str = Field(pattern=r"^https?://[^/\s@?#]+/?$")
    token_variable: str = ""
    authorised_by: str = ""
    authorised_until: datetime.date | None = None
    most_people: int | None = Field(default=None, ge=1)
    most_requests_per_s: float | None = Field(default=None, gt=0)
    keep_content: bool = False
    keep_content_reason: str = ""
    may_add_lines: bool = False
    login: LoginMap | None = None
    bills: BillsMap | None = None
    page: PageMap | None = None
    read_back: ReadBackMap = ReadBackMap()
    settles_within: float = Field(default=15.0, ge=0, le=600)

    @model_validator(mode="after")
    def _whole(self) -> "TargetFile":
        if self.keep_content and not self.keep_content_reason.strip():
            raise ValueError("keep_content needs a keep_content_reason: why may the content be kept")
        if (self.bills is None) is not (self.page is None):
            raise ValueError("[bills] and [page] belong together; one of them is missing")
        unread = self.page is not None and self.page.known_by not in (
            self.read_back.fields or self.page.fields
        )
        if self.read_back.by is ReadBackKind.API and unread:
            raise ValueError("read_back.fields lacks the field that lines are known by")
        return self

    @property
    def site(self) -> str:
        return self.url.rstrip("/")

    @property
    def secrets(self) -> tuple[str, ...]:
        """The environment variables whose values are nobody else's business."""
        logs_in = self.login.fields.values() if self.login else ()
        named = [self.token_variable, *logs_in, *self.read_back.headers.values()]
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def masking(self) -> Masking:
        """What of its pages may be kept."""
        return Masking(keeps_content=self.keep_content, secret_variables=self.secrets)

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def plain(self) -> dict[str, Any]:
        """The file as plain data, for another process and for the run's folder. It has no secrets."""
        return self.model_dump(mode="json")

    @property
    def axes(self) -> dict[str, Any]:
        """The page in the words of the design space, as far as its map tells."""
        page = self.page
        assert page is not None, "a browser's target has a page"
        size: int | str | None = page.rows_per_page or ("unknown" if page.next else None)
        return {
            "route": "lines",
            "rows_per_page": size,
            "editable_rows": "all",
            "mounted_rows": "visible" if page.scroller else "all",
        }

    @property
    def map(self) -> TargetMap:
        assert self.page is not None, "a browser's target has a page"
        assert self.bills is not None, "a browser's target has bills"
        return TargetMap(
            page=self.page,
            bills=self.bills,
            keeps_content=self.keep_content,
            may_add_lines=self.may_add_lines,
        )

    def header(self, run: str) -> dict[str, str]:
        """Who is testing, for the server. What no header can hold is left out."""
        said = f"{self.name}; {run}; {self.authorised_by or 'this machine'}"
        return {HEADER: "".join(letter for letter in said if letter.isascii() and letter.isprintable())}


def read_target(path: Path, today: datetime.date) -> TargetFile:
    """A target that may be tested today.

    Raises:
        UsageError: the file has mistakes, nobody has authorised its host, or a variable is not set.
    """
    typed = read_toml(path, KIND)
    target = parse_target({"name": path.stem, **typed}, str(path))
    check_may_be_tested(target, str(path), today)
    return _with_state_beside(target, path)


def parse_target(typed: Mapping[str, Any], source: str) -> TargetFile:
    """What was typed, if it has no mistakes; `source` names it in messages. Raises `UsageError`."""
    return shaped(TargetFile, typed, source, KIND)


def check_may_be_tested(target: TargetFile, source: str, today: datetime.date) -> None:
    """Raises `UsageError` when nobody has authorised a test of the host, or a secret is not there."""
    if not is_loopback(target.url):
        _check_authorised(target, source, today)
    _check_variables(target, source)


def _check_authorised(target: TargetFile, source: str, today: datetime.date) -> None:
    missing = [
        f"{key} = {example}"
        for key, example, value in (
            ("authorised_by", '"name"', target.authorised_by.strip()),
            ("authorised_until", f"{today + datetime.timedelta(days=30)}", target.authorised_until),
            ("most_people", "10", target.most_people),
            ("most_requests_per_s", "20", target.most_requests_per_s),
        )
        if not value
    ]
    if missing:
        raise UsageError(
            f"{target.host} is not this machine, and the target file {source} does not say who authorised a "
            f"test of it, until when, and the most people and requests a second. Ask its owner, then write "
            f"{', '.join(missing)}."
        )
    assert target.authorised_until is not None
    if target.authorised_until < today:
        raise UsageError(
            f"The authorisation for {target.host} in {source} ended on {target.authorised_until}. "
            "Ask for a new one."
        )


def is_loopback(url: str) -> bool:
    """Whether every address that the host stands for is of this machine. An unknown host is not."""
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 80, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        return False
    return all(ipaddress.ip_address(str(one[4][0])).is_loopback for one in found)


def _check_variables(target: TargetFile, source: str) -> None:
    missing = [name for name in target.secrets if not os.environ.get(name)]
    if missing:
        what = "a variable that is" if len(missing) == 1 else "variables that are"
        raise UsageError(
            f"The target file {source} takes a secret from {what} not set: {', '.join(missing)}. "
            "Set it in the environment."
        )


def _with_state_beside(target: TargetFile, path: Path) -> TargetFile:
    """A saved state is named relative to its target file."""
    if target.login is None or not target.login.state:
        return target
    state = path.parent / target.login.state
    if not state.is_file():
        raise UsageError(
            f"The target file {path} names the saved browser state {state}, which is not there. Save it, "
            "or name the fields of the login."
        )
    login = target.login.model_copy(update={"state": str(state.resolve())})
    return target.model_copy(update={"login": login})
