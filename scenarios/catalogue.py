"""Every journey there is, by name. A new journey: one file in `journeys/` and its line here."""

from collections.abc import Mapping
from types import MappingProxyType

from billbench.scenarios.journeys import (
    add_line,
    answer_documents,
    change_page,
    claim_upload,
    download_report,
    edit_lines,
    key_in,
    open_bill,
    remove_line,
    save_and_return,
    submit_bill,
    summary_level,
)
from billbench.scenarios.protocol import Journey

JOURNEYS: Mapping[str, Journey] = MappingProxyType(
    {
        journey.name: journey
        for journey in (
            open_bill.JOURNEY,
            change_page.JOURNEY,
            key_in.JOURNEY,
            add_line.JOURNEY,
            remove_line.JOURNEY,
            edit_lines.JOURNEY,
            save_and_return.JOURNEY,
            submit_bill.JOURNEY,
            download_report.JOURNEY,
            claim_upload.JOURNEY,
            summary_level.JOURNEY,
            answer_documents.JOURNEY,
        )
    }
)
