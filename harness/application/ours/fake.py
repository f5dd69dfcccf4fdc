"""The fake CCMS as a process: its designs, and one that runs."""

import json
import secrets
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from billbench.harness.application.address import TOKEN_VARIABLE, Address
from billbench.harness.application.ours.share import held_to
from billbench.harness.machine import cores
from billbench.harness.machine.guard import Guarded
from billbench.harness.machine.python import own_python
from billbench.harness.model.errors import UsageError
from billbench.harness.plan.plan import Variant

_START_TIMEOUT_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignInfo:
    """A page design as the application describes it; `axes` are its values in the design space."""

    name: str
    title: str
    sentence: str
    axes: Mapping[str, Any]


def known_designs(app_settings: Mapping[str, Any]) -> tuple[DesignInfo, ...]:
    """The designs that the fake CCMS has, with the plan's own ones.

    Raises:
        UsageError: a design of the plan is impossible; the message is the application's.
    """
    with _settings_file(app_settings) as settings:
        command = own_python("billbench.fake_ccms", "designs", "--json", "--settings", str(settings))
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        # The person wrote a plan, not the file that was made of it.
        told = answer.stderr.strip().replace(
            f"The settings file {settings}", "The plan, for the application,"
        )
        raise UsageError(told or "The fake CCMS does not list its designs.")
    common = {"name", "title", "sentence"}
    return tuple(
        DesignInfo(
            name=item["name"],
            title=item["title"],
            sentence=item["sentence"],
            axes={key: value for key, value in item.items() if key not in common},
        )
        for item in json.loads(answer.stdout)
    )


@contextmanager
def _settings_file(settings: Mapping[str, Any]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="billbench-") as folder:
        path = Path(folder) / "settings.toml"
        path.write_bytes(tomli_w.dumps({key: value for key, value in settings.items() if value}).encode())
        yield path


@contextmanager
def running_fake_ccms(
    app_settings: Mapping[str, Any],
    *,
    port: int = 0,
    token: str = "",
    workers: int = 1,
    on_cores: Sequence[int] = (),
    processor_share: float = 1.0,
) -> Iterator[Address]:
    """The fake CCMS on a free loopback port with a database of its own, stopped at the end.

    Several of one run share a `token`; a single one makes its own. `workers` processes share the work;
    `on_cores` gives them these cores only, at `processor_share` of their speed.

    Raises:
        UsageError: it refused to start (settings, an occupied port).
    """
    token = token or secrets.token_urlsafe(24)
    with _settings_file(app_settings) as settings:
        command = own_python("billbench.fake_ccms", "serve", "--port", str(port), "--settings", str(settings))
        command += ["--workers", str(workers)] if workers > 1 else []
        process = Guarded(command, environment={TOKEN_VARIABLE: token})
        try:
            url = _wait_until_ready(process)
            if on_cores:
                cores.keep_on(process.pid, frozenset(on_cores))
            else:
                cores.keep_off(process.pid)
            with held_to(process.pid, processor_share):
                yield Address(url=url, token=token)
        finally:
            process.stop()


@contextmanager
def running_variants(variants: Sequence[Variant]) -> Iterator[tuple[Mapping[str, str], str]]:
    """The fake CCMS in each variant: where each is, by its name, and the token that all of them take.

    Raises:
        UsageError: one refused to start.
    """
    token = secrets.token_urlsafe(24)
    with ExitStack() as stack:
        urls = {
            variant.name: stack.enter_context(
                running_fake_ccms(
                    variant.app_settings,
                    token=token,
                    workers=variant.workers,
                    processor_share=variant.processor_share,
                )
            ).url
            for variant in variants
        }
        yield urls, token


def _wait_until_ready(process: Guarded) -> str:
    line = process.stdout.readline()
    if not line:
        process.wait(_START_TIMEOUT_S)
        raise UsageError(process.last_words() or "The fake CCMS did not start.")
    return str(json.loads(line)["url"])
