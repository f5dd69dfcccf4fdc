"""The requests of a page, as a HAR file and as spans on the clock of the performance trace."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import CDPSession

from billbench.harness.model.masking import Masking


@dataclass(slots=True)
class Exchanged:
    """One request and what came of it; times are the browser's own, in seconds, `None` while under way."""

    sent: Mapping[str, Any]
    response: Mapping[str, Any] | None = None
    answered: float | None = None
    ended: float | None = None
    received_bytes: float = 0.0
    failure: str = ""


@dataclass(slots=True)
class Traffic:
    """Every exchange since `attach`, in the order of sending."""

    exchanges: dict[str, list[Exchanged]] = field(default_factory=dict)

    def attach(self, session: CDPSession) -> None:
        session.on("Network.requestWillBeSent", lambda event: self._send(event))
        session.on("Network.responseReceived", lambda event: self._answer(event))
        session.on("Network.loadingFinished", lambda event: self._finish(event))
        session.on("Network.loadingFailed", lambda event: self._fail(event))
        session.send("Network.enable")

    def _send(self, event: Mapping[str, Any]) -> None:
        hops = self.exchanges.setdefault(event["requestId"], [])
        if hops and (redirect := event.get("redirectResponse")):  # A redirect goes on under the same id.
            hops[-1].response = redirect
            hops[-1].answered = hops[-1].ended = event["timestamp"]
        hops.append(Exchanged(event))

    def _answer(self, event: Mapping[str, Any]) -> None:
        if hops := self.exchanges.get(event["requestId"]):
            hops[-1].response, hops[-1].answered = event["response"], event["timestamp"]

    def _finish(self, event: Mapping[str, Any]) -> None:
        if hops := self.exchanges.get(event["requestId"]):
            hops[-1].ended, hops[-1].received_bytes = event["timestamp"], event["encodedDataLength"]

    def _fail(self, event: Mapping[str, Any]) -> None:
        if hops := self.exchanges.get(event["requestId"]):
            hops[-1].ended, hops[-1].failure = event["timestamp"], event["errorText"]

    def in_order(self) -> list[Exchanged]:
        every = [exchange for hops in self.exchanges.values() for exchange in hops]
        return sorted(every, key=lambda exchange: exchange.sent["timestamp"])


def spans(network: Traffic, masking: Masking) -> list[Mapping[str, Any]]:
    """Requests on the clock of the trace; an end is `None` for one that was still under way."""
    return [
        {
            "url": masking.url(exchange.sent["request"]["url"]),
            "method": exchange.sent["request"]["method"],
            "start_s": exchange.sent["timestamp"],
            "answered_s": exchange.answered,
            "end_s": exchange.ended,
            "status": (exchange.response or {}).get("status"),
            "bytes": exchange.received_bytes,
        }
        for exchange in network.in_order()
        if not exchange.sent["request"]["url"].startswith("data:")
    ]


def as_har(network: Traffic, masking: Masking, browser: str) -> Mapping[str, Any]:
    """HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/) without bodies of answers, and without
    cookies or other credentials; a masked one has no query values and no bodies at all."""
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "billbench", "version": "1"},
            "browser": {"name": browser.partition("/")[0], "version": browser.partition("/")[2]},
            "pages": [],
            "entries": [_entry(exchange, masking) for exchange in network.in_order()],
        }
    }


def _entry(exchange: Exchanged, masking: Masking) -> Mapping[str, Any]:
    begun, request = exchange.sent["timestamp"], exchange.sent["request"]
    ended = exchange.ended if exchange.ended is not None else begun
    answered = exchange.answered if exchange.answered is not None else ended
    started = datetime.datetime.fromtimestamp(exchange.sent["wallTime"], datetime.UTC)
    wait_ms, receive_ms = 1000 * (answered - begun), 1000 * max(ended - answered, 0.0)
    return {
        "startedDateTime": started.isoformat(timespec="milliseconds"),
        "time": wait_ms + receive_ms,
        "request": _request(request, masking),
        "response": _response(exchange, masking),
        "cache": {},
        "timings": {"send": 0, "wait": wait_ms, "receive": receive_ms},
        **({"comment": exchange.failure} if exchange.failure else {}),
    }


def _request(request: Mapping[str, Any], masking: Masking) -> Mapping[str, Any]:
    body = request.get("postData", "")
    query = parse_qsl(urlsplit(request["url"]).query, keep_blank_values=True)
    kind = next((value for name, value in request["headers"].items() if name.lower() == "content-type"), "")
    has_text = {"text": masking.without_secrets(body)} if masking.keeps_content else {}
    return {
        "method": request["method"],
        "url": masking.url(request["url"]),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _named(masking.headers(request["headers"])),
        "queryString": [{"name": name, "value": masking.text(value)} for name, value in query]
        if masking.keeps_content
        else [],
        "headersSize": -1,
        "bodySize": len(body.encode()),
        **({"postData": {"mimeType": kind.partition(";")[0], **has_text}} if body else {}),
    }


def _response(exchange: Exchanged, masking: Masking) -> Mapping[str, Any]:
    response = exchange.response or {}
    headers = response.get("headers", {})
    place = next((value for name, value in headers.items() if name.lower() == "location"), "")
    return {
        "status": response.get("status", 0),
        "statusText": response.get("statusText", "") if masking.keeps_content else "",
        "httpVersion": response.get("protocol", "HTTP/1.1"),
        "cookies": [],
        "headers": _named(masking.headers(headers)),
        "content": {"size": exchange.received_bytes, "mimeType": response.get("mimeType", "")},
        "redirectURL": masking.url(place),
        "headersSize": -1,
        "bodySize": exchange.received_bytes,
    }


def _named(headers: Mapping[str, str]) -> list[Mapping[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]
