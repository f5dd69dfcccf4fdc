"""A desk without Locust: one person on plain HTTP."""

import httpx

from billbench.harness.model.verdicts import Verdict
from billbench.scenarios.load.asking import Answer, Ask, Judge


class PlainDesk:
    """Keeps what was asked and the verdict on each answer."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=30)
        self.asked: list[tuple[Ask, Verdict]] = []

    def send(self, ask: Ask, judge: Judge) -> tuple[Answer, Verdict]:
        got = self.client.request(ask.method, ask.path, content=ask.body, headers=ask.headers)
        answer = Answer(status=got.status_code, location=got.headers.get("location", ""), content=got.content)
        verdict = judge(answer)
        self.asked.append((ask, verdict))
        return answer, verdict
