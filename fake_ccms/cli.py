"""The command line of the fake CCMS: `serve`, `designs` and `limits`."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never

from billbench.fake_ccms.designs import as_plain
from billbench.fake_ccms.errors import StartError
from billbench.fake_ccms.limits.model import Rule
from billbench.fake_ccms.limits.preset import Preset
from billbench.fake_ccms.limits.presets import PRESETS
from billbench.fake_ccms.settings_file import read_settings

OK = 0
USAGE = 2

_WHEN = {"kind", *Rule.model_fields} - {"form"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Serve:
    host: str
    port: int
    database_url: str | None
    settings: Path | None
    workers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDesigns:
    settings: Path | None
    as_json: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLimits:
    """The presets of limits, named after real servers."""

    as_json: bool


Command = Serve | ListDesigns | ListLimits


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a mistake is one sentence on standard error and exit status 2."""
    try:
        return _run(_parse(arguments))
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return USAGE


def _run(command: Command) -> int:
    match command:
        case Serve():
            # Late, so that `designs` answers without loading a web server.
            from billbench.fake_ccms.server import serve

            serve(
                host=command.host,
                port=command.port,
                database_url=command.database_url,
                settings=read_settings(command.settings),
                workers=command.workers,
            )
        case ListDesigns():
            _list_designs(command)
        case ListLimits():
            _list_limits(command)
        case _:
            assert_never(command)
    return OK


def _list_designs(command: ListDesigns) -> None:
    designs = read_settings(command.settings).designs.values()
    if command.as_json:
        _print([json.dumps([as_plain(design) for design in designs])])
        return
    width = max(len(design.name) for design in designs)
    _print([f"{design.name:<{width}} {design.sentence}" for design in designs])


def _list_limits(command: ListLimits) -> None:
    if command.as_json:
        _print([json.dumps([_as_plain(preset) for preset in PRESETS.values()])])
        return
    width = max(map(len, PRESETS))
    _print([f"{name:<{width}} {preset.sentence}" for name, preset in PRESETS.items()])


def _as_plain(preset: Preset) -> dict[str, Any]:
    """What a preset limits and how, without what its rules share with those of faults."""
    told = preset.model_dump(mode="json")
    for key, rule in told.items():
        if isinstance(rule, dict):
            told[key] = {name: value for name, value in rule.items() if name not in _WHEN}
    return {**told, "sentence": preset.sentence}


def _print(lines: Sequence[str]) -> None:
    """Write lines for whoever reads them: who has read enough, as `head` does, is no mistake."""
    try:
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer would be written at the end, and fail there once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parse(arguments: Sequence[str] | None) -> Command:
    parser = argparse.ArgumentParser(
        prog="python -m billbench.fake_ccms", description="A fake of CCMS civil billing."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="start the server, on loopback unless told otherwise")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=0, help="0, the default, takes a free port")
    serve.add_argument("--database-url", help="default: a temporary SQLite file, removed at exit")
    serve.add_argument("--settings", type=Path, help="a TOML file")
    serve.add_argument(
        "--workers", type=_workers, default=1, help="processes that share the work; default: 1"
    )
    designs = commands.add_parser("designs", help="list the page designs")
    designs.add_argument("--json", action="store_true")
    designs.add_argument("--settings", type=Path, help="a TOML file with your own designs")
    limits = commands.add_parser("limits", help="list the limits of real servers that can be imitated")
    limits.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    if given.command == "limits":
        return ListLimits(as_json=given.json)
    if given.command == "designs":
        return ListDesigns(settings=given.settings, as_json=given.json)
    return Serve(
        host=given.host,
        port=given.port,
        database_url=given.database_url,
        settings=given.settings,
        workers=given.workers,
    )


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 0 to 65535")
    return int(text)


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes; give one from 1 to 64")
    return int(text)
