"""The notebook at a target: what was typed is work once its field was read."""

from billbench.harness.model.outcomes import Cause, Line, NotTaken
from billbench.scenarios.protocol import MappedNotebook, Notebook

LINE = Line(
    kind="lines", token="Call", known_by="WORK", fields={"WORK": "Call", "DAY": "1", "RATE": ""}, whole=True
)


def test_what_was_typed_into_others_pages_is_unread_until_its_field_was_read() -> None:
    book = MappedNotebook()
    book.typed(LINE, {"DAY": "2", "RATE": "5"})
    assert book.changes["Call"].unread == ("DAY", "RATE")
    book.held("Call", "DAY", "2", ("02",))
    change = book.changes["Call"]
    assert (change.fields, change.also, change.unread) == (
        {"DAY": "2", "RATE": "5"},
        {"DAY": ("02",)},
        ("RATE",),
    )


def test_a_second_try_that_a_field_takes_counts() -> None:
    book = MappedNotebook()
    book.typed(LINE, {"DAY": "2"})
    book.kept_out(NotTaken(token="Call", name="DAY", evidence="it shows '1'", cause=Cause.KEPT_OUT_BY_FIELD))
    assert len(book.noted.not_taken) == 1
    book.held("Call", "DAY", "2", ())
    assert book.noted.not_taken == ()


def test_on_our_own_pages_it_counts_at_once() -> None:
    book = Notebook()
    book.typed(LINE, {"DAY": "2"})
    assert book.changes["Call"].unread == ()


def test_a_new_line_is_known_by_what_its_field_made_of_its_name() -> None:
    book = MappedNotebook()
    book.typed_new(LINE)
    assert book.changes["Call"].unread == ("WORK", "DAY"), "what is blank is not typed"
    book.held("Call", "WORK", "CALL", ("Call",))
    book.renamed("Call", "CALL")
    assert [(line.token, change.token) for line, change in zip(
        book.noted.added, book.noted.changes, strict=True)] == [("CALL", "CALL")]  # fmt: skip
    assert book.changes["CALL"].fields["WORK"] == "CALL"


def test_a_line_that_is_typed_anew_has_no_error_and_no_page_turned_since() -> None:
    book = MappedNotebook()
    book.typed(LINE, {"DAY": "2"})
    book.error_shown("wrong", lambda _: True)
    book.turned_over.add("Call")
    assert (book.changes["Call"].refused, book.changes["Call"].error) == (True, "wrong")
    book.typed(LINE, {"DAY": "3"})
    assert (book.changes["Call"].refused, book.changes["Call"].error, book.turned_over) == (False, "", set())
