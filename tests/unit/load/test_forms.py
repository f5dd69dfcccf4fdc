"""Forms as a browser sends them: every text arrives as it was typed."""

from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from billbench.harness.outcomes.evidence import Sent
from billbench.scenarios.load.forms import PARTS, ScreenForm, body, encoded, read_screen


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


@given(typed=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_whatever_is_typed_is_sent_in_parts_as_it_is(typed: str) -> None:
    page = (
        '<form class="interview"><input type="hidden" name="csrf" value="t&amp;k"><input type="hidden" '
        'name="version" value="7"><input name="screen--x--PRES_1_ACTIVITY" value="as it was">'
        '<select name="PRES_1_VAT"><option value=""></option>'
        '<option value="20" selected>20</option></select></form>'
    )
    form = read_screen(page.encode(), in_browser=False, in_parts=True)
    sent = body(form, "next", {"PRES_1_ACTIVITY": typed}, in_browser=False)
    arrived = Sent(path="", body=sent, content_type=PARTS).form()
    assert arrived == [
        ("csrf", "t&k"),
        ("version", "7"),
        ("screen--x--PRES_1_ACTIVITY", typed),
        ("PRES_1_VAT", "20"),
        ("action", "next"),
    ]
