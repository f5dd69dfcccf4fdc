"""Pictures go into the page itself, and only pictures that lie in the gallery of the run."""

import json
from pathlib import Path

import pytest

from billbench.reports.run.build import write_report
from tests.unit.reports.made_runs import make_run

JPEG = b"\xff\xd8\xff\xe0 not much of a picture"


def with_gallery(folder: Path, shots: object) -> str:
    place = folder / "artifacts" / "gallery"
    place.mkdir(parents=True)
    (place / "page.jpg").write_bytes(JPEG)
    (place / "page.png").write_bytes(b"PNG")
    (folder / "secret.jpg").write_bytes(JPEG)
    (place / "gallery.json").write_text(json.dumps(shots))
    write_report(make_run(lines=(20, 80)), folder)
    return (folder / "report" / "index.html").read_text()


def shot(file: str, at_s: float | None = None) -> dict[str, object]:
    return {"design": "single-page", "lines": 160, "file": file, "at_s": at_s}


def test_a_screenshot_and_a_frame_stand_in_the_page_with_their_texts(tmp_path: Path) -> None:
    page = with_gallery(tmp_path, [shot("page.jpg"), shot("page.jpg", 0.5)])
    assert page.count("data:image/jpeg;base64,") == 2
    assert 'alt="Screenshot: Single page, 160 lines"' in page
    assert "page change after 500 ms" in page


@pytest.mark.slow
@pytest.mark.parametrize(
    "shots",
    [
        [shot("../../secret.jpg")],
        [shot("/etc/passwd")],
        [shot("page.png")],
        [shot("missing.jpg")],
        [{"design": 1}],
        {"no": "list"},
        "nothing",
    ],
)
def test_what_is_no_picture_of_the_gallery_is_left_out(tmp_path: Path, shots: object) -> None:
    assert "<img" not in with_gallery(tmp_path, shots)


def test_what_was_found_for_assistive_technology_stands_beside_the_pictures(tmp_path: Path) -> None:
    place = tmp_path / "artifacts" / "gallery"
    place.mkdir(parents=True)
    fault = {"rule": "label", "impact": "critical", "places": 2}
    audits = [
        {"design": "paged", "lines": 20, "engine": "axe-core 4", "faults": []},
        {"design": "single-page", "lines": 20, "engine": "axe-core 4", "faults": [fault, "?"]},
        "no audit",
    ]
    (place / "accessibility.json").write_text(json.dumps(audits))
    write_report(make_run(lines=(20, 80)), tmp_path)
    page = (tmp_path / "report" / "report.md").read_text()
    assert "| Paged, 10 lines | 20 | nothing | axe-core 4 |" in page
    assert r"label \(critical, in 2 places\); something unreadable" in page
