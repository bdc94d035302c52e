"""The ways of saying no about a consent that goes on, gets narrower, or was ended by somebody else."""

from kit.errors import Refusal, register_constraints
from referrals.errors import CategoryNotConsented, Under17


class NoticeUnknown(Refusal):
    """Say that nobody can know what was explained to her."""

    code = "NOTICE_UNKNOWN"
    sentence = (
        "This node does not know a notice of this version, text and language. Explain one that is in force; where it "
        "was said to her in another language, say that it was read aloud."
    )


class NotARenewal(Refusal):
    """Say that a token does not go on from the one before."""

    code = "NOT_A_RENEWAL"
    sentence = (
        "This token does not go on from that consent. A renewal keeps both organisations, the service and her card, "
        "and says no more than is left of her consent. For more, ask her anew, in writing."
    )


class ConsentRenewed(Refusal):
    """Say that a newer consent goes on from this one."""

    code = "CONSENT_RENEWED"
    sentence = "This consent was renewed; what goes on does so under the newer one."


class ConsentRevoked(Refusal):
    """Say that somebody else ended it, so that nobody tells her that she did."""

    code = "CONSENT_REVOKED"
    sentence = (
        "This consent was ended, and not by her: the service, the recipient or the way in which it was given is in "
        "question. Tell her so, and ask her what she wants."
    )


class PartUnknown(Refusal):
    """Say that a part stands in no consent of hers."""

    code = "PART_NOT_IN_CONSENT"
    sentence = "This consent holds no such category or purpose, so there is nothing to take back."


class PartIsEverything(Refusal):
    """Say that nothing would be left."""

    code = "PART_IS_EVERYTHING"
    sentence = "Without this part nothing is left of the consent. Take the whole consent back: that stops everything."


class PartKept(Refusal):
    """Say that a word about erasure speaks of something that she did not take back."""

    code = "PART_NOT_TAKEN_BACK"
    sentence = "She did not take back such a category of this consent, so there is nothing to attest."


class NotForTheSecretariat(Refusal):
    """Say that only who asked her knows that it was no consent."""

    code = "NOT_FOR_THE_SECRETARIAT"
    sentence = "That it never was a consent is for the organisation to say that asked her. Name another reason."


class ChildProtection(Under17):
    """Say which way a girl takes in the country of whoever asks."""

    sentence = "This network is for women of 17 and older. Take the child-protection route for a girl. {route}"


register_constraints(
    {
        "consent_widened": NotARenewal,
        "consent_renewed_already": ConsentRenewed,
        "env_category_taken_back": CategoryNotConsented,
    }
)
