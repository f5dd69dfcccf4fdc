"""Who may import whom: the rooms of ARCHITECTURE.md, read with `ast`, late imports included."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("fake_ccms", "harness", "reports", "scenarios")

# A module may import from the rooms that its longest matching prefix allows; its own prefix always.
ALLOWED: dict[str, tuple[str, ...]] = {
    "fake_ccms": (),
    "scenarios": ("harness.model",),
    "scenarios.load": ("harness.model", "harness.verdicts", "scenarios"),
    "reports": ("harness.model", "harness.metrics", "harness.store", "harness.errors"),
    "reports.load": (
        "harness.errors",
        "harness.metrics",
        "harness.model",
        "harness.store",
        "harness.verdicts",
        "reports",
    ),
    "harness.verdicts": (),
    "harness.engines": (),
    "harness.errors": (),
    "harness.masking": ("harness.model",),
    "harness.metrics": (),
    "harness.model": (),
    "harness.devices": ("harness.model", "harness.metrics"),
    "harness.evidence": ("harness.model",),
    "harness.ledger": ("harness.evidence", "harness.model"),
    "harness.factors": (),
    "harness.plan_file": (
        "harness.engines",
        "harness.errors",
        "harness.factors",
        "harness.model",
        "harness.typed",
    ),
    "harness.plan": (
        "harness.devices",
        "harness.engines",
        "harness.errors",
        "harness.model",
        "harness.plan_file",
        "harness.typed",
    ),
    "harness.typed": ("harness.errors",),
    "harness.pace": (),
    "harness.target_file": ("harness.errors", "harness.masking", "harness.typed", "scenarios.page_map"),
    "harness.store": ("harness.model", "harness.errors"),
    "harness.engine": (
        "harness.devices",
        "harness.engines",
        "harness.errors",
        "harness.evidence",
        "harness.ledger",
        "harness.masking",
        "harness.metrics",
        "harness.model",
        "harness.pace",
        "harness.plan",
        "harness.store",
        "harness.target_file",
        "scenarios",
    ),
    "harness.load": (
        # Parts of the engine that know nothing of a browser.
        "harness.engine.cores",
        "harness.engine.guard",
        "harness.engine.target",
        "harness.errors",
        "harness.ledger",
        "harness.model",
        "harness.pace",
        "harness.plan",
        "harness.store",
        "harness.target_file",
        "harness.typed",
        "harness.verdicts",
        "scenarios",
    ),
    "harness.verification": (
        "harness.devices",
        "harness.engine",
        "harness.errors",
        "harness.metrics",
        "harness.model",
        "harness.plan",
        "harness.store",
        "scenarios",
    ),
    "harness.commands": (
        "harness.engine",
        "harness.engines",
        "harness.errors",
        "harness.evidence",
        "harness.load",
        "harness.masking",
        "harness.model",
        "harness.plan",
        "harness.plan_file",
        "harness.store",
        "harness.target_file",
        "harness.verification",
        "reports",
        "scenarios",
    ),
    # Every pytest on a machine imports it: nothing of it but the worker measures.
    "harness.plugin": ("harness.engine.guard",),
    "harness.plugin.worker": ("harness.commands", "harness.errors", "harness.model", "harness.plugin"),
    "harness.cli": ("harness.commands", "harness.errors", "harness.plan_file"),
    "harness.__main__": ("harness.cli",),
}

# These run in Locust's processes only; nothing else may import them.
_UNDER_LOCUST = (
    "harness.load.crew",
    "harness.load.master",
    "harness.load.users",
    "harness.load.worker",
    "scenarios.load.locustfile",
)

# Only these may bring the library in: no process imports both Playwright and Locust.
ONLY_IN = {"playwright": ("harness.engine", "harness.verification"), "locust": _UNDER_LOCUST}


@dataclass(frozen=True, slots=True)
class Import:
    module: str
    imports: str
    line: int
    for_types: bool


def _modules() -> Iterator[tuple[str, Path]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def _imports(module: str, path: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test)
        for node in ast.walk(branch)
    }
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            yield Import(module, name, node.lineno, id(node) in for_types)


def _under(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(f"{prefix}.")


def _rule(module: str) -> str:
    matching = [prefix for prefix in ALLOWED if _under(module, prefix)]
    return max(matching, key=len, default="")


ALL_IMPORTS = [found for module, path in _modules() for found in _imports(module, path)]


def test_every_module_has_a_rule() -> None:
    """A new room or module must be placed before it can import anything."""
    homeless = [module for module, _ in _modules() if module not in ROOMS and not _rule(module)]
    assert homeless == []


def test_rooms_import_only_what_they_may() -> None:
    """No module reaches into a room that the table does not open to it."""
    broken = [
        f"{found.module}:{found.line} imports {found.imports}"
        for found in ALL_IMPORTS
        if found.imports.split(".")[0] in ROOMS
        and not any(
            _under(found.imports, prefix) for prefix in (*ALLOWED[_rule(found.module)], _rule(found.module))
        )
    ]
    assert broken == []


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_walled_library_stays_behind_its_wall(library: str) -> None:
    """Playwright and Locust are imported only where the table says (for types, anywhere)."""
    broken = [
        f"{found.module}:{found.line} imports {found.imports}"
        for found in ALL_IMPORTS
        if _under(found.imports, library)
        and not found.for_types
        and not any(_under(found.module, prefix) for prefix in ONLY_IN[library])
    ]
    assert broken == []


def test_what_runs_under_locust_is_imported_by_nothing_else() -> None:
    """Locust patches the interpreter on import: a process that measures a browser must not meet it."""
    broken = [
        f"{found.module}:{found.line} imports {found.imports}"
        for found in ALL_IMPORTS
        if any(_under(found.imports, module) for module in _UNDER_LOCUST)
        and found.module not in _UNDER_LOCUST
    ]
    assert broken == []
