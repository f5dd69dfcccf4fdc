"""Somebody who prepares cases over the application's pages, before a load."""

import httpx

from billbench.harness.application.address import Address, held_back
from billbench.harness.model.errors import UnreachableError
from billbench.harness.model.verdicts import Verdict
from billbench.scenarios.load.asking import Ask, Judge, Reply
from billbench.scenarios.load.forms import csrf_of, version_of
from billbench.scenarios.load.visits import USERS, sign_in


class Clerk:
    """One of the firm, on plain HTTP. A context manager."""

    def __init__(self, address: Address) -> None:
        self._client = httpx.Client(
            base_url=address.url,
            headers=dict(address.headers),
            timeout=60,
            event_hooks=held_back(address),
            trust_env=address.trusts_env,
        )
        self._signed_in = False

    def __enter__(self) -> "Clerk":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def send(self, ask: Ask, judge: Judge) -> tuple[Reply, Verdict]:
        got = self._client.request(ask.method, ask.path, content=ask.body, headers=ask.headers)
        reply = Reply(status=got.status_code, location=got.headers.get("location", ""), content=got.content)
        return reply, judge(reply)

    def delete(self, design: str, bill_id: int) -> None:
        """Delete a draft: a claim file is only taken for a case that has none."""
        try:
            if not self._signed_in:
                self._signed_in = sign_in(self, design, USERS[0]) is Verdict.OK
            path = f"/{design}/bills/{bill_id}/delete"
            page = self._client.get(path).content
            self._client.post(path, data={"csrf": csrf_of(page), "version": str(version_of(page))})
        except httpx.HTTPError as error:
            raise UnreachableError(
                f"The application does not answer at {self._client.base_url} ({error}). Look whether it runs."
            ) from error
