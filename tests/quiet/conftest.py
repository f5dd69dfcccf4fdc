"""What the tests of a browser have: it is the same browser, and the pages are the same."""

from tests.browser.conftest import browser, page, site

__all__ = ["browser", "page", "site"]
