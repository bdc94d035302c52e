"""What can go wrong with her code, each in a sentence for her and for whoever sits beside her."""

from client.errors import ClientError
from crypto.errors import BadCode


class Mistyped(ClientError):
    """Say where what was typed cannot be a code, before anybody is asked."""

    code = BadCode.code

    def __init__(self, error: BadCode) -> None:
        super().__init__(error.reason)
        self.sentence, self.reason = error.sentence, error.reason


class NoCopy(ClientError):
    """Say that a code opens nothing here; why, nobody can tell."""

    code = "NO_COPY"
    sentence = (
        "This code opens nothing here: it is another one, of another network, or what it opened was ended or has run "
        "out. Nothing was changed."
    )


class NoHandle(ClientError):
    """Say that this device made no copy for a referral."""

    code = "NO_HANDLE"
    sentence = "This device gave no code for this referral. Ask her to type her code, or give her a new one."


class WhichOne(ClientError):
    """Say that a copy holds several, so that one has to be named."""

    code = "WHICH_ONE"
    sentence = "Her copy holds {count}. Name one by its number, which `tolerant hers show` says. Nothing was changed."

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.sentence = type(self).sentence.format(count=count)


class NotHeld(ClientError):
    """Say that a part of her copy was made without her card, so that it stops nothing by itself."""

    code = "NOT_HELD"
    sentence = "Her copy does not hold the secret for this one. Tell any organisation of the network, and it stops it."
