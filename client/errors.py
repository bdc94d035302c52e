"""What can go wrong at this end, each in a sentence."""


class ClientError(Exception):
    """Stand above everything that this end can refuse."""

    code = "CLIENT"
    sentence = "This did not work."

    def __str__(self) -> str:
        return self.sentence


class NodeRefused(ClientError):
    """Hold the node's no, as it said it; `decided` when it looked at the act itself and has kept nothing of it."""

    def __init__(
        self,
        code: str,
        sentence: str,
        field: str | None = None,
        current: int | None = None,
        state: str | None = None,
        *,
        decided: bool = False,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field
        self.current = current
        self.state = state
        self.decided = decided


class NodeAway(ClientError):
    """Say that the node cannot be reached; what was sent may or may not have arrived, and can be sent again."""

    code = "NODE_AWAY"
    sentence = "The node cannot be reached. Nothing is lost: do the same again later."


class NodeStrange(NodeAway):
    """Say that something answers that does not speak like a node, or says too much."""

    code = "NODE_STRANGE"
    sentence = "The answer is not one of a node. Nothing is lost: check the address in TOLERANT_NODE and try again."


class NotSecure(ClientError):
    """Say that facts about a woman would travel readable for everybody on the way."""

    code = "NOT_SECURE"
    sentence = (
        "The address in TOLERANT_NODE must begin with https:// unless the node is on this machine. Nothing was sent."
    )


class NotEnrolled(ClientError):
    """Say that this device has no keys yet."""

    code = "NOT_ENROLLED"
    sentence = "This device is not enrolled. Ask your administrator for an invitation, then run: tolerant enrol"


class AlreadyEnrolled(ClientError):
    """Say that this folder holds a device's keys, which are never written over."""

    code = "ALREADY_ENROLLED"
    sentence = "This device is enrolled already. Set TOLERANT_HOME to another folder for another one."


class EnrolmentUnknown(ClientError):
    """Say that an invitation was used, perhaps by this very device just before the line broke."""

    code = "ENROLMENT_UNKNOWN"
    sentence = (
        "This invitation is used up, perhaps by this device before the line broke. Ask your administrator whether she "
        "sees device {device}; if not, enrol again with a new invitation."
    )

    def __init__(self, device: str) -> None:
        super().__init__(device)
        self.sentence = type(self).sentence.format(device=device)


class KeysDamaged(ClientError):
    """Say that the file of keys is not what was written."""

    code = "KEYS_DAMAGED"
    sentence = "The file of keys is damaged or cut off. Put it back from your own copy; nothing was changed."


class KeysFull(ClientError):
    """Say that the file of keys would become too long to be read again."""

    code = "KEYS_FULL"
    sentence = "The file of keys would become too long. Nothing was changed; ask your administrator."


class NotTrusted(ClientError):
    """Say that a key is not vouched for by the organisation it should belong to."""

    code = "NOT_TRUSTED"
    sentence = "Nobody whom this device knows vouches for this organisation's keys. Call it before you go on."


class OfficersChanged(NotTrusted):
    """Say that other people vouch for an organisation than those that this device met first."""

    code = "OFFICERS_CHANGED"
    sentence = (
        "Other people vouch for this organisation ({member}) than those that this device knows. Call it, compare the "
        "number of `tolerant trust {member}` aloud, and go on only if it is the same."
    )

    def __init__(self, member: str) -> None:
        super().__init__(member)
        self.sentence = type(self).sentence.format(member=member)


class OtherNumber(NotTrusted):
    """Say that an organisation read out another number than the node shows."""

    code = "OTHER_NUMBER"
    sentence = (
        "The number is another one, so these are not the organisation's keys. Send nothing and tell the secretariat."
    )


class NothingToOpen(ClientError):
    """Say that a referral holds no letter for this device."""

    code = "NOTHING_TO_OPEN"
    sentence = "There is nothing for this device to open: it was deleted, has run out, or is not for this organisation."


class ConsentEnded(NothingToOpen):
    """Say that she no longer agrees, so that nothing of hers is shown."""

    code = "CONSENT_ENDED"
    sentence = "Her consent has ended, so nothing of hers is shown. Delete what you noted, and say so to the sender."


class OverScope(ClientError):
    """Say that more would be sent than she agreed to; `paths` names it, by category and field."""

    code = "OVER_SCOPE"
    sentence = "She did not agree to share this: {paths}. Take it out, or ask her. Nothing was sent."

    def __init__(self, paths: list[str]) -> None:
        super().__init__("more than she agreed to")
        self.paths = paths
        self.sentence = type(self).sentence.format(paths=", ".join(paths))


class LetterWaiting(ClientError):
    """Say that an earlier letter must arrive first, because nobody knows whether it has."""

    code = "LETTER_WAITING"
    sentence = "An earlier letter of this referral waits to be sent. Send it first: tolerant resend"


class NoSuchCase(ClientError):
    """Say that there is no consent for a referral."""

    code = "NO_SUCH_CASE"
    sentence = "There is no consent for this referral yet. Ask her first: tolerant consent"


class BadCard(ClientError):
    """Say that what was given is not her card."""

    code = "BAD_CARD"
    sentence = "This is not a card of this network, or a part of it is missing. Nothing was sent."


class BadFacts(ClientError):
    """Say that facts are not sorted by category."""

    code = "BAD_FACTS"
    sentence = 'Sort the facts by category, like {"CONTACT": {"phone": "…"}}. Nothing was sent.'


class BadText(ClientError):
    """Say that something cannot be written in the one spelling that is signed."""

    code = "BAD_TEXT"
    sentence = "These facts cannot be sealed: write texts, whole numbers, true or false, and no decimal numbers."


class NoSuchDevice(ClientError):
    """Say that the organisation has no device with this id."""

    code = "NO_SUCH_DEVICE"
    sentence = "Your organisation has no device with this id. List them with: tolerant devices"


class RefusedHere(ClientError):
    """Hold a no that this device says in the node's words, because it looked at its copy of the directory."""

    code = "REFUSED_HERE"

    def __init__(self, code: str, sentence: str, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field
