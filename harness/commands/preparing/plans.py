"""Plans and target files by name: a file of one's own, or one that is installed with billbench."""

import difflib
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from billbench.harness.model.errors import UsageError

# Resolved: in the repository the folder is reached by a link, and people type where it really is.
_SCENARIOS = Path(str(resources.files("billbench.scenarios"))).resolve()
_PLANS = _SCENARIOS / "plans"
_TARGETS = _SCENARIOS / "targets"
_OF_LOADS = "load-"


def name_of(path: Path) -> str:
    """The name under which `named_plans` finds this file again."""
    return _named(path, _PLANS) if path.is_relative_to(_PLANS) else str(path)


def named_plans(name: Path) -> list[Path]:
    """The plan files that a name stands for: `mine.toml`, `guideline`, `claims/C4`, or all of `claims`.

    Raises:
        UsageError: nothing has this name.
    """
    if name.is_file():
        return [name]
    ready = _PLANS / name
    if ready.is_dir():
        return sorted(ready.glob("*.toml"))
    plans = (path for path in _PLANS.rglob("*.toml") if not path.name.startswith(_OF_LOADS))
    return [_ready(name, plans, _PLANS, "plan")]


def named_plan(name: Path) -> Path:
    """As `named_plans`, for what needs exactly one. Raises `UsageError`."""
    found = named_plans(name)
    if len(found) > 1:
        raise UsageError(f"{name} names {len(found)} plans. Name one of them, such as {name_of(found[0])}.")
    return found[0]


def named_load_plan(name: Path) -> Path:
    """The file that a name stands for: `mine.toml`, or `load-mixed`. Raises `UsageError`."""
    return name if name.exists() else _ready(name, _PLANS.glob(f"{_OF_LOADS}*.toml"), _PLANS, "load plan")


def named_target(name: Path) -> Path:
    """The file that a name stands for: `mine.toml`, or `admin`. Raises `UsageError`."""
    return name if name.exists() else _ready(name, _TARGETS.glob("*.toml"), _TARGETS, "target file")


def _ready(name: Path, paths: Iterable[Path], folder: Path, kind: str) -> Path:
    known = {_named(path, folder): path for path in paths}
    found = known.get(name.as_posix().removesuffix(".toml"))
    if found is not None:
        return found
    close = difflib.get_close_matches(str(name), known, n=1)
    advice = f'Did you mean "{close[0]}"?' if close else f"Ready {kind}s: {', '.join(sorted(known))}."
    raise UsageError(f"There is no {kind} {name}. Name an existing TOML file or a ready {kind}. {advice}")


def _named(path: Path, folder: Path) -> str:
    return path.relative_to(folder).with_suffix("").as_posix()
