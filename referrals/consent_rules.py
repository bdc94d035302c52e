"""The rules of a consent's life after it was given.

- A consent is renewed while it is in force or has only run out; never once she or somebody else ended it.
- A renewal is a token of the sender's own device that names the one before, and says no more than is left of it.
- What was explained is a notice that the node knows; in another language than its text only where it was read aloud.
- At 17, or where somebody speaks for her, her own yes is needed as well.
- A part is taken back if it is there and if something is left without it; what carries everything is no part.
- Who ended a consent stays visible: she withdraws, others revoke, and what was never a consent is invalid.
"""

from datetime import UTC, datetime

from crypto import consent as tokens
from crypto.consent import ConsentToken
from crypto.errors import BadSignature
from kit import consent_notice
from referrals import consent_errors, errors
from referrals.agreement import AgeBand, Asked, Consent, Ended

CARRIED = "CATEGORY:CONSENT"
"""The category that opens her token for the reader; without it no letter could be checked."""
CARRYING = frozenset({"PURPOSE:ASSESS_ELIGIBILITY", "PURPOSE:PROVIDE_SERVICE"})
"""Purposes without which nothing is left to agree to."""
BY_OTHERS = {
    Ended.LISTING_SUSPENDED: "REVOKED",
    Ended.RECIPIENT_EXPELLED: "REVOKED",
    Ended.KEY_COMPROMISED: "REVOKED",
    Ended.COERCION_FOUND: "INVALIDATED",
    Ended.RECORDED_IN_ERROR: "INVALIDATED",
}


def moment(seconds: int) -> datetime:
    """Give the moment that a token or an envelope names (Unix seconds, from 0), so that any number gets its answer.

    What lies beyond every calendar is far ahead: in the year 3058.
    """
    return datetime.fromtimestamp(min(seconds, 2**35), UTC)


def believed(token: bytes, public: bytes) -> ConsentToken:
    """Read what she agreed to out of the token that the caseworker's own device signed (Ed25519, 32 bytes).

    Raises:
        BadConsentSignature: another device did, or nobody.
    """
    try:
        return tokens.verify_token(token, public)
    except BadSignature:
        raise errors.BadConsentSignature("token") from None


def asked_well(asked: Asked) -> None:
    """Refuse a consent of which nobody can say what was explained to her, or to which she herself did not say yes.

    Raises:
        OwnAssentMissing: she is 17 or somebody speaks for her, and she herself has not said yes.
        NoticeUnknown: no notice has this version, text and language.
    """
    if not asked.own_assent and (asked.representative or asked.age_band == AgeBand.SEVENTEEN):
        raise errors.OwnAssentMissing("ownAssent")
    language = consent_notice.language_of(asked.notice_version, asked.notice_hash)
    if language is None or (language != asked.notice_language and not asked.read_aloud):
        raise consent_errors.NoticeUnknown("noticeHash")


def not_ended(status: str) -> None:
    """Refuse to go on with what somebody ended, and say who did.

    Raises:
        ConsentWithdrawn: she took it back.
        ConsentRevoked: somebody else ended it.
        ConsentRenewed: a newer one goes on from it.
    """
    if status == "WITHDRAWN":
        raise errors.ConsentWithdrawn
    if status in BY_OTHERS.values():
        raise consent_errors.ConsentRevoked
    if status == "RENEWED":
        raise consent_errors.ConsentRenewed


def renews(said: ConsentToken, before: Consent, now: datetime) -> None:
    """Refuse a renewal that is none, or that is over before it begins.

    Raises:
        ConsentWithdrawn, ConsentRevoked, ConsentRenewed: the one before does not go on.
        NotARenewal: it names another token, or says more than is left.
        ConsentExpired: it has run out already.
    """
    not_ended(before.status)
    known = tokens.parse(before.token).token
    within = set(said.purposes) <= set(before.purposes) and set(said.categories) <= set(before.categories)
    if not within or not tokens.goes_on(said, known, before.token_hash):
        raise consent_errors.NotARenewal("token")
    if moment(said.exp) <= now:
        raise errors.ConsentExpired("token")


def says_less(after: Consent, before: Consent) -> bool:
    """Say whether she agrees to fewer categories or purposes in a renewal, or for a shorter time."""
    fewer = set(before.categories) - set(after.categories) or set(before.purposes) - set(after.purposes)
    return bool(fewer) or after.ends < before.ends


def may_take_back(consent: Consent, part: str) -> None:
    """Refuse to take back what is not there, and what would leave nothing.

    Raises:
        ConsentWithdrawn, ConsentRevoked, ConsentRenewed: the consent has ended.
        PartUnknown: she did not agree to it.
        PartIsEverything: nothing would be left.
    """
    not_ended(consent.status)
    kind, _, code = part.partition(":")
    held = consent.categories if kind == "CATEGORY" else consent.purposes
    if code not in held or part == CARRIED:
        raise consent_errors.PartUnknown("part")
    left = [one for one in held if one != code and f"{kind}:{one}" != CARRIED]
    if part in CARRYING or not left:
        raise consent_errors.PartIsEverything("part")
