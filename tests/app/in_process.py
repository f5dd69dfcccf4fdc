"""The application without a server process: for tests of many requests, or with a clock of their own."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
from starlette.types import ASGIApp

from billbench.fake_ccms.seeding.seed import seed
from billbench.fake_ccms.settings import Settings
from billbench.fake_ccms.settings_file import settings_from
from billbench.fake_ccms.store.database import Database
from billbench.fake_ccms.web.app import create_app
from tests.app.driving import TOKEN, main_form

Result = TypeVar("Result")


class Inside:
    """A client of an application in this process, with the cookies of one person."""

    def __init__(
        self, app: ASGIApp, database: Database, database_url: str, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.app = app
        self.database = database
        self.database_url = database_url
        self.sent = 0
        self._loop = loop
        transport = httpx.ASGITransport(app=app)
        self.client = httpx.AsyncClient(
            transport=transport, base_url="http://ccms.test", follow_redirects=True
        )

    def wait_for(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request. An exception in the application is raised here."""
        self.sent += 1
        return self.wait_for(self.client.request(method, path, **more))

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("POST", path, **more)

    def support(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self.ask(method, f"/support/{path}", headers={"Authorization": f"Bearer {TOKEN}"}, **more)

    def sign_in(self, user: str = "solicitor1") -> None:
        form = main_form(self.get("/paged/sign-in"))
        answer = self.post(form.action, data={**form.fields, "user_name": user})
        assert answer.status_code == 200, answer.text


def settings_of(document: dict[str, Any]) -> Settings:
    settings, mistakes = settings_from(document)
    assert settings is not None, mistakes
    return settings


@contextmanager
def inside(
    folder: Path,
    settings: Settings | None = None,
    *,
    clock: Callable[[], float] = time.time,
    database_url: str = "",
) -> Iterator[Inside]:
    """The application on a database of its own."""
    url = database_url or f"sqlite:///{folder / 'inside.sqlite'}"
    settings = settings or Settings()
    with (
        Database(url, connections=8, one_writer=settings.server.one_writer) as database,
        loop_of_its_own() as loop,
    ):
        with database.writing() as connection:
            seed(connection)
        app = create_app(settings, database, support_token=TOKEN, clock=clock)
        client = Inside(app, database, url, loop)
        try:
            yield client
        finally:
            client.wait_for(client.client.aclose())
            client.wait_for(loop.shutdown_default_executor())


@contextmanager
def loop_of_its_own() -> Iterator[asyncio.AbstractEventLoop]:
    """In a thread of its own: that of the tests may have the browser's."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
