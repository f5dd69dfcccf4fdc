"""What happens without the guards against lost updates and double submissions, and with one writer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from billbench.fake_ccms.designs import OwnDesign
from billbench.fake_ccms.settings_file import settings_from
from tests.app.driving import JSON, heading, hourly_line, main_form
from tests.app.in_process import Inside, inside, settings_of
from tests.app.papers import declare

WITHOUT = {"saving": {"stale_save": "overwrite", "second_submit": "twice"}}


@pytest.fixture(params=[{}, WITHOUT], ids=["guarded", "unguarded"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Inside]:
    with inside(tmp_path, settings_of(request.param)) as started:
        started.sign_in()
        yield started


def guarded(request: pytest.FixtureRequest) -> bool:
    return "[guarded]" in request.node.name


def make(app: Inside, lines: int = 2) -> int:
    wanted = {"user": "solicitor1", "lines": [hourly_line(ACTIVITY=f"Work {n}") for n in range(1, lines + 1)]}
    return int(app.support("POST", "bills", json=wanted).json()["bill_id"])


def read(app: Inside, bill: int) -> dict[str, Any]:
    return app.support("GET", f"bills/{bill}").json()


def test_a_save_of_an_old_screen_is_refused_or_wins(app: Inside, request: pytest.FixtureRequest) -> None:
    bill = make(app)
    page = f"/paged/bills/{bill}/lines/hourly"
    old = main_form(app.get(page)).fields
    app.post(page, data={**old, "PRES_1_ACTIVITY": "First", "action": "save"})
    second = app.post(page, data={**old, "PRES_2_ACTIVITY": "Second", "action": "save"})
    stored = [line["fields"]["ACTIVITY"] for line in read(app, bill)["lines"]]
    if guarded(request):
        assert second.status_code == 409
        assert stored == ["First", "Work 2"]
    else:
        assert second.status_code == 200
        assert stored == ["Work 1", "Second"], "the first save is lost"


def test_a_line_of_an_old_page_is_refused_or_wins(app: Inside, request: pytest.FixtureRequest) -> None:
    bill = make(app)
    line = f"/windowed-grid/bills/{bill}/lines/hourly/1"
    old = main_form(app.get(f"/paged/bills/{bill}/lines/hourly/1")).fields
    statuses = [
        app.post(line, data={**old, "PRES_1_ACTIVITY": text, "action": "keep"}, headers=JSON).status_code
        for text in ("First", "Second")
    ]
    assert statuses == [200, 409 if guarded(request) else 200]


def test_a_declaration_that_is_sent_again_counts_once_or_again(
    app: Inside, request: pytest.FixtureRequest
) -> None:
    bill = make(app)
    form = main_form(app.get(f"/paged/bills/{bill}/declaration"))
    assert heading(declare(app, bill)) == "Bill submitted"  # type: ignore[arg-type]
    ticked = {**form.fields, "true": "yes", "recorded": "yes", "client": "yes"}
    assert heading(app.post(form.action, data=ticked)) == "Bill submitted"
    references = [sent["reference"] for sent in read(app, bill)["submissions"]]
    assert len(references) == len(set(references)) == (1 if guarded(request) else 2)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_with_one_writer_everything_is_saved_as_ever(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = "" if kind == "sqlite" else request.getfixturevalue("cluster").new_database()
    settings = settings_of({"server": {"one_writer": True}})
    with inside(tmp_path, settings, database_url=url) as app:
        app.sign_in()
        assert len(read(app, make(app))["lines"]) == 2


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"saving": {"stale_save": "ask"}}, "[saving] stale_save must be one of refuse, overwrite"),
        ({"saving": {"second_submit": True}}, "[saving] second_submit must be one of once, twice"),
        ({"server": {"one_writer": 1}}, "[server] one_writer must be true or false"),
        ({"rules": {"note_from_hours": "3"}}, "[rules] note_from_hours must be a number from 0 to 100"),
        ({"history": {"earlier_bills": 2.5}}, "[history] earlier_bills must be a whole number from 0 to 24"),
        (
            {"session": {"life_minutes": float("nan")}},
            "[session] life_minutes must be a number from 0.01 to 43,200",
        ),
        ({"server": {"threads": 2.0}}, "[server] threads must be a whole number from 1 to 256"),
        ({"lists": 3}, "[lists] must be a table"),
        (
            {"design": {"mine": {"name": "x"}}},
            f"[design.mine] name is not known; known are {', '.join(OwnDesign.model_fields)}",
        ),
        (
            {"design": {"assessor": {}}},
            "[design.assessor] is no usable name; use small letters, digits and hyphens",
        ),
    ],
)
def test_a_wrong_value_is_told_with_what_is_allowed(document: dict[str, Any], told: str) -> None:
    assert settings_from(document) == (None, (told,))
