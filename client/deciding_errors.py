"""What can go wrong where several officers decide together, each in a sentence."""

from client.errors import ClientError, NotTrusted


class MoreOfficers(ClientError):
    """Say that several officers decide together, so that one device cannot publish this alone."""

    code = "MORE_OFFICERS"
    sentence = (
        "{k} officers of your organisation decide together. Nothing was sent. Do the same with --file NEW.json; others "
        "sign that file with `tolerant sign`, and one publishes it with `tolerant publish`."
    )

    def __init__(self, k: int) -> None:
        super().__init__(k)
        self.sentence = type(self).sentence.format(k=k)


class FewSheets(ClientError):
    """Say that fewer keepers of sheets could take over than officers decide together."""

    code = "RECOVERY_TOO_WEAK"
    sentence = (
        "{k} officers of your organisation decide together, so at least {k} sheets must be needed. Nothing was made."
    )

    def __init__(self, k: int) -> None:
        super().__init__(k)
        self.sentence = type(self).sentence.format(k=k)


class OtherDevice(NotTrusted):
    """Say that nobody has read to this officer whose device she vouches for."""

    code = "OTHER_DEVICE"
    sentence = (
        "This file vouches for a device, and you have not given its id. Call its person, let her read to you the id "
        "that `tolerant code` (or `tolerant whoami`) shows on that device, and give it with --device. "
        "Nothing was signed."
    )


class FalseSignature(NotTrusted):
    """Say that a file bears a signature in this device's name that this device did not make."""

    code = "FALSE_SIGNATURE"
    sentence = (
        "This file bears this device's name under something that this device did not sign: it was changed afterwards. "
        "Nothing was signed. Ask who gave it to you for the file as it was."
    )


class BadPolicy(ClientError):
    """Say that nobody could keep to what a policy would ask."""

    code = "BAD_POLICY"
    sentence = (
        "A witness is named by its key for signing states (C2SP vkey, type 4); no more can have to sign than there are;"
        " and devices warn no later than they send nothing. Nothing was signed."
    )


class KeyUnknown(ClientError):
    """Say that an id names no key that this device can look up."""

    code = "KEY_UNKNOWN"
    sentence = (
        "{device} is neither an active device of your organisation nor an officer's of one that you named with --of. "
        "Its person reads the id with `tolerant whoami`. Nothing was signed."
    )

    def __init__(self, device: str) -> None:
        super().__init__(device)
        self.sentence = type(self).sentence.format(device=device)
