"""The ways of saying no on her way, each in a sentence that a tired caseworker can act on."""

from kit.errors import Refusal, register_constraints
from network.errors import BadBytes as BadBytes
from network.errors import NotSignedIn as NotSignedIn
from network.errors import StaleVersion as StaleVersion


class NeedNotFound(Refusal):
    """Say that the organisation opened no such need."""

    code = "NEED_NOT_FOUND"
    sentence = "Your organisation has no need with this id."


class ReferralNotFound(Refusal):
    """Say that the organisation neither sends nor receives such a referral."""

    code = "REFERRAL_NOT_FOUND"
    sentence = "Your organisation has no referral with this id."


class ConsentNotFound(Refusal):
    """Say that the organisation may not see such a consent."""

    code = "CONSENT_NOT_FOUND"
    sentence = "Your organisation has no consent with this id."


class WrongState(Refusal):
    """Say that the step does not start where the referral stands."""

    code = "WRONG_REFERRAL_STATE"
    sentence = "The referral is {state} now, and this step does not start there."


class OwnListing(Refusal):
    """Say that a referral within one organisation needs no network."""

    code = "OWN_LISTING"
    sentence = "Your own organisation offers this service, so nothing has to be sent."


class NoMemberToSendTo(Refusal):
    """Say that nobody in the network can receive it."""

    code = "NO_MEMBER_TO_SEND_TO"
    sentence = "No member of the network offers this service or follows it up. Give her an introduction slip instead."


class ChecklistOpen(Refusal):
    """Say that a criterion of the listing has no answer yet."""

    code = "CHECKLIST_OPEN"
    sentence = "Answer every criterion of the listing first, so that she is not sent in vain."


class OptionsMissing(Refusal):
    """Say that she was not given a choice."""

    code = "OPTIONS_MISSING"
    sentence = (
        "Show her the drafted service and at least one other, or say that there is a reason for showing one only."
    )


class Under17(Refusal):
    """Say that a girl takes another way."""

    code = "UNDER_17"
    sentence = "This network is for women of 17 and older. Take the child-protection route for a girl."


class RiskAssessmentOld(Refusal):
    """Say that somebody has to look at her risks again."""

    code = "RISK_ASSESSMENT_OLD"
    sentence = "Her risks were not looked at within the last {days} days. Look at them with her first."


class NoConsent(Refusal):
    """Say that she gave no consent that carries this."""

    code = "NO_CONSENT"
    sentence = "There is no consent of hers for this. Nothing is sent without one."


class ConsentExpired(Refusal):
    """Say that her consent has run out or has not begun."""

    code = "CONSENT_EXPIRED"
    sentence = "Her consent is not valid today. Ask her again."


class ConsentSpent(Refusal):
    """Say that she agreed to fewer referrals."""

    code = "CONSENT_SPENT"
    sentence = "Her consent was used as often as she agreed to. Ask her again."


class ConsentWithdrawn(Refusal):
    """Say that she took it back."""

    code = "CONSENT_WITHDRAWN"
    sentence = "She has taken this consent back. Nothing more is sent."


class ConsentForAnother(Refusal):
    """Say that she agreed to something else."""

    code = "CONSENT_FOR_ANOTHER"
    sentence = "Her consent names another sender, recipient or service."


class PurposeNotConsented(Refusal):
    """Say that she did not agree to this purpose."""

    code = "PURPOSE_NOT_CONSENTED"
    sentence = "She did not agree to this purpose."


class CategoryNotConsented(Refusal):
    """Say that more would be shared than she agreed to."""

    code = "CATEGORY_NOT_CONSENTED"
    sentence = "The envelope holds a category of facts that she did not agree to share."


class TokenOfAnotherNode(Refusal):
    """Say that a token was made for another node."""

    code = "TOKEN_OF_ANOTHER_NODE"
    sentence = "This consent token was made for another node of the network."


class BadConsentSignature(Refusal):
    """Say that no device of the sender stands behind a token."""

    code = "BAD_CONSENT_SIGNATURE"
    sentence = "This consent token is not signed by the device that records it."


class ConsentRecordedAlready(Refusal):
    """Say that a token was recorded before."""

    code = "CONSENT_RECORDED_ALREADY"
    sentence = "This consent was recorded before, or its withdrawal secret was used before. Make a new one with her."


class ConsentTooLong(Refusal):
    """Say that a consent always ends."""

    code = "CONSENT_TOO_LONG"
    sentence = "A consent lasts one year at the most."


class OwnAssentMissing(Refusal):
    """Say that nobody says yes in her place alone."""

    code = "OWN_ASSENT_MISSING"
    sentence = "When she is 17 or somebody represents her, her own yes is needed as well."


class RecipientKeyRevoked(Refusal):
    """Say that the recipient's key changed."""

    code = "RECIPIENT_KEY_REVOKED"
    sentence = "The envelope is not sealed to the recipient's key of today. Fetch the key again and seal anew."


class DuplicateReferral(Refusal):
    """Say that she is on the way there already."""

    code = "DUPLICATE_REFERRAL"
    sentence = "For this need a referral to the same service is on its way already."


class EnvelopeTooLarge(Refusal):
    """Say that an envelope is too large."""

    code = "ENVELOPE_TOO_LARGE"
    sentence = "An envelope holds 64 KiB at the most."


class EnvelopeForAnother(Refusal):
    """Say that an envelope was sealed for something else."""

    code = "ENVELOPE_FOR_ANOTHER"
    sentence = "The envelope was sealed for another referral, service or consent."


class EnvelopeExpired(Refusal):
    """Say that an envelope has run out, or would outlive her consent."""

    code = "ENVELOPE_EXPIRED"
    sentence = "The envelope has run out, or would outlive her consent. Seal it anew."


class EnvelopeReplayed(Refusal):
    """Say that the place in the thread is taken."""

    code = "ENVELOPE_REPLAYED"
    sentence = "Another envelope has this place in the thread already."


class UnknownSecret(Refusal):
    """Say that nothing belongs to a secret."""

    code = "UNKNOWN_SECRET"
    sentence = "No consent here belongs to this code. Check it, or tell any organisation of the network to stop."


class AttestationWrong(Refusal):
    """Say that a word about erasure does not fit."""

    code = "ATTESTATION_WRONG"
    sentence = "The statement is about another referral or organisation, or names neither erasure nor a ground."


register_constraints(
    {
        "need_under_17": Under17,
        "consent_spent": ConsentSpent,
        "consent_use_within": ConsentSpent,
        "consent_use_once": ConsentSpent,
        "consent_missing": NoConsent,
        "consent_not_consumed": NoConsent,
        "env_without_consent": NoConsent,
        "referral_without_consent": NoConsent,
        "referral_sent_before": NoConsent,
        "consent_withdrawn": ConsentWithdrawn,
        "consent_ended": ConsentWithdrawn,
        "consent_not_in_force": ConsentExpired,
        "consents_pk": ConsentRecordedAlready,
        "consent_recorded_already": ConsentRecordedAlready,
        "consent_commitment_used": ConsentRecordedAlready,
        "consent_limited_in_time": ConsentTooLong,
        "consent_own_assent": OwnAssentMissing,
        "referral_duplicate": DuplicateReferral,
        "referral_two_members": OwnListing,
        "env_replayed": EnvelopeReplayed,
        "env_for_another": EnvelopeForAnother,
        "env_too_large": EnvelopeTooLarge,
    }
)
