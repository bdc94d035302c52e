"""What can be wrong with the key log at this end, each in a sentence."""

from client.errors import NotTrusted


class NotInLog(NotTrusted):
    """Say that nobody can show that everybody sees the same key."""

    code = "NOT_IN_LOG"
    sentence = "The key log does not show this organisation's keys, so others may see other ones. Nothing was sent."


class LogForked(NotTrusted):
    """Say that the node's operator signed two histories; both are kept as proof."""

    code = "LOG_FORKED"
    sentence = (
        "The key log shows two histories, so somebody may see false keys. Nothing is sent from this device any more. "
        "`tolerant log` shows both: take them to your administrator and the board."
    )


class LogWentBack(NotTrusted):
    """Say that the node shows an older state than this device has seen."""

    code = "LOG_WENT_BACK"
    sentence = (
        "The node shows an older key log than this device has seen, so keys may be out of date. Nothing was sent. "
        "Tell the node's operator."
    )


class LogUnproven(NotTrusted):
    """Say that nothing shows that a larger log begins with what this device saw of it."""

    code = "LOG_UNPROVEN"
    sentence = (
        "The node did not show that the key log only grew since this device last looked, so something may have been "
        "taken out. Nothing was sent. If it stays like this, take `tolerant log` to your administrator and the board."
    )


class LogStale(NotTrusted):
    """Say that no witness has seen the log for too long, so that a change may be kept back."""

    code = "LOG_STALE"
    sentence = (
        "Witnesses have not signed the key log for {hours} hours, so a key may have been withdrawn since. Nothing was "
        "sent. In an emergency call the organisation by telephone."
    )

    def __init__(self, hours: int) -> None:
        super().__init__(hours)
        self.sentence = type(self).sentence.format(hours=hours)


class LogOfOthers(NotTrusted):
    """Say that a state of the log is not signed by those whom this device pinned."""

    code = "LOG_NOT_SIGNED"
    sentence = (
        "The key log is not signed by the operator and the witnesses that this device knows since it was enrolled, or "
        "this machine's clock is wrong. Nothing was sent. Call the node's operator."
    )


class ProgramTooOld(NotTrusted):
    """Say that the board relies on nothing more that this program seals."""

    code = "PROGRAM_TOO_OLD"
    sentence = (
        "The board asks for version {least} of this program or a later one, or for seals that this one cannot make, so "
        "what it seals may not be safe. Nothing was sent. Install the newer program."
    )

    def __init__(self, least: str) -> None:
        super().__init__(least)
        self.sentence = type(self).sentence.format(least=least)


class LogKeptBack(NotTrusted):
    """Say that a letter shows a longer key log than the node shows this device, so that a change may be kept back."""

    code = "LOG_KEPT_BACK"
    sentence = (
        "A letter shows that the key log has {named} entries, but the node shows this device {seen} only, so a change "
        "of keys may be kept back from you. Nothing is sent until it shows the rest. Try again; if it stays like this, "
        "take `tolerant log` to your administrator and the board."
    )

    def __init__(self, named: int, seen: int) -> None:
        super().__init__(named, seen)
        self.sentence = type(self).sentence.format(named=named, seen=seen)


class LetterOfAnotherLog(NotTrusted):
    """Say that a letter names a state of the key log that its operator never signed; only that letter is refused."""

    code = "LETTER_OF_ANOTHER_LOG"
    sentence = (
        "A letter of organisation {member} was left out: its device {device} names a key log that the operator whom "
        "this device knows did not sign. Either that device is not to be trusted, or it was shown another key log. "
        "Call the organisation and compare `tolerant log`. Everything else goes on."
    )

    def __init__(self, member: str, device: str) -> None:
        super().__init__(member, device)
        self.sentence = type(self).sentence.format(member=member, device=device)


WARN = (
    "Witnesses have not signed the key log for {hours} hours. Sending goes on until {refuse} hours; tell the node's "
    "operator."
)
ROTATED = "Other people vouch for organisation {member} now; those who did before signed the change."
ALARM = (
    "The key log says {count} things about your organisation that nobody of it signed who may. "
    "Look at them: tolerant log"
)
