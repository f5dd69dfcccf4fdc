"""Many people at one bill: one save wins each version, and a bill is never a mixture of two."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.app.driving import TOKEN, hourly_line, main_form, running, sign_in
from tests.app.savers import check_whole, make_bill, save_together, support_of


@pytest.mark.parametrize("workers", ["1", "2"])
def test_saves_at_the_same_time_never_make_a_mixed_bill(database_url: str, workers: str) -> None:
    with running("--database-url", database_url, "--workers", workers) as server:
        bill = make_bill(server.url)
        savers = save_together(server.url, bill, count=6, seconds=3)
        with support_of(server.url) as support:
            stored = support.read(bill)
    check_whole(stored, savers)
    saved = sum(len(saver.acknowledged) for saver in savers)
    assert stored["version"] == 2 + saved
    assert sum(saver.refused for saver in savers) > 0


def test_a_bill_submitted_by_many_at_once_makes_one_invoice(database_url: str) -> None:
    with (
        running("--database-url", database_url, "--workers", "2") as server,
        support_of(server.url) as support,
    ):
        bill = support.make([hourly_line()])["bill_id"]
        with httpx.Client(base_url=server.url, follow_redirects=True, timeout=30) as client:
            sign_in(client, "paged")
            form = main_form(client.get(f"/paged/bills/{bill}/declaration"))
            data = {**form.fields, "true": "yes", "recorded": "yes", "client": "yes"}
            cookies = dict(client.cookies)

        def submit(_: int) -> httpx.Response:
            with httpx.Client(base_url=server.url, cookies=cookies, follow_redirects=True) as own:
                return own.post(form.action, data=data)

        with ThreadPoolExecutor(8) as pool:
            pages = list(pool.map(submit, range(16)))
        submissions = support.read(bill)["submissions"]
    assert len(submissions) == 1
    assert all(page.status_code == 200 for page in pages)
    assert all(submissions[0]["reference"] in page.text for page in pages)


def test_a_case_gets_one_draft_however_many_ask_at_once(database_url: str) -> None:
    with running("--database-url", database_url, "--workers", "2") as server:
        with httpx.Client(base_url=server.url, follow_redirects=True) as client:
            sign_in(client, "paged", "solicitor2")
            page = client.get("/paged/cases")
            reference = page.text.split("/paged/cases/")[1].split('"')[0]
            billing = f"/paged/cases/{reference}/billing"
            fields = main_form(client.get(billing)).fields
            cookies = dict(client.cookies)

        def create(_: int) -> str:
            answer = httpx.post(f"{server.url}{billing}", data=fields, cookies=cookies, timeout=30)
            assert answer.status_code == 303, answer.text
            return answer.headers["location"]

        with ThreadPoolExecutor(8) as pool:
            places = set(pool.map(create, range(24)))
        headers = {"Authorization": f"Bearer {TOKEN}"}
        listed = httpx.get(f"{server.url}/support/bills", headers=headers).json()["bills"]
    assert len(places) == 1
    assert [bill["case_reference"] for bill in listed].count(reference) == 1
