"""Say no in a sentence that a tired caseworker can act on."""

from directory.bad_facts import AgeOutOfRange as AgeOutOfRange
from directory.bad_facts import BadCharacter as BadCharacter
from directory.bad_facts import BadDate as BadDate
from directory.bad_facts import BadDistanceFilter as BadDistanceFilter
from directory.bad_facts import BadFact as BadFact
from directory.bad_facts import BadLevel as BadLevel
from directory.bad_facts import BoundsReversed as BoundsReversed
from directory.bad_facts import CooperationIsARule as CooperationIsARule
from directory.bad_facts import CriteriaContradict as CriteriaContradict
from directory.bad_facts import CriterionEmpty as CriterionEmpty
from directory.bad_facts import DuplicateFact as DuplicateFact
from directory.bad_facts import InterpreterIncomplete as InterpreterIncomplete
from directory.bad_facts import LevelWithoutLanguage as LevelWithoutLanguage
from directory.bad_facts import LocationIsConfidential as LocationIsConfidential
from directory.bad_facts import MissingField as MissingField
from directory.bad_facts import MustBeFree as MustBeFree
from directory.bad_facts import NoTranslation as NoTranslation
from directory.bad_facts import OutOfRange as OutOfRange
from directory.bad_facts import ProfileEmpty as ProfileEmpty
from directory.bad_facts import TooLong as TooLong
from directory.bad_facts import UnknownArea as UnknownArea
from directory.bad_facts import UnknownCode as UnknownCode
from directory.bad_facts import UnknownField as UnknownField
from directory.bad_facts import UnknownLanguage as UnknownLanguage
from directory.bad_facts import UnknownScript as UnknownScript
from directory.bad_facts import VacancyIncomplete as VacancyIncomplete
from directory.bad_facts import VacancyMissing as VacancyMissing
from directory.bad_facts import WrongType as WrongType
from kit.errors import Refusal, register_constraints


class DirectoryChanged(Refusal):
    """Refuse a page marker of an older directory, so that nothing is shown twice or skipped."""

    code = "DIRECTORY_CHANGED"
    sentence = "The directory has changed since the last page. Start again from the first page."


class OnlySecretariat(Refusal):
    """Refuse to show what nobody has vetted to those who do not vet."""

    code = "ONLY_SECRETARIAT"
    sentence = "Only the secretariat may see services that nobody has vetted."


class OnlyMembers(Refusal):
    """Refuse the directory to somebody unknown."""

    code = "ONLY_MEMBERS"
    sentence = "Sign in as a member's staff to look for services."


class ListingNotFound(Refusal):
    """Say that there is nothing to see, without saying whether it exists."""

    code = "LISTING_NOT_FOUND"
    sentence = "There is no such listing, or you may not see it."


class VersionChanged(Refusal):
    """Refuse to overwrite what someone else saved first; `currentVersion` goes with it."""

    code = "VERSION_CHANGED"
    sentence = "Someone changed this listing in the meantime. Look at it again before you save."


class NotYours(Refusal):
    """Refuse to change another organisation's service."""

    code = "NOT_YOUR_LISTING"
    sentence = "Only the organisation that offers the service may do this."


class NotADemonstration(Refusal):
    """Refuse to offer unvetted what does not say that it is invented."""

    code = "NOT_A_DEMONSTRATION"
    sentence = "Only a listing that is marked as a demonstration is offered without two signatures."


class AlreadyListed(Refusal):
    """Refuse the same service twice from one source."""

    code = "ALREADY_LISTED"
    sentence = "Your organisation has proposed a service with this id already. Revise that one."


class NotSigned(Refusal):
    """Refuse to offer what two different people have not signed."""

    code = "FOUR_EYES"
    sentence = "Two different reviewers sign before a service is offered."


class VersionReturned(Refusal):
    """Refuse to sign words that a reviewer sent back."""

    code = "VERSION_RETURNED"
    sentence = "A reviewer sent this version back. It needs new words before it is reviewed again."


class NotAdmitted(Refusal):
    """Refuse an organisation that is not in the network."""

    code = "MEMBER_NOT_FOUND"
    sentence = "The organisation named here is not a member of the network."


class WrongState(Refusal):
    """Refuse an act that does not belong to where the listing stands."""

    code = "WRONG_STATE"
    sentence = "This cannot be done while the listing is {state}."


class OwnOrganisation(Refusal):
    """Refuse a reviewer who belongs to the organisation under review (domain 3.2)."""

    code = "REVIEWER_OWN_ORGANISATION"
    sentence = "Nobody reviews a service of their own organisation."


class ProposersOrganisation(Refusal):
    """Refuse a reviewer of the organisation that proposed the service (domain 3.2)."""

    code = "REVIEWER_PROPOSED_IT"
    sentence = "Nobody reviews a service that their own organisation proposed."


class SameReviewer(Refusal):
    """Refuse the same eyes twice: two different people sign (domain 3.2)."""

    code = "REVIEWER_TWICE"
    sentence = "You reviewed this version already. The second signature is somebody else's."


class ChecklistIncomplete(Refusal):
    """Refuse a review that leaves a question open."""

    code = "CHECKLIST_INCOMPLETE"
    sentence = "The question {question} has no complete answer: answer, evidence, source and date."


class UnknownQuestion(Refusal):
    """Refuse an answer to a question that was not asked."""

    code = "UNKNOWN_QUESTION"
    sentence = "The checklist has no such question for this service."


class BlockingAnswer(Refusal):
    """Refuse to approve what could put her at risk."""

    code = "BLOCKING_ANSWER"
    sentence = "The question {question} must be answered YES before the service can be approved."


class StatementMismatch(Refusal):
    """Refuse a signature under other words than those submitted."""

    code = "STATEMENT_MISMATCH"
    sentence = "The signed statement does not say what was submitted."


class ReasonMissing(Refusal):
    """Refuse a decision that no one explains."""

    code = "REASON_MISSING"
    sentence = "Every decision needs its reason."


class NotOffered(Refusal):
    """Refuse a referral to a service that cannot take one now; each subclass says why."""

    code = "NOT_OFFERED"
    sentence = "This service cannot take a referral now."


class NotVetted(NotOffered):
    """Refuse a referral to a service that nobody has checked."""

    code = "LISTING_NOT_VETTED"
    sentence = "This service has not been vetted, so nobody may be referred to it."


class ListingSuspended(NotOffered):
    """Refuse a referral to a service that was stopped."""

    code = "LISTING_SUSPENDED"
    sentence = "This service is suspended, paused or closed, so nobody may be referred to it."


class ListingStaleState(NotOffered):
    """Refuse a referral to a service that nobody has confirmed for a long time."""

    code = "LISTING_NOT_CONFIRMED"
    sentence = "Nobody has confirmed this service for a long time. It must be confirmed first."


class ListingOld(NotOffered):
    """Refuse a referral under conditions that she was not shown."""

    code = "LISTING_STALE"
    sentence = "The listing was changed since it was shown to her. Check the conditions again with her."


class NotAccepting(NotOffered):
    """Refuse a referral to a service that has no room."""

    code = "NOT_ACCEPTING"
    sentence = "This service takes no referrals at the moment."


class VettingExpired(NotOffered):
    """Refuse a referral to a service whose vetting has run out."""

    code = "VETTING_EXPIRED"
    sentence = "The vetting of this service has expired. It must be checked again first."


register_constraints(
    {
        "listings_source_once": AlreadyListed,
        "listings_four_eyes": NotSigned,
        "reviews_reviewer_once": SameReviewer,
        "places_hidden_stay_hidden": LocationIsConfidential,
    }
)
