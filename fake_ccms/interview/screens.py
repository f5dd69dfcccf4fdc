"""Interview screens as plain data: the one description from which both renderers build a screen."""

from billbench.fake_ccms.bill import NO, QUESTION, SUMMARY, BillState, Global, Line, Place, lines_of
from billbench.fake_ccms.fields import LINE_TYPES, LineType
from billbench.fake_ccms.interview.flow import address, page_of
from billbench.fake_ccms.interview.frame import NO_REMARKS, Remarks, Screen, Setting, frame
from billbench.fake_ccms.interview.line_screens import lines_screen
from billbench.fake_ccms.rules.engine import missing_fields, screens
from billbench.fake_ccms.rules.table import DISBURSEMENTS_ANSWERS
from billbench.fake_ccms.rules.totals import Totals, shares
from billbench.fake_ccms.rules.warnings import as_sentences, warnings_of
from billbench.fake_ccms.values import for_people, money, pence


def build(setting: Setting, state: BillState, place: Place, remarks: Remarks = NO_REMARKS) -> Screen:
    """The screen at a place of the interview."""
    if place.screen == QUESTION:
        return _question(setting, state, place, remarks)
    if place.screen == SUMMARY:
        return _summary(setting, state, place, remarks)
    page = page_of(state, place.screen, setting.design, place.page)
    return lines_screen(setting, state, page, LINE_TYPES[place.screen], remarks)


def _question(setting: Setting, state: BillState, place: Place, remarks: Remarks) -> Screen:
    heading = "Do you want to bill disbursements?"
    return {
        "kind": "question",
        **frame(setting, address(setting.design, setting.bill.id, place), heading, remarks),
        "name": Global.DISBURSEMENTS.value,
        "options": list(DISBURSEMENTS_ANSWERS),
        "value": state.globals[Global.DISBURSEMENTS],
    }


def _summary(setting: Setting, state: BillState, place: Place, remarks: Remarks) -> Screen:
    total, vat = pence(state.globals[Global.TOTAL_AMOUNT]), pence(state.globals[Global.TOTAL_VAT])
    slugs = [slug for slug in screens(state.globals) if slug in LINE_TYPES]
    parts = shares(lines_of(state, slug) for slug in slugs)
    totals = [_type_total(slug, part) for slug, part in zip(slugs, parts, strict=True)]
    return {
        "kind": "summary",
        **frame(setting, address(setting.design, setting.bill.id, place), "Bill summary", remarks),
        "totals": totals,
        "lines": len(state.lines),
        "net": for_people(money(total - vat)),
        "vat": for_people(money(vat)),
        "total": for_people(money(total)),
        "warnings": as_sentences(warnings_of(state, setting.measure)),
        "missing": what_is_missing(state),
    }


def _type_total(slug: str, part: Totals) -> Screen:
    return {
        "title": LINE_TYPES[slug].title,
        "lines": part.lines,
        "net": for_people(money(part.net)),
        "vat": for_people(money(part.vat)),
        "total": for_people(money(part.gross)),
    }


def what_is_missing(state: BillState) -> list[str]:
    """Why the bill cannot be submitted yet, in sentences; nothing when it is complete."""
    if not state.globals[Global.DISBURSEMENTS]:
        return ["Answer whether you want to bill disbursements."]
    if not state.lines:
        return ["Add at least one line to the bill."]
    if state.globals[Global.COMPLETE] == NO:
        return [sentence for slug in LINE_TYPES for sentence in _what_lines_lack(state, LINE_TYPES[slug])]
    return []


def incomplete_lines(state: BillState, line_type: LineType) -> dict[int, Line]:
    """The lines of one type that still lack something, by number."""
    numbered = enumerate(lines_of(state, line_type.slug), 1)
    return {number: line for number, line in numbered if missing_fields(line_type, line.values)}


def _what_lines_lack(state: BillState, line_type: LineType) -> list[str]:
    numbers = [str(number) for number in incomplete_lines(state, line_type)]
    if not numbers:
        return []
    lines = "line" if len(numbers) == 1 else "lines"
    return [f"{line_type.title}: fill in everything on {lines} {', '.join(numbers)}."]
