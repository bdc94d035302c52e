"""What can go wrong with recovery at this end, each in a sentence."""

from client.errors import ClientError, NotTrusted


class NoCeremony(ClientError):
    """Say that an organisation has not opted in."""

    code = "NO_CEREMONY"
    sentence = "Your organisation has no recovery key. Make one with `tolerant recovery new`."


class NotAnOfficer(ClientError):
    """Say that only a device that vouches for others may publish a recovery key."""

    code = "NOT_AN_OFFICER"
    sentence = "Only an officer's device can publish a recovery key. Ask the person who set your organisation up."


class OtherKey(NotTrusted):
    """Say that the shares hold, and the node shows the key of somebody else."""

    code = "OTHER_KEY"
    sentence = "The shares fit each other, but the node shows another recovery key. Trust neither; call its operator."


class NothingAsked(ClientError):
    """Say that this folder holds no recovery that has begun."""

    code = "NOTHING_ASKED"
    sentence = "No recovery was begun in this folder (TOLERANT_HOME)."


class SheetThere(ClientError):
    """Say that a file is there already, which is never written over."""

    code = "SHEET_THERE"
    sentence = "The file {name} is there already and was not written over. Choose an empty folder. Nothing was made."

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.sentence = type(self).sentence.format(name=name)


NOTICE = (
    "A new device asks to take over your organisation, because somebody says that all devices are lost. If that is not "
    "so, stop it before {until}: tolerant recovery stop {device}"
)
EXPIRES = "Your recovery key ends on {day}. Make a new one: tolerant recovery new"
OLD = (
    "The officers of today did not sign the recovery key, so the new post key is not sealed to it. Make a new recovery "
    "key: tolerant recovery new"
)
ALONE = (
    "Before, {k} officers decided together. Now this device decides alone: take your colleagues' devices in again, and "
    "name officers: tolerant officers DEVICE... --needed {k} --file next.json"
)
AGAIN = (
    "The recovery key came together on this device. Make a new one soon (tolerant recovery new), publish a post key "
    "(tolerant publish-key), and let the organisations that you work with compare your number again."
)
