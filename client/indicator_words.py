"""What the lists, categories and medians of a half-year are called in plain words, for reports and tables."""

from collections.abc import Mapping, Sequence

LISTS: Mapping[str, tuple[str, str]] = {
    "FATE": (
        "What became of the referrals",
        "Referrals that were sent in this half-year, as they stood 92 days later.",
    ),
    "SERVICE_TYPE": ("What was looked for", "The same referrals by kind of service."),
    "OPTIONS_SHOWN": ("How many options she was shown", "The same referrals. Always one option would be no choice."),
    "WITHDRAWAL": ("When she took her consent back", "What recipients said about erasing, within seven days or not."),
    "AS_TOLD": ("Whether it was as she had been told", "From women's accounts, counted by hand by organisations."),
    "FELT_SAFE": ("Whether she felt safe", "From women's accounts, counted by hand by organisations."),
    "UNMET_NEED": ("For what no service was found", "Kind of service and area, counted by hand by organisations."),
}
CATEGORIES: Mapping[str, str] = {
    "CLOSED_BOTH": "Closed with both accounts, hers too",
    "CLOSED_WITHOUT_HER": "Closed without her account",
    "SILENT": "Never opened",
    "ACK_ONLY": "Opened, never decided",
    "DECLINED_NOT_ELIGIBLE": "Declined: not eligible",
    "DECLINED_NO_CAPACITY": "Declined: no place",
    "DECLINED_SERVICE_CHANGED": "Declined: service changed",
    "DECLINED_CANNOT_SERVE_SAFELY": "Declined: cannot serve safely",
    "DECLINED_INSUFFICIENT_INFO": "Declined: too little known",
    "DECLINED_OTHER": "Declined: other",
    "STOPPED_BY_HER": "Stopped by her",
    "STOPPED_BY_OTHERS": "Ended otherwise",
    "GOING_ON": "Still going on",
    "ONE": "One",
    "TWO": "Two",
    "THREE_OR_MORE": "Three or more",
    "IN_TIME": "Erased in time",
    "LATE": "Erased late",
    "KEPT_ON_A_GROUND": "Kept on a legal ground",
    "NO_WORD": "No word came",
    "AS_TOLD": "As told",
    "NOT_AS_TOLD": "Not as told",
    "YES": "Yes",
    "NOT_ALWAYS": "Not always",
    "NO": "No",
    "OTHER": "Other",
}
MEDIANS: Mapping[str, str] = {
    "ACKNOWLEDGED": "From sending until it was opened",
    "DECIDED": "From sending until it was decided",
    "FIRST_CONTACT": "From the decision until the first contact",
}
TOO_FEW = "Not shown: it would tell of fewer than five."
TOO_FEW_DAYS = "not shown, it rests on fewer than ten"


def category(code: str) -> str:
    """Say a category in words; a kind of service and an area as they are."""
    kind, _, area = code.partition("@")
    plain = CATEGORIES.get(kind) or kind.replace("_", " ").capitalize()
    return f"{plain}, {area}" if area else plain


def together(codes: Sequence[str], most: int = 3) -> str:
    """Say which categories one number counts."""
    named = ", ".join(category(code) for code in codes[:most])
    more = len(codes) - most
    return f"{named} and {more} more" if more > 0 else named
