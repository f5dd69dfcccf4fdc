"""Writing a report: whole, or not at all."""

import shutil
from collections.abc import Mapping
from pathlib import Path


def write_files(texts: Mapping[str, str], target: Path) -> None:
    """A report that is being replaced stays whole until the new one is."""
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, text in texts.items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # As bytes: a lone surrogate of a name is replaced, and CSV rows end alike on every system.
        path.write_bytes(text.encode("utf-8", errors="replace"))
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
