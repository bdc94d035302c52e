"""What can go wrong at this end, each in a sentence."""


class ClientError(Exception):
    """Stand above everything that this end can refuse."""

    code = "CLIENT"
    sentence = "This did not work."

    def __str__(self) -> str:
        return self.sentence


class NodeRefused(ClientError):
    """Hold the node's no, as it said it."""

    def __init__(self, code: str, sentence: str, field: str | None = None, current: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field
        self.current = current


class NodeAway(ClientError):
    """Say that the node cannot be reached; what was sent may or may not have arrived, and can be sent again."""

    code = "NODE_AWAY"
    sentence = "The node cannot be reached. Nothing is lost: do the same again later."


class NotEnrolled(ClientError):
    """Say that this device has no keys yet."""

    code = "NOT_ENROLLED"
    sentence = "This device is not enrolled. Ask your administrator for an invitation, then run: tolerant enrol"


class NotTrusted(ClientError):
    """Say that a key is not vouched for by the organisation it should belong to."""

    code = "NOT_TRUSTED"
    sentence = "This organisation's keys are not those that this device knows. Call the organisation before you go on."


class NothingToOpen(ClientError):
    """Say that a referral holds no letter for this device."""

    code = "NOTHING_TO_OPEN"
    sentence = "There is nothing for this device to open: it was deleted, or is not for this organisation."


class NoSuchCase(ClientError):
    """Say that this device did not ask her for this consent."""

    code = "NO_SUCH_CASE"
    sentence = "This device holds no consent for this referral."
