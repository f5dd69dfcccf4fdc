"""Starting a real server process, and reading its pages as a browser without script would."""

import json
import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

TOKEN = "only-for-tests"
DESIGNS = ("rewritten-page", "paged")
JSON = {"Accept": "application/json"}


NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For every client: without it, each loads the certificates of the world, for a tenth of a second."""


def person_of(url: str, cookies: httpx.Cookies | None = None) -> httpx.Client:
    """A browser without script: it keeps cookies and follows redirects."""
    return httpx.Client(base_url=url, cookies=cookies, follow_redirects=True, timeout=30, verify=NO_TLS)


def support_client(url: str) -> httpx.Client:
    """For the support interface, with the right token."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return httpx.Client(base_url=url, headers=headers, timeout=60, verify=NO_TLS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    url: str
    process: subprocess.Popen[str]


@contextmanager
def running(*options: str) -> Iterator[Server]:
    """A server process; ended by SIGTERM unless it has ended already."""
    command = [sys.executable, "-m", "billbench.fake_ccms", "serve", *options]
    environment = {**os.environ, "FAKE_CCMS_SUPPORT_TOKEN": TOKEN}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert ready["ready"] is True
        assert ready["pid"] == process.pid
        yield Server(url=ready["url"], process=process)
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=10)
        assert process.stdout is not None
        process.stdout.close()


@dataclass
class Form:
    """A form of a page as it would be sent: fields in order, buttons apart."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""
        self._first_option = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(action=given["action"], method=given["method"]))
        elif self.forms and tag == "input":
            self._take_input(given)
        elif self.forms and tag == "button" and "name" in given:
            self.forms[-1].buttons.append((given["name"], given["value"]))
        elif tag == "select":
            self._select = given["name"]
            self.forms[-1].fields[self._select] = ""
        elif tag == "option" and self._select and "selected" in given:
            self._first_option = True

    def _take_input(self, given: dict[str, str]) -> None:
        ticked = given.get("type") not in ("radio", "checkbox") or "checked" in given
        if "name" in given and ticked:
            self.forms[-1].fields[given["name"]] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._select and self._first_option:
            self.forms[-1].fields[self._select] = data
            self._first_option = False

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def forms_of(page: httpx.Response) -> list[Form]:
    reader = _FormReader()
    reader.feed(page.text)
    return reader.forms


def main_form(page: httpx.Response) -> Form:
    """The form of the page itself, not the one for signing out."""
    return next(form for form in forms_of(page) if "sign-out" not in form.action)


def heading(page: httpx.Response) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    assert found is not None, page.text
    return found[1]


def shell_screen(page: httpx.Response) -> dict[str, Any]:
    """The screen that a page hands to the browser to build."""
    found = re.search(r'<script type="application/json" id="screen">(.*?)</script>', page.text, re.DOTALL)
    assert found is not None, page.text
    return json.loads(found[1])


def send(client: httpx.Client, page: httpx.Response, action: str, **changes: str) -> httpx.Response:
    """Press a button of a page's form."""
    form = main_form(page)
    return client.post(form.action, data={**form.fields, "action": action, **changes})


def sign_in(client: httpx.Client, design: str, user: str = "solicitor1") -> httpx.Response:
    form = main_form(client.get(f"/{design}/sign-in"))
    return client.post(form.action, data={**form.fields, "user_name": user})


def hourly_line(**changes: str) -> dict[str, object]:
    fields = {
        "DATE": "03-04-2024",
        "COST_TYPE": "Profit cost",
        "CATEGORY": "Preparation",
        "ACTIVITY": "Drafting the statement",
        "TIME": "01:30",
        "RATE": "54.90",
        "VAT": "20",
        "FEE_EARNER": "Amira Patel",
    }
    return {"type": "hourly", "fields": {**fields, **changes}}


def disbursement(**changes: str) -> dict[str, object]:
    fields = {
        "ACTIVITY": "Court fee",
        "DATE": "05-04-2024",
        "NET_CLAIM_INC_UPLFT": "15.00",
        "VAT": "0",
        "FEE_EARNER": "Amira Patel",
    }
    return {"type": "disbursements", "fields": {**fields, **changes}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The support interface with the right token."""

    client: httpx.Client

    def make(self, lines: list[dict[str, object]], **more: object) -> dict[str, Any]:
        answer = self.client.post("/support/bills", json={"user": "solicitor1", "lines": lines, **more})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def read(self, bill_id: int) -> dict[str, Any]:
        answer = self.client.get(f"/support/bills/{bill_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()
