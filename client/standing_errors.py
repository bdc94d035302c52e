"""What can be wrong with whom the board trusts, and with who must sign the key log; each in a sentence."""

from datetime import UTC, datetime

from client.errors import ClientError, NotTrusted


class MemberNotVouchedFor(NotTrusted):
    """Say that the board does not vouch for the organisation that a letter would go to."""

    code = "MEMBER_NOT_VOUCHED_FOR"
    sentence = (
        "The board does not vouch now for organisation {member}, or for other officers than it shows. Nothing was "
        "sent. The secretariat can give or renew its word: tolerant vouch."
    )

    def __init__(self, member: str) -> None:
        super().__init__(member)
        self.sentence = type(self).sentence.format(member=member)


class MemberSuspended(NotTrusted):
    """Say that the board suspended the organisation that a letter would go to."""

    code = "MEMBER_SUSPENDED"
    sentence = "The board suspended organisation {member} until {until}. Nothing was sent. Help her find another way."

    def __init__(self, member: str, until: int) -> None:
        super().__init__(member, until)
        self.sentence = type(self).sentence.format(member=member, until=day(until))


class TermsDiffer(NotTrusted):
    """Say that the node names others who sign its key log than what a person was given from elsewhere."""

    code = "LOG_TERMS_DIFFER"
    sentence = (
        "The node names another operator or other witnesses of the key log than the file does. Nothing was enrolled or "
        "changed. Ask whoever gave you the file for the newest one, by telephone; if it is the same, do not go on."
    )


class TermsWeak(NotTrusted):
    """Say that so few witnesses must sign that two groups of them could be shown two lists."""

    code = "LOG_TERMS_WEAK"
    sentence = (
        "The node asks for {w} of {n} witnesses, so two groups of them could be shown two key logs. Nothing was kept. "
        "Call the node's operator."
    )

    def __init__(self, w: int, n: int) -> None:
        super().__init__(w, n)
        self.sentence = type(self).sentence.format(w=w, n=n)


class BadTerms(ClientError):
    """Say that a file does not say who signs a key log."""

    code = "BAD_LOG_TERMS"
    sentence = (
        "The file does not say who signs a key log; `tolerant terms --file` on a device that is enrolled writes one."
    )


ENDS = (
    "The board vouches for your organisation until {until}; then nothing is sent to or from it any more. "
    "Tell the secretariat."
)
ENDED = "The board does not vouch for your organisation now, so nothing is sent to or from it. Tell the secretariat."
BOARD = (
    "The board's word about {count} organisations runs out within {days} days, or has. Renew it: tolerant vouch --renew"
)
DEVICE_ENDS = (
    "Your officers vouch for this device until {until}; then it can neither sign in nor send. "
    "Let an officer of your organisation run: tolerant approve --renew {device}"
)
DEVICES_END = (
    "Your officers vouch for these devices for less than 30 days more: {devices}. "
    "For each that is still in use: tolerant approve --renew DEVICE"
)
POLICY = "The board changed who must sign the key log: {w} of {n} witnesses from now on. Compare: tolerant terms"


def day(at: int) -> str:
    """Write a moment as a day that a person reads."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
