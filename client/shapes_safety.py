"""What a safety number looks like to a program."""

from typing import Literal, TypedDict


class Safety(TypedDict):
    """Name the number that two organisations both see, and whether this device knows that they compared it."""

    memberId: str
    name: str
    number: str
    text: str
    compared: Literal["YES", "NO", "CHANGED"]
