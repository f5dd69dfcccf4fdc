"""Visits speak the protocol of every design's pages, and tell answers apart by their content."""

from collections.abc import Callable, Iterator

import pytest

from billbench.harness.application.address import Address
from billbench.harness.application.ours.fake import known_designs
from billbench.harness.application.ours.support import Support
from billbench.harness.model.outcomes import Change, Noted, Outcome
from billbench.harness.model.verdicts import Verdict
from billbench.harness.outcomes.ledger import Work, judge
from billbench.scenarios.bills import synthetic_bill
from billbench.scenarios.load.asking import Ask, Judge, Reply
from billbench.scenarios.load.drafts import DesignFacts, Draft, summary_bill
from billbench.scenarios.load.judging import trouble
from billbench.scenarios.load.visits import VisitKind, sign_in, visit
from tests.app.driving import TOKEN, Server, running
from tests.load.plain_sender import PlainSender

LINES = 25
FACTS = {design.name: DesignFacts.of(design.name, dict(design.axes)) for design in known_designs({})}
KEYED_IN = [name for name, facts in FACTS.items() if facts.route == "lines"]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as started:
        yield started


@pytest.fixture
def support(server: Server) -> Iterator[Support]:
    with Support(Address(url=server.url, token=TOKEN)) as client:
        yield client


def draft_of(design: str, support: Support) -> Draft:
    facts = FACTS[design]
    lines = summary_bill() if facts.route == "summary" else synthetic_bill(LINES, "test", support.lists())
    made = support.make_bill(lines, user="solicitor1")
    return Draft(
        design=facts, lines=lines, bill_id=made.bill_id, case_reference=made.case_reference, size=LINES
    )


People = Callable[[str], PlainSender]


@pytest.fixture
def people(server: Server) -> Iterator[People]:
    """Makes signed-in people."""
    senders: list[PlainSender] = []

    def arrive(design: str) -> PlainSender:
        senders.append(PlainSender(server.url))
        assert sign_in(senders[-1], design, "solicitor1") is Verdict.OK
        return senders[-1]

    yield arrive
    for sender in senders:
        sender.client.close()


@pytest.mark.parametrize("design", [*KEYED_IN, "summary-level"])
def test_every_save_of_a_visit_is_stored(design: str, people: People, support: Support) -> None:
    draft, sender = draft_of(design, support), people(design)
    for number in range(min(12, len(draft.worked_on))):
        assert visit(sender, draft, VisitKind.SAVE, number) is Verdict.OK, sender.asked[-1]
    saves = [ask.saving for ask, _ in sender.asked if ask.saving]
    changes = tuple(Change(token=s.token, fields={s.field: s.value}, acknowledged=True) for s in saves)
    found = judge(Work(before=draft.lines, noted=Noted(changes=changes)), support.read_bill(draft.bill_id))
    assert len(found.lines) == min(12, len(draft.worked_on))
    assert {fate.outcome for fate in found.lines} == {Outcome.SAVED}


@pytest.mark.parametrize("design", KEYED_IN)
def test_an_ended_session_is_no_success(design: str, people: People, support: Support) -> None:
    """The service redirects to its sign-in page, which a check of the status takes for a page."""
    draft, sender = draft_of(design, support), people(design)
    sender.client.cookies.clear()
    assert visit(sender, draft, VisitKind.SAVE, 1) is Verdict.SESSION_ENDED


def test_a_save_upon_another_persons_save_is_stale(people: People, support: Support) -> None:
    draft, sender = draft_of("windowed-grid", support), people("windowed-grid")
    other = people("windowed-grid")

    send, in_between = sender.send, [True]

    def late(ask: Ask, judge: Judge) -> tuple[Reply, Verdict]:
        if ask.method == "POST" and in_between.pop():
            assert visit(other, draft, VisitKind.SAVE, 77) is Verdict.OK
        return send(ask, judge)

    sender.send = late  # type: ignore[method-assign]
    assert visit(sender, draft, VisitKind.SAVE, 1) is Verdict.STALE


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (Reply(status=504, content=b"<html>Gateway"), Verdict.GATEWAY),
        (Reply(status=503, content=b'{"problem":{}}'), Verdict.BUSY),
        (Reply(status=413), Verdict.LIMIT),
        (Reply(status=500), Verdict.GATEWAY),
        (Reply(status=303, location="/paged/sign-in?next=x"), Verdict.SESSION_ENDED),
        (Reply(broken=Verdict.TIMED_OUT), Verdict.TIMED_OUT),
    ],
)
def test_what_is_no_page_of_the_service_has_its_own_word(reply: Reply, word: Verdict) -> None:
    assert trouble(reply) is word
