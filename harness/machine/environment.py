"""Where a run is made: machine, system and versions. No names of people or folders."""

import os
import platform
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import psutil

_PACKAGES = ("billbench", "playwright", "starlette", "uvicorn", "sqlalchemy")

MUST_MATCH = ("platform", "cpu", "cores", "browser", "headless")
"""What must be alike for trials to stand in one run."""


def describe_machine() -> Mapping[str, Any]:
    """What the run can say before a browser is started."""
    return {
        "host": platform.node(),
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_bytes": psutil.virtual_memory().total,
        "load_at_start": psutil.getloadavg()[0],
        "python": platform.python_version(),
        "versions": {name: metadata.version(name) for name in _PACKAGES},
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def differences(recorded: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """What of `found` is unlike `recorded`, in words; empty when both can stand in one run."""
    return [
        f"{key} is {found[key]!r}, the run has {recorded[key]!r}"
        for key in MUST_MATCH
        if key in recorded and key in found and recorded[key] != found[key]
    ]
