"""Numbers in addresses: only as long as a database's own."""

from starlette.convertors import IntegerConvertor, register_url_convertor


class _NumberConvertor(IntegerConvertor):
    # Any run of digits otherwise: one that is too long for the database would be an error, not an
    # address that leads nowhere.
    regex = "[0-9]{1,9}"


def limit_numbers() -> None:
    """Let `{…:int}` in the addresses of routes made from now on match no longer numbers."""
    register_url_convertor("int", _NumberConvertor())
