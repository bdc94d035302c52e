"""What can go wrong when two devices are compared, each in a sentence."""

from client.errors import ClientError, NotTrusted


class NotAnswered(ClientError):
    """Say that no administrator's device has answered this one."""

    code = "NOT_ANSWERED"
    sentence = "Your administrator's device has not answered yet: she runs `tolerant approve {device}`."

    def __init__(self, device: str) -> None:
        super().__init__(device)
        self.sentence = type(self).sentence.format(device=device)


class NotOpened(ClientError):
    """Say that the new device has not shown its code, so that there is nothing to compare."""

    code = "NOT_OPENED"
    sentence = "The new device has not shown its code yet. Its person runs there: tolerant code. Nothing was approved."


class NothingToPair(ClientError):
    """Say that a device was enrolled without a commitment."""

    code = "NOTHING_TO_PAIR"
    sentence = "This device has no code: it founded its organisation, or was enrolled too long ago. Invite it again."


class OtherCode(NotTrusted):
    """Say that the two devices show different codes."""

    code = "OTHER_CODE"
    sentence = (
        "The code is another one. Read it once more; if it stays another one, somebody shows one of you false keys: "
        "approve nothing, tell the secretariat by telephone, and invite her again. Nothing was approved."
    )
