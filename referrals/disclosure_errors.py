"""The way of saying no to what a kind of recipient is never told."""

from kit.errors import Refusal


class OverProfile(Refusal):
    """Say which categories a service of this kind is never told, so that they are left out."""

    code = "OVER_PROFILE"
    sentence = (
        "A service of this kind is never told {categories}, even where she agreed to it. Leave that out, and ask her "
        "only about the rest."
    )
