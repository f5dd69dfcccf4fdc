"""The rules on a bill, without a server."""

from dataclasses import replace

import pytest

from billbench.fake_ccms.bill import (
    NO,
    YES,
    BillState,
    Global,
    from_checkpoint,
    new_state,
    to_checkpoint,
    with_new_line,
)
from billbench.fake_ccms.fields import LINE_TYPES, Kind
from billbench.fake_ccms.rules.engine import FieldState, determine, field_states, screens
from billbench.fake_ccms.rules.warnings import Certificate, Measure, warnings_of
from billbench.fake_ccms.settings import RuleSettings
from billbench.fake_ccms.values import InvalidValueError, canonical

HOURLY = LINE_TYPES["hourly"]
WORK = {
    "DATE": "03-04-2024",
    "COST_TYPE": "Profit cost",
    "CATEGORY": "Preparation",
    "TIME": "01:30",
    "FEE_EARNER": "Amira Patel",
}


def bill(*lines: tuple[str, dict[str, str]]) -> BillState:
    state = new_state(["hourly"])
    state = BillState(globals={**state.globals, Global.DISBURSEMENTS: YES})
    for slug, values in lines:
        state = with_new_line(state, LINE_TYPES[slug], values)
    return determine(state)


def test_rate_and_vat_fill_in_by_themselves_and_the_totals_follow() -> None:
    values = bill(("hourly", WORK)).lines[0].values
    assert (values["RATE"], values["VAT"]) == ("54.90", "20")
    assert (values["NET_CLAIM_INC_UPLFT"], values["TOTAL_CLAIM"]) == ("82.35", "98.82")


@pytest.mark.parametrize(
    ("date", "rate"),
    [("03-01-2011", "17.5"), ("04-01-2011", "20"), ("31-12-2009", "15"), ("30-11-2008", "17.5")],
)
def test_vat_is_the_standard_rate_of_the_day(date: str, rate: str) -> None:
    assert bill(("hourly", {**WORK, "DATE": date})).lines[0].values["VAT"] == rate


def test_a_typed_rate_is_left_alone_and_an_uplift_counts() -> None:
    values = bill(("hourly", {**WORK, "RATE": "60.00", "UPLIFT": "50"})).lines[0].values
    assert values["NET_CLAIM_INC_UPLFT"] == "135.00"


def test_half_pennies_are_rounded_up() -> None:
    values = bill(("hourly", {**WORK, "TIME": "00:03", "RATE": "60.10"})).lines[0].values
    assert values["NET_CLAIM_INC_UPLFT"] == "3.01"


def test_letters_are_paid_by_the_item_and_take_no_time() -> None:
    values = bill(("hourly", {**WORK, "CATEGORY": "Letters out", "ITEM": "3"})).lines[0].values
    assert values["TIME"] == ""
    assert values["NET_CLAIM_INC_UPLFT"] == "16.20"
    assert field_states("hourly", values)["TIME"] is FieldState.READ_ONLY
    assert field_states("hourly", values)["PRIOR_AUTH"] is FieldState.HIDDEN


def test_a_bill_is_complete_when_every_line_is() -> None:
    assert bill(("hourly", WORK)).globals[Global.COMPLETE] == YES
    assert bill(("hourly", WORK), ("hourly", {})).globals[Global.COMPLETE] == NO
    assert bill().globals[Global.COMPLETE] == NO


def test_running_the_rules_again_changes_nothing() -> None:
    state = bill(("hourly", WORK), ("disbursements", {"NET_CLAIM_INC_UPLFT": "10.00"}))
    assert determine(state) == state


def test_without_disbursements_their_screen_is_not_visited() -> None:
    state = bill(("hourly", WORK))
    assert "disbursements" in screens(state.globals)
    assert "disbursements" not in screens({**state.globals, Global.DISBURSEMENTS: NO})


def test_a_checkpoint_holds_the_whole_state() -> None:
    state = bill(("hourly", {**WORK, "ACTIVITY": "Ω – naïve “text”"}), ("disbursements", {}))
    assert from_checkpoint(to_checkpoint(state)) == state


def test_warnings_name_the_lines_that_an_assessor_will_ask_about() -> None:
    cost = {"DATE": "03-04-2024", "ACTIVITY": "Court fee", "FEE_EARNER": "Amira Patel", "VAT": "0"}
    state = bill(
        ("hourly", {**WORK, "TIME": "03:00"}),
        ("hourly", {**WORK, "DATE": "01-01-2020"}),
        ("hourly", WORK),
        ("hourly", WORK),
        ("disbursements", {**cost, "NET_CLAIM_INC_UPLFT": "19.99"}),
        ("disbursements", {**cost, "NET_CLAIM_INC_UPLFT": "20.00"}),
        ("disbursements", {**cost, "ACTIVITY": "Profit Cost (Summary)", "NET_CLAIM_INC_UPLFT": "900.00"}),
    )
    measure = Measure(certificate=Certificate(start="2024-01-01"))
    found = {(w.type, w.text): w.numbers for w in warnings_of(state, measure)}
    assert found == {
        ("hourly", "Work of 3 hours or more in one piece needs a file note"): (1,),
        ("hourly", "The date is outside the certificate"): (2,),
        ("hourly", "The same work seems to be claimed more than once"): (3, 4),
        ("disbursements", "A disbursement of £20 or more needs a voucher"): (2,),
    }


def test_the_figures_of_warnings_are_settings() -> None:
    cost = {"DATE": "03-04-2024", "ACTIVITY": "Court fee", "FEE_EARNER": "Amira Patel", "VAT": "0"}
    state = bill(
        ("hourly", {**WORK, "TIME": "03:00"}), ("disbursements", {**cost, "NET_CLAIM_INC_UPLFT": "60"})
    )
    rules = RuleSettings(voucher_from_pounds=60.5, note_from_hours=2.5)
    measure = Measure(certificate=Certificate(start="2024-01-01"), rules=rules)
    texts = [warning.text for warning in warnings_of(state, measure)]
    assert texts == ["Work of 2.5 hours or more in one piece needs a file note"]


def test_work_of_an_earlier_bill_is_warned_of() -> None:
    earlier = bill(("hourly", WORK)).lines
    state = replace(bill(("hourly", {**WORK, "TIME": "02:00"}), ("hourly", WORK)), history=earlier)
    (warning,) = warnings_of(state, Measure(certificate=Certificate(start="2024-01-01")))
    assert warning.text == "The same work was claimed in an earlier bill"
    assert warning.numbers == (2,)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (Kind.DATE, "3/4/2024", "03-04-2024"),
        (Kind.TIME, "1:30", "01:30"),
        (Kind.MONEY, "£1,234.5", "1234.50"),
        (Kind.PERCENT, "12.50", "12.5"),
        (Kind.COUNT, "007", "7"),
        (Kind.TEXT, "  مذكرة  ", "مذكرة"),
        (Kind.MONEY, "   ", ""),
    ],
)
def test_what_is_typed_is_stored_in_one_form(kind: Kind, typed: str, stored: str) -> None:
    assert canonical(kind, typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.DATE, "31-02-2024"),
        (Kind.DATE, "2024-04-03"),
        (Kind.DATE, "03-04-0024"),
        (Kind.DATE, "٠٣-٠٤-٢٠٢٤"),
        (Kind.TIME, "1:60"),
        (Kind.TIME, "00:00"),
        (Kind.MONEY, "-5.00"),
        (Kind.MONEY, "12.345"),
        (Kind.MONEY, "1e5"),
        (Kind.PERCENT, "-1"),
        (Kind.COUNT, "0"),
        (Kind.COUNT, "1.5"),
        (Kind.TEXT, "x" * 121),
        (Kind.TEXT, "a\x00b"),
        (Kind.TEXT, "a\u202eb"),
    ],
)
def test_what_cannot_be_a_value_is_refused(kind: Kind, typed: str) -> None:
    with pytest.raises(InvalidValueError):
        canonical(kind, typed)
