"""Many people at one bill: one save wins each version, and a bill is never a mixture of two."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.app.driving import Server, hourly_line, main_form, person_of, running, sign_in
from tests.app.papers import new_case
from tests.app.savers import check_whole, make_bill, save_together, support_of

SERVERS = (("sqlite", "1"), ("sqlite", "2"), ("postgresql", "1"), ("postgresql", "2"))


@pytest.fixture(scope="module", params=SERVERS, ids="-".join)
def crowded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a database of its own, in one process and in two."""
    kind, workers = request.param
    if kind == "sqlite":
        url = f"sqlite:///{Path(tmp_path_factory.mktemp('crowded')) / 'ccms.sqlite'}"
    else:
        url = request.getfixturevalue("cluster").new_database()
    with running("--database-url", url, "--workers", workers) as server:
        yield server


def test_saves_at_the_same_time_never_make_a_mixed_bill(crowded: Server) -> None:
    bill = make_bill(crowded.url)
    savers = save_together(crowded.url, bill, count=6, seconds=2)
    with support_of(crowded.url) as support:
        stored = support.read(bill)
    check_whole(stored, savers)
    saved = sum(len(saver.acknowledged) for saver in savers)
    assert stored["version"] == 2 + saved
    assert sum(saver.refused for saver in savers) > 0


def test_a_bill_submitted_by_many_at_once_makes_one_invoice(crowded: Server) -> None:
    with support_of(crowded.url) as support, person_of(crowded.url) as client:
        bill = support.make([hourly_line()])["bill_id"]
        sign_in(client, "paged")
        form = main_form(client.get(f"/paged/bills/{bill}/declaration"))
        data = {**form.fields, "true": "yes", "recorded": "yes", "client": "yes"}

        def submit(_: int) -> httpx.Response:
            with person_of(crowded.url, client.cookies) as own:
                return own.post(form.action, data=data)

        with ThreadPoolExecutor(8) as pool:
            pages = list(pool.map(submit, range(16)))
        submissions = support.read(bill)["submissions"]
    assert len(submissions) == 1
    assert all(page.status_code == 200 for page in pages)
    assert all(submissions[0]["reference"] in page.text for page in pages)


def test_a_case_gets_one_draft_however_many_ask_at_once(crowded: Server) -> None:
    with support_of(crowded.url) as support, person_of(crowded.url) as client:
        sign_in(client, "paged")
        case = new_case(support, client)
        form = main_form(client.get(f"/paged/cases/{case}/billing"))

        def create(_: int) -> str:
            with person_of(crowded.url, client.cookies) as own:
                return own.post(form.action, data=form.fields).url.path

        with ThreadPoolExecutor(8) as pool:
            places = set(pool.map(create, range(24)))
        listed = support.client.get("/support/bills").json()["bills"]
    assert len(places) == 1
    assert [bill["case_reference"] for bill in listed].count(case) == 1
