"""A sender without Locust: one person on plain HTTP."""

import httpx

from billbench.harness.model.verdicts import Verdict
from billbench.scenarios.load.asking import Ask, Judge, Reply


class PlainSender:
    """Keeps what was asked and the verdict on each answer."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=30)
        self.asked: list[tuple[Ask, Verdict]] = []

    def send(self, ask: Ask, judge: Judge) -> tuple[Reply, Verdict]:
        got = self.client.request(ask.method, ask.path, content=ask.body, headers=ask.headers)
        reply = Reply(status=got.status_code, location=got.headers.get("location", ""), content=got.content)
        verdict = judge(reply)
        self.asked.append((ask, verdict))
        return reply, verdict
