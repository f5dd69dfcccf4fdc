"""Names and reasons come from people, plans and pages under test: nothing in them is trusted."""

import re
import unicodedata
from functools import lru_cache

_LONGEST = 200
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#|~!$])")


def clean(text: str, longest: int = _LONGEST) -> str:
    """`text` on one line, without control characters and of a length that cannot flood a page.

    Format characters go too: one that reverses the direction of writing can make a name read as another.
    """
    kept = "".join(" " if _is_control(char) else char for char in text)
    return shortened(" ".join(kept.split()), longest)


def shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@lru_cache(maxsize=4096)
def csv_safe(text: str) -> str:
    """`text` for a cell of a CSV file: no spreadsheet takes it for a formula."""
    kept = "".join(char for char in text if char in "\t\r" or not _is_control(char))
    return "'" + kept if kept.startswith(_FORMULA_STARTS) else kept


_LONGEST_TEXT = 4000
"""Names in it were shortened when it was made; this is the room of a sentence or a command."""


def markdown_safe(text: str) -> str:
    """`text` as literal Markdown on one line, in a table too."""
    escaped = clean(text, _LONGEST_TEXT).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKDOWN.sub(r"\\\1", escaped)


def listing(parts: list[str], last: str = "and") -> str:
    """`a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def plural(count: int, one: str, many: str = "") -> str:
    """`1 line`, `3 lines`, `3 launches`."""
    return f"{count:,} {one if count == 1 else many or one + ('es' if one.endswith('ch') else 's')}"
