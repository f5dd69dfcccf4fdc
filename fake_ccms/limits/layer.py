"""The outermost layer: what stands between a browser and the service, with its limits and its failures.

The service behind it knows nothing of it. Only the support interface is let through untouched: it is how
limits and faults are set.
"""

import asyncio
import logging
from dataclasses import replace
from typing import assert_never

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from billbench.fake_ccms.limits.answers import answer, drop
from billbench.fake_ccms.limits.bodies import handing_on, read_whole
from billbench.fake_ccms.limits.controls import Controls, Met
from billbench.fake_ccms.limits.exchange import Exchange, HeldAnswer, cut, emptied, slowed, unheard
from billbench.fake_ccms.limits.model import (
    Asked,
    BodySize,
    DropAfter,
    DropBefore,
    DropWithin,
    ErrorAnswer,
    FieldCount,
    GatewayTimeout,
    OnExceed,
    SlowAnswer,
)

SUPPORT = "/support/"

_WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")

_log = logging.getLogger(__name__)


class LimitLayer:
    """The layer around the service, which works on `threads` requests at once."""

    def __init__(self, service: ASGIApp, controls: Controls, *, threads: int) -> None:
        self.service = service
        self._controls = controls
        self._threads = threads
        self._at_work = 0
        self._given_up: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.service(scope, self._ending_last(receive), send)
        elif scope["type"] != "http" or scope["path"].startswith(SUPPORT):
            await self.service(scope, receive, send)
        elif self._controls.limits.chain:
            await self._under_rules(Exchange(scope=scope, receive=receive, send=send))
        else:
            await self._serve(Exchange(scope=scope, receive=receive, send=send))

    def _ending_last(self, receive: Receive) -> Receive:
        async def receive_when_idle() -> Message:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                # Requests whose gateway gave up: what they have begun to save they may end.
                await asyncio.gather(*self._given_up, return_exceptions=True)
            return message

        return receive_when_idle

    async def _under_rules(self, exchange: Exchange) -> None:
        """Take the request through the rules that it meets, in the order of a real chain of servers."""
        if exchange.scope["method"] in _WITH_BODY:
            body = await read_whole(exchange.receive)
            if body is None:
                return  # The client left: nobody hands on half a request.
            receive = handing_on(body.content, exchange.receive)
            exchange = replace(exchange, receive=receive, content=body.content, size=body.size)
        asked = Asked(
            method=exchange.scope["method"],
            path=exchange.scope["path"],
            fields=exchange.fields,
            size=exchange.size,
        )
        met = self._controls.met_by(asked)
        for rule in met:
            admitted = await self._admit(exchange, rule)
            if admitted is None:
                return
            exchange = admitted
        await self._answer(exchange, met)

    async def _admit(self, exchange: Exchange, rule: Met) -> Exchange | None:
        """The request as it goes on; nothing when it was answered or lost on its way to the service."""
        match rule.effect:
            case DropBefore():
                self._controls.applied(rule)
                await drop(exchange.receive, exchange.send)
            case ErrorAnswer(status=status):
                self._controls.applied(rule)
                await answer(exchange.send, status)
            case FieldCount() | BodySize() as limit:
                return await self._within(exchange, rule, limit)
            case GatewayTimeout() | DropAfter() | DropWithin() | SlowAnswer():
                return exchange
            case _:
                assert_never(rule.effect)
        return None

    async def _within(self, exchange: Exchange, rule: Met, limit: FieldCount | BodySize) -> Exchange | None:
        size = exchange.fields if isinstance(limit, FieldCount) else exchange.size
        if size <= limit.limit:
            return exchange
        self._controls.applied(rule)
        match limit.on_exceed:
            case OnExceed.REFUSE:
                await answer(exchange.send, limit.status)
            case OnExceed.DROP:
                await drop(exchange.receive, exchange.send)
            case OnExceed.CUT:
                return cut(exchange, limit.limit) if isinstance(limit, FieldCount) else emptied(exchange)
            case _:
                assert_never(limit.on_exceed)
        return None

    async def _answer(self, exchange: Exchange, met: list[Met]) -> None:
        """Let the service answer, under what happens to answers. A lost connection outdoes a late one."""
        for rule in met:
            if isinstance(rule.effect, DropAfter):
                self._controls.applied(rule)
                await self._serve(replace(exchange, send=unheard))
                await drop(exchange.receive, exchange.send)
                return
            if isinstance(rule.effect, DropWithin):
                await self._serve_half(exchange, rule)
                return
        for rule in met:
            if isinstance(rule.effect, SlowAnswer):
                self._controls.applied(rule)
                exchange = slowed(exchange, rule.effect.bytes_per_s)
        for rule in met:
            if isinstance(rule.effect, GatewayTimeout):
                await self._serve_in_time(exchange, rule, rule.effect.after_s)
                return
        await self._serve(exchange)

    async def _serve_half(self, exchange: Exchange, rule: Met) -> None:
        """The head and half of the body, then no connection."""
        held = HeldAnswer()
        await self._serve(replace(exchange, send=held.take))
        body = held.body
        await exchange.send(held.start)
        half = body[: len(body) // 2]
        await exchange.send({"type": "http.response.body", "body": half, "more_body": bool(body)})
        if body:
            self._controls.applied(rule)
            await drop(exchange.receive, exchange.send)

    async def _serve_in_time(self, exchange: Exchange, rule: Met, after_s: float) -> None:
        """As a gateway does: wait for the answer to begin, else give up on it; the service goes on."""
        began: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        gave_up = False

        async def send_in_time(message: Message) -> None:
            if gave_up:
                return
            if not began.done():
                began.set_result(None)
            await exchange.send(message)

        work = asyncio.create_task(self._serve(replace(exchange, send=send_in_time)))
        await asyncio.wait((work, began), timeout=after_s, return_when=asyncio.FIRST_COMPLETED)
        if work.done() or began.done():
            await work
            return
        gave_up = True
        self._controls.applied(rule)
        self._given_up.add(work)
        work.add_done_callback(self._forget)
        await answer(exchange.send, 504, waited_s=after_s)

    def _forget(self, work: asyncio.Task[None]) -> None:
        self._given_up.discard(work)
        if not work.cancelled() and (error := work.exception()) is not None:
            _log.error("A request failed after its gateway had given up", exc_info=error)

    async def _serve(self, exchange: Exchange) -> None:
        """Let the service do it, if a thread is free or the request may wait for one."""
        queue = self._controls.limits.limits.queue
        if queue is not None and self._at_work >= self._threads + queue:
            await answer(exchange.send, 503)
            return
        self._at_work += 1
        try:
            await self.service(exchange.scope, exchange.receive, exchange.send)
        finally:
            self._at_work -= 1
