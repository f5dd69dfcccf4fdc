"""Plans by name: a file of one's own, a ready plan, or a folder of ready plans."""

import difflib
from importlib import resources
from pathlib import Path

from billbench.harness.model.errors import UsageError

_READY = Path(str(resources.files("billbench.scenarios"))) / "plans"


def name_of(path: Path) -> str:
    """The name under which `named_plans` finds this file again."""
    return path.relative_to(_READY).with_suffix("").as_posix() if path.is_relative_to(_READY) else str(path)


def named_plans(name: Path) -> list[Path]:
    """The plan files that a name stands for: `mine.toml`, `guideline`, `claims/C4`, or all of `claims`.

    Raises:
        UsageError: nothing has this name.
    """
    if name.is_file():
        return [name]
    ready = _READY / name
    if ready.is_dir():
        return sorted(ready.glob("*.toml"))
    with_ending = ready.with_name(f"{ready.name.removesuffix('.toml')}.toml")
    if with_ending.is_file():
        return [with_ending]
    known = sorted(str(path.relative_to(_READY).with_suffix("")) for path in _READY.rglob("*.toml"))
    close = difflib.get_close_matches(str(name), known, n=1)
    advice = f'Did you mean "{close[0]}"?' if close else f"Ready plans: {', '.join(known)}."
    raise UsageError(f"There is no plan {name}. Name an existing TOML file or a ready plan. {advice}")
