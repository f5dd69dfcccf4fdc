"""Which cell a test asks for at the page of a target file."""

from pathlib import Path

import pytest

from billbench.harness.commands.cell import CellOrder, at_target
from billbench.harness.model.trials import Cell

SAMPLE = Path(__file__).parents[3] / "scenarios" / "targets" / "sample" / "bills.toml"
PAGED = 'next = "#next"\nback = "#back"\nrows_per_page = 10\n\n[page.fields]'


@pytest.mark.parametrize(
    ("journey", "paged", "done"),
    [
        ("change-page", True, "change-page"),
        ("change-page", False, "open-bill"),
        ("edit-lines", False, "edit-lines"),
    ],
)
def test_where_there_are_no_pages_to_turn_the_freeze_is_that_of_the_opening(
    tmp_path: Path, journey: str, paged: bool, done: str
) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace("[page.fields]", PAGED) if paged else text, encoding="utf-8")
    asked = Cell(design="single-page", lines=20, device="office-pc", journey=journey)
    order = CellOrder(cell=asked, launches=2, url="", out=tmp_path / "run", target=str(path))
    found = at_target(order)
    assert (found.cell.design, found.cell.journey) == ("mine", done)
    assert found.command()[2:4] == ("--target", str(path))
