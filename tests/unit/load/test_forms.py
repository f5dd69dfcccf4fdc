"""Forms as a browser sends them: every text arrives as it was typed."""

from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from billbench.scenarios.load.forms import ScreenForm, body, encoded


@given(
    typed=st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    csrf=st.text("aZ0-_.=+/ &", min_size=1),
)
def test_whatever_is_typed_is_sent_as_it_is(typed: str, csrf: str) -> None:
    pairs = {name: encoded(name, "as it was") for name in ("PRES_1_ACTIVITY", "PRES_2_ACTIVITY")}
    form = ScreenForm(csrf=csrf, version=7, total=2, pairs=pairs)
    sent = body(form, "next", {"PRES_2_ACTIVITY": typed}, in_browser=True)
    assert parse_qs(sent.decode("ascii"), keep_blank_values=True) == {
        "action": ["next"],
        "csrf": [csrf],
        "version": ["7"],
        "PRES_1_ACTIVITY": ["as it was"],
        "PRES_2_ACTIVITY": [typed],
    }
