"""Cells measured when first asked for, once in a session, by a process of their own."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

from harness.engine.guard import Guarded
from harness.plugin.answer import Answer, Order, Refusal, decode, encode
from harness.plugin.settings import Settings
from harness.plugin.turn import turn


@dataclass(slots=True)
class Measuring:
    """What one session has measured. `folder` is shared by all of its processes (pytest-xdist)."""

    settings: Settings
    folder: Path
    _told: dict[str, Answer | Refusal] = field(default_factory=dict)

    def ask(self, journey: str, lines: int) -> Answer | Refusal:
        """The answer for a cell; measured now if no process of the session did."""
        name = f"{journey}-{lines}"
        if name not in self._told:
            self._told[name] = self._first(name, journey, lines)
        return self._told[name]

    def _first(self, name: str, journey: str, lines: int) -> Answer | Refusal:
        kept = self.folder / f"{name}.json"
        with turn():
            if kept.exists():
                return decode(kept.read_text(encoding="utf-8"))
            settings = self.settings
            told = measured(
                Order(
                    design=settings.design,
                    lines=lines,
                    device=settings.device,
                    journey=journey,
                    launches=settings.launches,
                    url=settings.url,
                    out=str(self.folder / name),
                )
            )
            self.folder.mkdir(parents=True, exist_ok=True)
            kept.write_text(encode(told), encoding="utf-8")
            return told


def measured(order: Order) -> Answer | Refusal:
    """Measure a cell in a process that ends with this one."""
    process = Guarded([sys.executable, "-m", "harness.plugin.worker", encode(order)])
    try:
        told = [line for line in process.stdout if line.strip()]
        return decode(told[-1]) if told else _died(process)
    except ValueError:
        return _died(process)
    finally:
        process.stop()


def _died(process: Guarded) -> Refusal:
    said = process.last_words() or "it said nothing"
    return Refusal(message=f"The measuring process ended without an answer: {said}", invalid=False)
