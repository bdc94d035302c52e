"""Know the currencies of ISO 4217, as the Unicode CLDR lists them; no amount is ever converted."""

from functools import cache

from babel.numbers import list_currencies

from directory.errors import UnknownCode

NO_MONEY = frozenset({"XXX", "XTS", "XAU", "XAG", "XPT", "XPD"})


@cache
def _known() -> frozenset[str]:
    return frozenset(list_currencies()) - NO_MONEY


def currency_of(code: str) -> str:
    """Return a currency code.

    Raises:
        UnknownCode: ISO 4217 has no such currency, or its code names no money.
    """
    if code not in _known():
        raise UnknownCode(wanted="ISO 4217")
    return code
