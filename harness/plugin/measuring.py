"""Cells measured when first asked for, once in a session, by a process of their own."""

from dataclasses import dataclass
from pathlib import Path

from billbench.harness.machine.guard import Guarded
from billbench.harness.machine.python import own_python
from billbench.harness.plugin.answer import Figures, PageOrder, Refusal, decode, encode
from billbench.harness.plugin.settings import PluginSettings
from billbench.harness.plugin.turn import turn


@dataclass(frozen=True, slots=True)
class Measuring:
    """What one session measures. `folder` is shared by all of its processes (pytest-xdist)."""

    settings: PluginSettings
    folder: Path

    def ask(self, journey: str, lines: int) -> Figures | Refusal:
        """The answer for a cell; measured now if no process of the session did."""
        kept = self.folder / f"{journey}-{lines}.json"
        try:
            if not kept.exists():
                with turn():
                    # Whoever had the turn before may have measured the same.
                    if not kept.exists():
                        self._keep(measured(self._order(journey, lines)), kept)
            return decode(kept.read_text(encoding="utf-8"))
        except OSError as error:
            said = f"{self.folder} cannot be written: {error.strerror}. Name another folder with --bill-runs."
            return Refusal(message=said, invalid=False)

    def _order(self, journey: str, lines: int) -> PageOrder:
        settings = self.settings
        return PageOrder(
            design=settings.design,
            lines=lines,
            device=settings.device,
            journey=journey,
            launches=settings.launches,
            url=settings.url,
            target=settings.target,
            out=str(self.folder / f"{journey}-{lines}"),
        )

    def _keep(self, told: Figures | Refusal, kept: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        half = kept.with_suffix(".tmp")
        half.write_text(encode(told), encoding="utf-8")
        half.replace(kept)  # Others look without waiting for their turn: they see all of it or nothing.


def measured(order: PageOrder) -> Figures | Refusal:
    """Measure a cell in a process that ends with this one."""
    process = Guarded(own_python("billbench.harness.plugin.cell_worker", encode(order)))
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
