"""Playwright's own trace of a journey, without credentials. Only where content may be kept: it holds the
page's documents, what was typed and what the server answered."""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext

from billbench.harness.engine.desk import Desk
from billbench.harness.instrument.meter import Meter
from billbench.harness.model.masking import Masking, is_credential
from billbench.harness.recording.order import WALK, RecordingOrder


class Walk:
    """Traces one journey from its first measured step on."""

    def __init__(self, order: RecordingOrder) -> None:
        self._order = order
        self._context: BrowserContext | None = None
        self._is_on = False

    @contextmanager
    def watch(self, desk: Desk, _: Meter) -> Iterator[None]:
        self._context = context = desk.page.context
        yield
        if self._is_on and not desk.is_dead:
            with tempfile.TemporaryDirectory(prefix="billbench-") as elsewhere:
                raw = Path(elsewhere) / WALK
                context.tracing.stop(path=raw)
                without_credentials(raw, self._order.folder / WALK, self._order.masking)

    def begins(self, _: str) -> None:
        if self._context is not None and not self._is_on:
            self._is_on = True
            self._context.tracing.start(title="billbench reproduce", screenshots=True, snapshots=True)


def without_credentials(raw: Path, kept: Path, masking: Masking) -> None:
    """Copy a trace without cookies, authorisation and secrets."""
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith((".trace", ".network")):
                data = b"\n".join(_clean_line(line) for line in data.split(b"\n"))
            target.writestr(name, masking.bytes_without_secrets(data))


def _clean_line(line: bytes) -> bytes:
    return json.dumps(_clean(json.loads(line))).encode() if line.strip() else line


def _clean(value: Any) -> Any:
    match value:
        case dict():
            return {key: [] if key == "cookies" else _clean(one) for key, one in value.items()}
        case list():
            return [_clean(one) for one in value if not _is_credential(one)]
        case _:
            return value


def _is_credential(one: object) -> bool:
    match one:
        case {"name": str(name), "value": str(), **rest} if not rest:
            return is_credential(name)
        case _:
            return False
