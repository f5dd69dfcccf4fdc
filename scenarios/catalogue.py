"""Every journey there is, by name. A new journey: one file in `journeys/` and its line here."""

from collections.abc import Mapping
from types import MappingProxyType

from scenarios.journeys import change_page, open_bill, submit_bill
from scenarios.protocol import Journey

JOURNEYS: Mapping[str, Journey] = MappingProxyType(
    {journey.name: journey for journey in (open_bill.JOURNEY, change_page.JOURNEY, submit_bill.JOURNEY)}
)
