"""What the tests of a browser have: the pages are the same."""

from tests.browser.conftest import page, site

__all__ = ["page", "site"]
