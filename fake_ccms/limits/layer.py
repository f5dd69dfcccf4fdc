"""The outermost layer: what stands between a browser and the service, with its limits and its failures.

The service behind it knows nothing of it. Only the support interface is let through untouched: it is how
limits and faults are set.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import assert_never

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from billbench.fake_ccms.limits.answers import answer, drop
from billbench.fake_ccms.limits.bodies import Arriving
from billbench.fake_ccms.limits.controls import Controls, Met
from billbench.fake_ccms.limits.exchange import (
    Exchange,
    HeldAnswer,
    cut,
    emptied,
    is_beyond,
    read_with_losses,
    slowed,
    unheard,
    warned,
    with_body,
)
from billbench.fake_ccms.limits.model import (
    BodySize,
    DropAfter,
    DropBefore,
    DropWithin,
    ErrorAnswer,
    FieldCount,
    FieldSize,
    FormReading,
    GatewayTimeout,
    OnExceed,
    SlowAnswer,
    UploadTimeout,
    WorkerTimeout,
)
from billbench.fake_ccms.process_life import KilledError, Life, live

SUPPORT = "/support/"

_WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")

_log = logging.getLogger(__name__)

Serve = Callable[[Exchange], Awaitable[None]]


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
        """Receive the request, and take it through the rules that it meets."""
        if exchange.scope["method"] not in _WITH_BODY:
            await self._through(exchange, self._controls.met_by(exchange.asked))
            return
        arriving = Arriving(exchange.receive)
        patience_s = self._controls.patience_s(exchange.scope["method"], exchange.scope["path"])
        is_late = not await arriving.ended_within(patience_s)
        if not (is_late or arriving.is_whole):
            return  # The client left: nobody hands on half a request.
        met = self._controls.met_by(with_body(exchange, arriving.body).asked)
        if is_late:
            if await self._refused_late(exchange, met):
                return
            await arriving.ended_within(None)
        if arriving.is_whole:
            await self._through(with_body(exchange, arriving.body), met)

    async def _refused_late(self, exchange: Exchange, met: list[Met]) -> bool:
        for rule in met:
            if isinstance(rule.effect, UploadTimeout):
                self._controls.applied(rule)
                await answer(exchange.send, HTTPStatus.REQUEST_TIMEOUT)
                return True
        return False

    async def _through(self, exchange: Exchange, met: list[Met]) -> None:
        """Rule by rule, in the order of a real chain of servers."""
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
            case FieldCount() | BodySize() | FieldSize() as limit:
                return await self._beyond(exchange, rule, limit) if is_beyond(exchange, limit) else exchange
            case FormReading() as reading:
                read = read_with_losses(exchange, reading)
                if read is not exchange:
                    self._controls.applied(rule)
                return read
            case UploadTimeout() | WorkerTimeout() | GatewayTimeout() | DropAfter() | DropWithin():
                return exchange
            case SlowAnswer():
                return exchange
            case _:
                assert_never(rule.effect)
        return None

    async def _beyond(
        self, exchange: Exchange, rule: Met, limit: FieldCount | BodySize | FieldSize
    ) -> Exchange | None:
        """What becomes of a request beyond a limit; nothing when it was answered or lost."""
        self._controls.applied(rule)
        match limit.on_exceed:
            case OnExceed.REFUSE:
                await answer(exchange.send, limit.status, says=limit.says, as_json=limit.as_json)
                return None
            case OnExceed.DROP:
                await drop(exchange.receive, exchange.send)
                return None
            case OnExceed.CUT if isinstance(limit, FieldCount):
                left = cut(exchange, limit)
            case OnExceed.CUT | OnExceed.VANISH:
                left = emptied(exchange)
            case _:
                assert_never(limit.on_exceed)
        return warned(left, f"a limit of {limit.limit} was exceeded") if limit.warned else left

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
        serve: Serve = self._serve
        for rule in met:
            # Each waits for what stands behind it: whoever comes later in the chain, for all before.
            if isinstance(rule.effect, WorkerTimeout | GatewayTimeout):
                serve = partial(self._serve_in_time, serve, rule, rule.effect)
        await serve(exchange)

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

    async def _serve_in_time(
        self, serve: Serve, rule: Met, limit: WorkerTimeout | GatewayTimeout, exchange: Exchange
    ) -> None:
        """Wait for the answer to begin. A gateway gives up on it, while the service goes on.

        A worker that is killed does not: what it has not committed by then never happens.
        """
        life = Life()
        began: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def send_in_time(message: Message) -> None:
            if not began.done():
                began.set_result(None)
            if not began.cancelled():
                await exchange.send(message)

        async def work_on_it() -> None:
            if isinstance(limit, WorkerTimeout):
                live(life)
            await serve(replace(exchange, send=send_in_time))

        work = asyncio.create_task(work_on_it())
        await asyncio.wait((work, began), timeout=limit.after_s, return_when=asyncio.FIRST_COMPLETED)
        if work.done() or began.done():
            await work
            return
        began.cancel()
        life.end()
        self._controls.applied(rule)
        self._given_up.add(work)
        work.add_done_callback(self._forget)
        is_gateway = isinstance(limit, GatewayTimeout)
        await answer(exchange.send, 504 if is_gateway else 500, waited_s=limit.after_s)

    def _forget(self, work: asyncio.Task[None]) -> None:
        self._given_up.discard(work)
        error = None if work.cancelled() else work.exception()
        if error is not None and not isinstance(error, KilledError):
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
