"""The page that stands for CCMS since January 2022, under each assumption about its lists.

Which lists billing had is not known: in the pages of the owner that are public all lists are plain, and
searching lists are an option of the product. So the page is measured with each, and an answer says which it
is about.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

REAL_PAGE = "single-page"
_PLAIN, _SEARCHING = "select", "combobox"


class ListStyle(StrEnum):
    """How a choice is made from a list of the real page: what is assumed of it."""

    PLAIN = "plain lists"
    SEARCHING = "searching lists"


def is_real_page(axes: Mapping[str, Any]) -> bool:
    """Whether a design works as the public code of the real interview, in the layout that is not inferred.

    Designs are known by their axes, since a name has not always stood for the same page.
    """
    # A model of a later runtime, which is not public, is never mixed with this one.
    like_the_public_code = axes.get("dressing") != "detached" and "after_answer" not in axes
    whole = axes.get("rows_per_page") is None and like_the_public_code
    return whole and (axes.get("client_code"), axes.get("layout")) == ("classic", "form")


def list_style(axes: Mapping[str, Any]) -> ListStyle | None:
    """What a design assumes of the real page's lists; `None` where it does not stand for that page."""
    if not is_real_page(axes):
        return None
    return {_PLAIN: ListStyle.PLAIN, _SEARCHING: ListStyle.SEARCHING}.get(str(axes.get("choice_lists")))


def pages_by_lists(designs: Mapping[str, Mapping[str, Any]]) -> Mapping[ListStyle, str]:
    """The design of each style among those with these axes, the first one where several have it."""
    styles = {name: list_style(axes) for name, axes in designs.items()}
    return {
        style: next(name for name, its in styles.items() if its is style)
        for style in ListStyle
        if style in styles.values()
    }
