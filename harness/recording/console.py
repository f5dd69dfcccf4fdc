"""What the page and the browser said: console, uncaught errors, the browser's own log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession

from billbench.harness.model.masking import Masking


@dataclass(slots=True)
class Console:
    """Every message since `attach`; times are seconds since the epoch."""

    said: list[Mapping[str, Any]] = field(default_factory=list)

    def attach(self, session: CDPSession) -> None:
        session.on("Runtime.consoleAPICalled", lambda event: self._call(event))
        session.on("Runtime.exceptionThrown", lambda event: self._error(event))
        session.on("Log.entryAdded", lambda event: self._log(event["entry"]))
        session.send("Runtime.enable")
        session.send("Log.enable")

    def _call(self, event: Mapping[str, Any]) -> None:
        text = " ".join(_shown(argument) for argument in event["args"])
        frames = event.get("stackTrace", {}).get("callFrames", [])
        self._keep(event["timestamp"], event["type"], text, frames[0] if frames else {})

    def _error(self, event: Mapping[str, Any]) -> None:
        details = event["exceptionDetails"]
        text = details.get("exception", {}).get("description", details["text"])
        self._keep(event["timestamp"], "uncaught error", text, details)

    def _log(self, entry: Mapping[str, Any]) -> None:
        self._keep(entry["timestamp"], entry["level"], entry["text"], entry)

    def _keep(self, stamp_ms: float, kind: str, text: str, place: Mapping[str, Any]) -> None:
        line = place.get("lineNumber")
        self.said.append(
            {
                "at": stamp_ms / 1000,
                "kind": kind,
                "text": text,
                "url": place.get("url", ""),
                "line": None if line is None else line + 1,
            }
        )

    def lines(self, masking: Masking, epoch: float) -> list[Mapping[str, Any]]:
        """The messages as they may be kept, on the clock of the trace."""
        return [
            {
                "at_s": one["at"] - epoch,
                "kind": one["kind"],
                "text": masking.text(one["text"]),
                "url": masking.url(one["url"]),
                "line": one["line"],
            }
            for one in self.said
        ]


def _shown(argument: Mapping[str, Any]) -> str:
    return str(argument.get("value", argument.get("description", argument["type"])))
