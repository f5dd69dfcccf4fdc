"""Whatever is sent, wherever: a clear answer, never an error of the service, and nothing half-stored.

The number of requests is part of the promise: 10,000 at every run, the same ones each time.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billbench.fake_ccms.bill import BillState, BillStatus
from billbench.fake_ccms.design_presets import PRESETS
from billbench.fake_ccms.designs import EditableRows, Rendering
from billbench.fake_ccms.fields import LINE_TYPES
from billbench.fake_ccms.store import bills
from billbench.fake_ccms.store.attributes import stored_globals, stored_lines
from billbench.fake_ccms.values import canonical
from billbench.fake_ccms.web.classic import usual_names
from tests.app.driving import JSON, disbursement, hourly_line, main_form, shell_screen
from tests.app.in_process import Inside, inside
from tests.app.nasty import (
    PRESENT,
    Address,
    Real,
    addresses,
    bodies,
    filled,
    header_values,
    json_values,
    paths,
    texts,
)

ROUTES, SCREENS, HEADERS, SUPPORT = 2_400, 1_200, 3_600, 500
PER_SCREEN = 3  # A new bill, the screen, and what is sent from it.


def times(count: int) -> Any:
    """So many examples, the same ones at every run."""
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    url = "" if request.param == "sqlite" else request.getfixturevalue("cluster").new_database()
    with inside(tmp_path_factory.mktemp("property"), database_url=url) as client:
        client.sign_in()
        yield client


def number_for(app: Inside, count: int) -> int:
    """All of the requests on one database; on the other enough to meet what its driver does not take."""
    return count if app.database_url.startswith("sqlite") else count // 10


class Desk:
    """Drafts to work on. Requests are made up before it is known which: `@0` stands for the first draft."""

    def __init__(self, app: Inside) -> None:
        self._app = app
        self._drafts = [make(app)["bill_id"] for _ in range(4)]

    @property
    def stand_ins(self) -> tuple[str, ...]:
        return tuple(f"@{place}" for place in range(len(self._drafts)))

    def address(self, path: str) -> tuple[str, int]:
        """The path with its draft, and the draft's number; 0 where it has none."""
        found = re.search(r"@(\d)", path)
        if found is None:
            return path, 0
        place = int(found[1])
        with self._app.database.reading() as connection:
            bill = bills.find_bill(connection, self._drafts[place])
        if bill is None or bill.status is not BillStatus.DRAFT:
            self._drafts[place] = make(self._app)["bill_id"]
        return path.replace(found[0], str(self._drafts[place])), self._drafts[place]


@pytest.fixture(scope="module")
def desk(app: Inside) -> Desk:
    return Desk(app)


@pytest.fixture(scope="module")
def real(app: Inside, desk: Desk) -> Real:
    made = [make(app) for _ in range(4)]
    form = main_form(app.get("/paged/cases/" + made[0]["case_reference"] + "/billing"))
    return Real(
        bills=desk.stand_ins,
        references=tuple(bill["case_reference"] for bill in made),
        csrf=form.fields["csrf"],
    )


def make(app: Inside) -> dict[str, Any]:
    lines = [hourly_line(), hourly_line(CATEGORY="Letters out", TIME="", ITEM="2"), disbursement()]
    answer = app.support("POST", "bills", json={"user": "solicitor1", "lines": lines})
    assert answer.status_code == 201, answer.text
    return answer.json()


def check_answer(answer: httpx.Response) -> None:
    """What holds for every answer, whatever was asked."""
    assert answer.status_code < 500, answer.text
    assert "total;dur=" in answer.headers["server-timing"]
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "<title>" in answer.text
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text


@dataclass(frozen=True)
class Stored:
    status: BillStatus
    version: int
    state: BillState


def stored(app: Inside, bill_id: int) -> Stored | None:
    """A bill, after a look at whether what is stored of it fits together."""
    with app.database.reading() as connection:
        bill = bills.find_bill(connection, bill_id)
        if bill is None:
            return None
        rows = stored_lines(connection, bill_id)
        assert stored_globals(connection, bill_id) == dict(bill.state.globals)
    assert rows == [
        (line.instance, LINE_TYPES[line.type].entity, dict(line.values)) for line in bill.state.lines
    ]
    for line in bill.state.lines:
        for field in LINE_TYPES[line.type].fields:
            value = line.values[field.suffix]
            assert canonical(field.kind, value) == value, (field.suffix, value)
    return Stored(status=bill.status, version=bill.version, state=bill.state)


def present_version(app: Inside, bill_id: int) -> int:
    bill = stored(app, bill_id)
    return bill.version if bill else 0


def test_ten_thousand_requests_are_sent() -> None:
    assert ROUTES + PER_SCREEN * SCREENS + HEADERS + SUPPORT >= 10_000


@dataclass(frozen=True)
class Sent:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: dict[str, Any]


def anything_to(address: Address, real: Real) -> st.SearchStrategy[Sent]:
    sends = address.method == "POST" and not address.path.endswith("sign-out")
    return st.builds(
        Sent,
        method=st.just(address.method),
        path=paths(address, real),
        query=st.dictionaries(st.sampled_from(("page", "reference", "next", "removed")), texts, max_size=2),
        headers=st.sampled_from(({}, JSON)),
        body=bodies(real) if sends else st.just({}),
    )


def test_every_address_answers_clearly_to_anything(app: Inside, desk: Desk, real: Real) -> None:
    everywhere = [a for a in addresses(app.app) if not a.path.startswith("/support")]
    assert len(everywhere) > 20
    before = app.sent
    found: Counter[int] = Counter()

    @times(number_for(app, ROUTES))
    @given(sent=st.one_of([anything_to(address, real) for address in everywhere]))
    def ask(sent: Sent) -> None:
        path, bill = desk.address(sent.path)
        body = dict(sent.body)
        if bill and body.get("data", {}).get("version") == PRESENT:
            body["data"] = {**body["data"], "version": str(present_version(app, bill))}
        answer = app.ask(
            sent.method, path, params=sent.query, headers=sent.headers, follow_redirects=False, **body
        )
        check_answer(answer)
        found[answer.status_code] += 1
        if bill:
            stored(app, bill)

    ask()
    assert app.sent - before >= number_for(app, ROUTES)
    # Most of it gets to a page: what is turned away at the door says little.
    assert found[404] + found[403] < number_for(app, ROUTES) / 2


ENTERED = sorted(name for name, design in PRESETS.items() if design.editable_rows is EditableRows.ALL)


@st.composite
def entries(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A line screen, and what is typed into some of its fields."""
    slug, instances = draw(st.sampled_from((("hourly", (1, 2)), ("disbursements", (3,)))))
    line_type = LINE_TYPES[slug]
    names = [
        f"{line_type.prefix}_{instance}_{field.suffix}"
        for instance in instances
        for field in line_type.fields
        if not field.calculated
    ]
    return slug, draw(st.dictionaries(st.sampled_from(names), texts, min_size=1, max_size=6))


def test_a_screen_keeps_what_was_typed_and_stores_all_of_it_or_nothing(app: Inside) -> None:
    before_all = app.sent
    told = 0

    @times(number_for(app, SCREENS))
    @given(
        design=st.sampled_from(ENTERED),
        typed=entries(),
        action=st.sampled_from(("next", "back", "save", "add", "remove-1", "remove-all", "nonsense")),
        as_script=st.booleans(),
    )
    def send(design: str, typed: tuple[str, dict[str, str]], action: str, as_script: bool) -> None:
        nonlocal told
        slug, changes = typed
        bill = make(app)["bill_id"]
        before = stored(app, bill)
        assert before is not None
        path = f"/{design}/bills/{bill}/lines/{slug}"
        screen = app.get(path, headers=JSON).json()["screen"]
        form = {**as_form(screen), **changes, "action": action}
        headers = JSON if as_script else {}
        answer = app.post(path, data=form, headers=headers, follow_redirects=False)
        check_answer(answer)
        after = stored(app, bill)
        assert after is not None
        if answer.status_code in (200, 303):
            assert after.version == before.version + 1
            return
        assert answer.status_code == 422
        assert after == before
        told += 1
        shown = shown_fields(design, answer, as_script)
        for name in changes.keys() & shown.keys():
            assert shown[name] == changes[name]

    send()
    assert app.sent - before_all >= PER_SCREEN * number_for(app, SCREENS)
    assert told > number_for(app, SCREENS) // 4


def as_form(screen: dict[str, Any]) -> dict[str, str]:
    """The form of a screen as its script sends it."""
    fields = {"csrf": screen["csrf"], "version": str(screen["version"])}
    for row in screen["rows"]:
        for column, value in zip(screen["columns"], row["values"], strict=True):
            fields[f"{screen['prefix']}_{row['instance']}_{column['suffix']}"] = value
    return fields


def shown_fields(design: str, answer: httpx.Response, as_script: bool) -> dict[str, str]:
    """The fields that an answer shows, whichever way the design builds them."""
    if as_script:
        return as_form(answer.json()["screen"])
    if PRESETS[design].rendering is Rendering.BROWSER:
        return as_form(shell_screen(answer))
    shown = usual_names(main_form(answer).fields)
    # A list cannot show what is not in it; nobody can choose that either.
    return {name: value for name, value in shown.items() if f'<select name="{name}"' not in answer.text}


def test_headers_and_cookies_can_be_anything(app: Inside) -> None:
    """And the method, and the bytes of the body, at every address there is."""
    before = app.sent
    case = make(app)["case_reference"]
    real_names = {"design": "paged", "reference": case, "type": "hourly", "name": "main.js"}
    names = ("Cookie", "Accept", "Content-Type", "Authorization", "If-None-Match", "Range", "X-Forwarded-For")
    somewhere = sorted({filled(address.path, real_names) for address in addresses(app.app)})
    cookies = header_values.map(lambda raw: b"fake_ccms_session=" + raw)

    @times(number_for(app, HEADERS))
    @given(
        method=st.sampled_from(("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "BREW")),
        path=st.sampled_from(somewhere),
        headers=st.dictionaries(st.sampled_from(names), header_values | cookies, max_size=4),
        body=st.binary(max_size=200),
    )
    def ask(method: str, path: str, headers: dict[str, bytes], body: bytes) -> None:
        answer = app.ask(method, path, headers=headers, content=body, follow_redirects=False)
        assert answer.status_code < 500, answer.text
        assert "total;dur=" in answer.headers["server-timing"]

    ask()
    assert app.sent - before >= number_for(app, HEADERS)


def test_the_support_interface_refuses_whatever_it_cannot_use(app: Inside, desk: Desk, real: Real) -> None:
    controls = [a for a in addresses(app.app) if a.path.startswith("/support") and a.path != "/support/reset"]
    before = app.sent
    fields = st.dictionaries(
        st.sampled_from([*hourly_line()["fields"], "TOTAL_CLAIM", "X"]), texts | json_values
    )
    line = st.fixed_dictionaries({"type": st.sampled_from([*LINE_TYPES, "x"]), "fields": fields})
    bill = st.fixed_dictionaries(
        {"user": st.sampled_from(("solicitor1", "nobody")) | st.text(), "lines": st.lists(line, max_size=3)}
    )
    clock = st.fixed_dictionaries({"advance_s": json_values})
    faults = st.fixed_dictionaries(
        {"limits": json_values, "fault": st.lists(st.dictionaries(st.sampled_from(("kind", "route")), texts))}
    )

    bodies_of = bill | clock | faults | json_values
    requests = st.one_of(
        [st.tuples(st.just(control.method), paths(control, real), bodies_of) for control in controls]
    )

    @times(number_for(app, SUPPORT))
    @given(request=requests)
    def ask(request: tuple[str, str, Any]) -> None:
        method, stood_in, body = request
        path, _ = desk.address(stood_in)
        with_body = {"content": json.dumps(body)} if method in ("POST", "PUT") else {}
        answer = app.support(method, path.removeprefix("/support/"), **with_body)
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"].startswith(("application/json", "text/html"))

    ask()
    assert app.sent - before >= number_for(app, SUPPORT)
