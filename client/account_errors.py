"""What can go wrong with an account of how it went, each in a sentence."""

from client.errors import ClientError


class BadAccount(ClientError):
    """Say that an account is not in its form; `field` names the place."""

    code = "BAD_ACCOUNT"
    sentence = "This account is not in its form: look at {field}. Nothing was sent. docs/feedback.md has both forms."

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field
        self.sentence = type(self).sentence.format(field=field)


class NotHersToFill(ClientError):
    """Say that whoever served her must not hold the pen."""

    code = "NOT_HERS_TO_FILL"
    sentence = (
        "Your organisation offers this service, so nobody of it may write her account. Let her use her own "
        "telephone, or a caseworker of another organisation. Nothing was sent."
    )


class WillNotExpose(ClientError):
    """Say that a person has to look first whether a report could point at her."""

    code = "COULD_EXPOSE_HER"
    sentence = (
        "First make sure, with her where you can, that nobody can tell from this report that it was she. Then say "
        "so with --will-not-expose-her. Nothing was sent."
    )


class NobodyToAlert(ClientError):
    """Say that an alert cannot be sealed to anybody now."""

    code = "NOBODY_TO_ALERT"
    sentence = "Nobody there can be sealed to now. Nothing was sent. Try the other: secretariat or auditor."


class BadAlertId(ClientError):
    """Say that an id was mistyped."""

    code = "BAD_ALERT_ID"
    sentence = (
        "The id of an alert has 64 characters, 0 to 9 and a to f: copy it from `tolerant alerts`. Nothing was sent."
    )


class AboutItsReader(ClientError):
    """Say that an alert would be read by those whom it is about."""

    code = "ABOUT_ITS_READER"
    sentence = "It is about the secretariat, which would read it. Write to the auditor. Nothing was sent."
