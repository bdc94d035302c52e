"""The shapes of checks and of what is published: the JSON of the node, named (schema.graphql says all)."""

from typing import TypedDict


class Check(TypedDict):
    """Hold an open check; `rule` is RANDOM where nothing asked for it."""

    id: str
    listingId: str
    rule: str
    criterion: str | None
    openedOn: str
    dueOn: str


class Cell(TypedDict):
    """Hold one number of a list; `share` in whole percent."""

    categories: list[str]
    count: int
    share: int


class IndicatorList(TypedDict):
    """Hold one list; `hidden` is TOO_FEW where it would tell of fewer than five."""

    name: str
    byHand: bool
    hidden: str | None
    cells: list[Cell]


class Median(TypedDict):
    """Hold one median in days; None where it rests on too few."""

    name: str
    days: int | None


class Report(TypedDict):
    """Hold what was published of a half-year."""

    period: str
    first: str
    last: str
    lists: list[IndicatorList]
    medians: list[Median]


class HandCount(TypedDict):
    """Hold one number that an organisation counted by hand."""

    list: str
    category: str
    count: int
