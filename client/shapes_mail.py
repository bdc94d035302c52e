"""The shape of what a node says about mail to staff."""

from typing import TypedDict


class MailNotices(TypedDict):
    """Hold where a member of staff is told of news; nothing is sent before `confirmedAt`."""

    address: str
    language: str
    zone: str
    quietFrom: int
    quietTo: int
    everyMinutes: int
    confirmedAt: str | None
