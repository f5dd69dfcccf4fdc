"""The bill summary report: a page to print, and a PDF to keep."""

from starlette.responses import Response

from billbench.fake_ccms.bill import BillStatus, Global
from billbench.fake_ccms.report.content import COLUMNS, NUMERIC, Account, Report, report_of
from billbench.fake_ccms.report.pdf import pdf_of
from billbench.fake_ccms.store import bills, people
from billbench.fake_ccms.store.assessments import Outcome
from billbench.fake_ccms.values import pence
from billbench.fake_ccms.web import respond
from billbench.fake_ccms.web.billing import find_bill
from billbench.fake_ccms.web.call import Call


def show_report(call: Call) -> Response:
    return respond.page(
        call,
        "report.html",
        report=_report(call),
        bill_id=call.request.path_params["bill"],
        columns=COLUMNS,
        numeric=NUMERIC,
    )


def show_pdf(call: Call) -> Response:
    report = _report(call)
    with call.timings.measure("render"):
        content = pdf_of(report)
    number = call.request.path_params["bill"]
    return respond.download(content, f"bill-summary-report-{number}.pdf", "application/pdf")


def _report(call: Call) -> Report:
    bill = find_bill(call)
    with call.timings.measure("store"), call.services.database.reading() as connection:
        case = people.case_by_id(connection, bill.case_id)
        headings = bills.headings_of(connection, case.id, Global.TOTAL_AMOUNT)
    present = next(heading for heading in headings if heading.id == bill.id)
    counted = (
        heading
        for heading in headings
        if heading.status is BillStatus.SUBMITTED and heading.outcome != Outcome.REJECTED
    )
    account = Account(status=present.shown_status, billed=sum(pence(heading.total) for heading in counted))
    with call.timings.measure("render"):
        return report_of(bill, case, call.person.user.firm, account)
