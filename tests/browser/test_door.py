"""Who has logged in stays so in the next tab, wherever their page keeps that."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.plain_target import Service, plain_target
from tests.browser.walking import door_of

_LOG_IN = """() => new Promise((done) => {
  sessionStorage.setItem("token", "of this tab");
  const asked = indexedDB.open("login", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("of");
  asked.onsuccess = () => {
    const change = asked.result.transaction("of", "readwrite");
    change.objectStore("of").put("of this browser", "token");
    change.oncomplete = () => done();
  };
})"""
_WHO = """() => new Promise((done) => {
  const tab = sessionStorage.getItem("token"), asked = indexedDB.open("login", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("of");
  asked.onsuccess = () => {
    const found = asked.result.transaction("of").objectStore("of").get("token");
    found.onsuccess = () => done([tab, found.result ?? null]);
  };
})"""


@pytest.fixture
def service() -> Iterator[Service]:
    with plain_target() as running:
        yield running


def test_the_next_tab_has_what_a_login_left_and_another_origin_has_not(
    browser: Browser, service: Service
) -> None:
    door = door_of(service)
    first = browser.new_page()
    first.goto(f"{service.url}/bills/1")
    first.evaluate(_LOG_IN)
    door.remember(first)
    first.context.close()

    context = browser.new_context(storage_state=door.state)
    door.enter(context)
    page: Page = context.new_page()
    page.goto(f"{service.url}/bills/1")
    assert page.evaluate(_WHO) == ["of this tab", "of this browser"]
    page.goto(f"{service.url.replace('127.0.0.1', 'localhost')}/bills/1")
    assert page.evaluate(_WHO) == [None, None]
    context.close()

    door.forget()
    assert (door.state, door.tab) == (None, ("", {}))


@pytest.mark.parametrize(
    "goes_on", ["location.reload()", "location.href = '/bills/2'", "location.replace('/')"]
)
def test_a_page_that_ends_a_login_is_not_logged_in_again(
    browser: Browser, service: Service, goes_on: str
) -> None:
    """It would be sent from its login to its bill and back for ever."""
    door = door_of(service)
    door.tab = (service.url, {"token": "of this tab"})
    context = browser.new_context()
    door.enter(context)
    page: Page = context.new_page()
    page.goto(f"{service.url}/bills/1")
    assert page.evaluate("sessionStorage.length") == 1
    with page.expect_event("load"):
        page.evaluate(f"() => {{ sessionStorage.clear(); {goes_on}; }}")
    assert page.evaluate("sessionStorage.length") == 0
    context.close()
