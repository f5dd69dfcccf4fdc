"""The CPU profile inside a performance trace: samples of what script was running, and as a `.cpuprofile`.

Reading it from the trace costs the page one sampler instead of two, and leaves one of a page that hangs.
"""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from billbench.harness.model.trace import Event

_NO_FUNCTION = -1


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Function:
    """A function of a script; lines count from 1. Without a `url` it is the browser's or the driver's."""

    name: str
    url: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """`nodes` as V8 writes them, by id; `samples` are (time in seconds, node id), in order of time."""

    nodes: Mapping[int, Mapping[str, Any]]
    samples: tuple[tuple[float, int], ...]
    start: float

    def function(self, node: int) -> Function | None:
        """The innermost function with an address on the node's stack: built-in work counts for its caller."""
        while node in self.nodes:
            frame = self.nodes[node]["callFrame"]
            if frame.get("url"):
                name = frame.get("functionName") or "(anonymous)"
                return Function(name=name, url=frame["url"], line=frame.get("lineNumber", 0) + 1)
            node = self.nodes[node].get("parent", _NO_FUNCTION)
        return None


def read_profile(events: Iterable[Event], process: int) -> Profile | None:
    """The profile of one process; `None` where the trace has none.

    A chunk's times are microseconds since the sample before it, beginning at the profile's start.
    """
    chunks = [e for e in events if e.get("pid") == process and e["name"] in ("Profile", "ProfileChunk")]
    begun = [event["args"]["data"]["startTime"] for event in chunks if event["name"] == "Profile"]
    if not begun:
        return None
    nodes: dict[int, Mapping[str, Any]] = {}
    samples: list[tuple[float, int]] = []
    at_us = begun[0]
    for chunk in sorted((e for e in chunks if e["name"] == "ProfileChunk"), key=lambda event: event["ts"]):
        data = chunk["args"].get("data", {})
        part = data.get("cpuProfile", {})
        nodes |= {node["id"]: node for node in part.get("nodes", [])}
        for delta_us, node in zip(data.get("timeDeltas", []), part.get("samples", []), strict=False):
            at_us += delta_us
            samples.append((at_us / 1e6, node))
    return Profile(nodes=nodes, samples=tuple(sorted(samples)), start=begun[0] / 1e6)


def as_cpuprofile(profile: Profile) -> Mapping[str, Any]:
    """The profile as DevTools opens it (CDP `Profiler.Profile`): times in microseconds."""
    children: dict[int, list[int]] = {}
    for number, node in profile.nodes.items():
        children.setdefault(node.get("parent", _NO_FUNCTION), []).append(number)
    times = [profile.start, *(at for at, _ in profile.samples)]
    return {
        "nodes": [
            {
                "id": number,
                "callFrame": _frame(node["callFrame"]),
                "hitCount": 0,
                "children": children.get(number, []),
            }
            for number, node in profile.nodes.items()
        ],
        "startTime": round(1e6 * times[0]),
        "endTime": round(1e6 * times[-1]),
        "samples": [node for _, node in profile.samples],
        "timeDeltas": [round(1e6 * (later - earlier)) for earlier, later in itertools.pairwise(times)],
    }


def _frame(frame: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "functionName": frame.get("functionName", ""),
        "scriptId": str(frame.get("scriptId", 0)),
        "url": frame.get("url", ""),
        "lineNumber": frame.get("lineNumber", -1),
        "columnNumber": frame.get("columnNumber", -1),
    }
