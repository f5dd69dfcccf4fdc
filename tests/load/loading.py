"""Loads as a person starts them, from the command line, in processes of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
import tomli_w

from billbench.harness.store.loads import StageRecord
from tests.command_line import said_by
from tests.load.scripted import TOKEN

TOKEN_VARIABLE = "LOAD_TEST_TOKEN"
PATIENT = {"lag_p99_s": 5.0, "cpu_share": 1.0}
"""The limits of a load that is not about how busy the machine is."""
UNREPORTED = "tests.load.unreported"
"""The command without the report at its end, for tests that do not read one."""


@dataclass
class Load:
    """A load that runs; what it told, line by line."""

    process: subprocess.Popen[str]
    out: Path

    def until(self, kind: str) -> dict[str, Any]:
        """Read on to the next line of a kind."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{"):
                told = json.loads(line)
                if told["kind"] == kind:
                    return told
        raise AssertionError(f"the load ended before it told {kind}")

    def end(self) -> int:
        assert self.process.stdout is not None
        self.process.stdout.read()
        return self.process.wait(timeout=60)


@contextmanager
def loading(
    folder: Path,
    plan: dict[str, Any],
    *options: str,
    url: str = "",
    by: tuple[str, ...] = (),
    module: str = UNREPORTED,
) -> Iterator[Load]:
    """A load under way."""
    command = [*by, sys.executable, "-m", module, *_words(folder, plan), *options]
    command += ["--target", str(write_target(folder, url))] if url else []
    environment = {**os.environ, TOKEN_VARIABLE: TOKEN}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield Load(process, folder / "run")
        finally:
            process.kill()


def load(folder: Path, plan: dict[str, Any], *options: str, url: str = "", module: str = "billbench") -> int:
    """A whole load; its exit status. It leaves `folder/run`."""
    with loading(folder, plan, *options, url=url, module=module) as running:
        return running.end()


def refused(folder: Path, plan: dict[str, Any], *options: str) -> tuple[int, str]:
    """A load that is not to begin: its exit status and what it says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(TOKEN_VARIABLE, TOKEN)
        return said_by(*_words(folder, plan), *options)


def _words(folder: Path, plan: dict[str, Any]) -> list[str]:
    return ["load", str(write_plan(folder, plan)), "--out", str(folder / "run")]


def write_plan(folder: Path, plan: dict[str, Any]) -> Path:
    path = folder / "plan.toml"
    path.write_text(tomli_w.dumps(plan), encoding="utf-8")
    return path


def write_target(folder: Path, url: str, **more: Any) -> Path:
    path = folder / "target.toml"
    path.write_text(tomli_w.dumps({"url": url, "token_variable": TOKEN_VARIABLE, **more}), encoding="utf-8")
    return path


def record(out: Path) -> dict[str, Any]:
    """The first stage as the run's folder has it."""
    return json.loads((out / "load.json").read_text())["stages"][0]


def stage_record(**other: Any) -> StageRecord:
    """A stage as a run's folder would have it."""
    whole = {
        "stage": 0,
        "level": 1,
        "warm_up_s": 0.0,
        "workers": (),
        "lost": (),
        "signed_in": 1,
        "not_signed_in": 0,
        "began_at": 0.0,
        "lasted_s": 60.0,
        "interrupted": False,
        "dropped": 0,
        "arrivals": 0,
        "lag_p99_s": None,
        "lag_max_s": None,
        "reasons": (),
        "bills": 0,
        "lines_checked": 0,
        "lines_harmed": 0,
    }
    return StageRecord(**{**whole, **other})


def kinds(out: Path) -> set[str]:
    return {reason["kind"] for reason in record(out)["reasons"]}


def summary(out: Path) -> dict[str, Any]:
    return json.loads((out / "report" / "summary.json").read_text())


def column(out: Path, name: str, *, step: str = "open") -> np.ndarray:
    """One column of the requests of a step, in every part."""
    found = []
    for path in sorted((out / "requests").glob("*.parquet")):
        table = pq.read_table(path)
        found += (
            [row[name] for row in table.select([name, "step"]).to_pylist() if row["step"] == step]
            if name != "step"
            else table["step"].to_pylist()
        )
    return np.array(found)
