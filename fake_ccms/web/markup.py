"""Pieces of markup that templates and fast rows have in common."""

import json
from functools import lru_cache

from markupsafe import Markup


def data_block(value: object) -> Markup:
    """JSON for a `<script>` data block: no character of it can end the block or become markup."""
    text = json.dumps(value, separators=(",", ":"))
    return Markup(  # noqa: S704 - the characters that could be markup are replaced here
        text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    )


@lru_cache(maxsize=4096)
def options(entries: tuple[str, ...], chosen: str) -> Markup:
    """The options of a list, a blank one first. Made once for each choice: rows share few lists."""
    return _options(entries, chosen, Markup("<option>{0}</option>"), Markup("<option selected>{0}</option>"))


@lru_cache(maxsize=4096)
def options_with_values(entries: tuple[str, ...], chosen: str) -> Markup:
    """The same, each with its value beside its text, as the classic pages have them."""
    plain = Markup('<option value="{0}">{0}</option>')
    return _options(entries, chosen, plain, Markup('<option value="{0}" selected>{0}</option>'))


def _options(entries: tuple[str, ...], chosen: str, plain: Markup, selected: Markup) -> Markup:
    # A stored value that its list has lost stays choosable: a form must not blank it unseen.
    shown = entries if chosen in ("", *entries) else (*entries, chosen)
    items = ((selected if entry == chosen else plain).format(entry) for entry in shown)
    return Markup('<option value=""></option>') + Markup("").join(items)
