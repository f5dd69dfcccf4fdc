"""The one character that a database may not be able to hold is answered clearly by both."""

from pathlib import Path

import httpx
import pytest

from tests.app.driving import hourly_line, main_form
from tests.app.in_process import Inside, inside

NULL = "before\x00after"


def ask_for_it(app: Inside) -> list[httpx.Response]:
    app.sign_in()
    form = main_form(app.get("/paged/sign-in"))
    made = app.support("POST", "bills", json={"user": "solicitor1", "lines": [hourly_line()]}).json()
    case = f"/paged/cases/{made['case_reference']}"
    csrf = {"csrf": main_form(app.get(f"{case}/billing")).fields["csrf"]}
    return [
        app.post(form.action, data={**form.fields, "user_name": NULL}),
        app.get("/paged/cases", params={"reference": NULL}),
        app.get("/paged/cases/%00"),
        app.get("/case-management/%00"),
        app.post(f"{case}/billing/permission", data={**csrf, "reason": NULL}),
        app.post(
            f"/paged/bills/{made['bill_id']}/documents",
            data={**csrf, "kind": NULL},
            files={"file": (NULL, b"%PDF-1.4 x", "application/pdf")},
        ),
        app.support("POST", "bills", json={"user": NULL, "lines": []}),
        app.support("POST", "bills", content=b'{"user": "\\ud800", "lines": []}'),
    ]


def test_a_null_character_is_never_an_error_of_the_service(tmp_path: Path, database_url: str) -> None:
    with inside(tmp_path, database_url=database_url) as app:
        assert all(answer.status_code < 500 for answer in ask_for_it(app))


@pytest.mark.parametrize("design", ["paged", "rewritten-page"])
def test_a_null_character_in_a_field_is_told_at_the_field(
    tmp_path: Path, database_url: str, design: str
) -> None:
    with inside(tmp_path, database_url=database_url) as app:
        app.sign_in()
        lines = {"user": "solicitor1", "lines": [hourly_line()]}
        bill = app.support("POST", "bills", json=lines).json()["bill_id"]
        path = f"/{design}/bills/{bill}/lines/hourly"
        json = {"Accept": "application/json"}
        screen = app.get(path, headers=json).json()["screen"]
        form = {
            "csrf": screen["csrf"],
            "version": screen["version"],
            "PRES_1_ACTIVITY": NULL,
            "action": "next",
        }
        answer = app.post(path, data=form, headers=json)
        assert answer.status_code == 422
        assert "control characters" in answer.json()["screen"]["errors"]["PRES_1_ACTIVITY"]
