"""The witness: every request with a body that a page sends, and what comes of it."""

from typing import Any

from playwright.sync_api import Page, Request, Response

from billbench.harness.instrument.probes import body_of
from billbench.harness.outcomes.evidence import Sent


class Witness:
    """Watches one page from its making on."""

    def __init__(self, page: Page) -> None:
        self._sent: list[Request] = []
        self._ends: dict[Request, dict[str, Any]] = {}
        # Plain functions: Playwright writes an attribute into the owner of a bound method.
        page.on("request", lambda request: self._see(request))
        page.on("response", lambda response: self._see_answer(response))
        page.on("requestfailed", lambda request: self._see_failure(request))

    def _see(self, request: Request) -> None:
        if request.method != "GET":
            self._sent.append(request)

    def _see_answer(self, response: Response) -> None:
        if response.request.method != "GET":
            place = response.headers.get("location", "")
            self._ends[response.request] = {"status": response.status, "to_sign_in": "/sign-in?" in place}

    def _see_failure(self, request: Request) -> None:
        if request.method != "GET":
            self._ends[request] = {**self._ends.get(request, {}), "failure": request.failure or "lost"}

    @property
    def waits(self) -> bool:
        """Whether something that was sent has no answer yet."""
        return any(request not in self._ends for request in self._sent)

    def seen(self) -> tuple[Sent, ...]:
        """What was sent so far, in order."""
        return tuple(
            Sent(
                path=request.url.partition("?")[0],
                body=body_of(request),
                content_type=request.headers.get("content-type", ""),
                **self._ends.get(request, {}),
            )
            for request in self._sent
        )
