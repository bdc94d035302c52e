"""Say no in a sentence that a tired caseworker can act on."""

from kit.errors import Refusal


class BadFact(Refusal):
    code = "BAD_FACT"
    sentence = "This value cannot be used here."


class UnknownField(BadFact):
    code = "UNKNOWN_FIELD"
    sentence = "The listing has a field that does not exist."


class MissingField(BadFact):
    code = "MISSING_FIELD"
    sentence = "A needed field is missing or empty."


class WrongType(BadFact):
    code = "WRONG_TYPE"
    sentence = "The field needs another kind of value: {wanted}."


class UnknownCode(BadFact):
    code = "UNKNOWN_CODE"
    sentence = "This word is not in the code list {wanted}."


class UnknownLanguage(BadFact):
    code = "UNKNOWN_LANGUAGE"
    sentence = "This is not a language tag of BCP 47, such as de, pt-BR or kmr."


class UnknownScript(BadFact):
    code = "UNKNOWN_SCRIPT"
    sentence = "This is not a script code of ISO 15924, such as Latn, Cyrl, Grek or Arab."


class UnknownArea(BadFact):
    code = "UNKNOWN_AREA"
    sentence = "This is not an area code of ISO 3166 or NUTS, such as AT, AT-9 or AT13."


class AgeOutOfRange(BadFact):
    code = "AGE_OUT_OF_RANGE"
    sentence = "An age must lie between 0 and 120 years."


class OutOfRange(BadFact):
    code = "OUT_OF_RANGE"
    sentence = "The number must lie between {low} and {high}."


class BoundsReversed(BadFact):
    code = "BOUNDS_REVERSED"
    sentence = "The lower bound is above the upper bound."


class LevelWithoutLanguage(BadFact):
    code = "LEVEL_WITHOUT_LANGUAGE"
    sentence = "A language level needs the language it belongs to."


class DuplicateFact(BadFact):
    code = "DUPLICATE_FACT"
    sentence = "The same fact is stated twice; keep one."


class ProfileEmpty(BadFact):
    code = "PROFILE_EMPTY"
    sentence = "Nothing is known about her yet. State at least one fact to find services."


class BadDate(BadFact):
    code = "BAD_DATE"
    sentence = "Dates are written as 2026-10-01 and times as 09:00."


class TooLong(BadFact):
    code = "TOO_LONG"
    sentence = "This is longer than {limit} allows."


class CriterionEmpty(BadFact):
    code = "CRITERION_EMPTY"
    sentence = "A condition of this kind needs a value."


class BadLevel(BadFact):
    code = "UNKNOWN_LEVEL"
    sentence = "This level is not in the framework that is named."


class VacancyIncomplete(BadFact):
    """Guide x step 1."""

    code = "VACANCY_INCOMPLETE"
    sentence = "A vacancy is published only with everything that a written contract must state."


class VacancyMissing(BadFact):
    code = "VACANCY_WITHOUT_EMPLOYER"
    sentence = "A vacancy belongs to a listing of the type EMPLOYER or RECRUITMENT_AGENCY."


class MustBeFree(BadFact):
    """Guide xii step 3."""

    code = "MUST_BE_FREE"
    sentence = "Start-up support and microfinance are listed only where free or where the fee is fully covered."


class LocationIsConfidential(BadFact):
    """Guide 5b."""

    code = "LOCATION_IS_CONFIDENTIAL"
    sentence = "The place of an accommodation is confidential; its visibility is ON_ACCEPTANCE or NEVER."


class BadDistanceFilter(BadFact):
    code = "DISTANCE_WITHOUT_PLACE"
    sentence = "A distance needs the place it is measured from."


class DirectoryChanged(Refusal):
    code = "DIRECTORY_CHANGED"
    sentence = "The directory has changed since the last page. Start again from the first page."


class OnlySecretariat(Refusal):
    code = "ONLY_SECRETARIAT"
    sentence = "Only the secretariat may see services that nobody has vetted."


class OnlyMembers(Refusal):
    code = "ONLY_MEMBERS"
    sentence = "Sign in as a member's staff to look for services."


class ListingNotFound(Refusal):
    code = "LISTING_NOT_FOUND"
    sentence = "There is no such listing, or you may not see it."


class VersionChanged(Refusal):
    """Someone else saved first; `currentVersion` goes with it."""

    code = "VERSION_CHANGED"
    sentence = "Someone changed this listing in the meantime. Look at it again before you save."


class KeyUsedElsewhere(Refusal):
    code = "IDEMPOTENCY_KEY_REUSED"
    sentence = "This idempotency key was used for another act. Use a new one."


class NotYours(Refusal):
    code = "NOT_YOUR_LISTING"
    sentence = "Only the organisation that offers the service may do this."


class NotAdmitted(Refusal):
    code = "MEMBER_NOT_FOUND"
    sentence = "The organisation named here is not a member of the network."


class WrongState(Refusal):
    code = "WRONG_STATE"
    sentence = "This cannot be done while the listing is {state}."


class OwnOrganisation(Refusal):
    """Nobody reviews an organisation they belong to (domain 3.2)."""

    code = "REVIEWER_OWN_ORGANISATION"
    sentence = "Nobody reviews a service of their own organisation."


class ProposersOrganisation(Refusal):
    code = "REVIEWER_PROPOSED_IT"
    sentence = "Nobody reviews a service that their own organisation proposed."


class SameReviewer(Refusal):
    code = "REVIEWER_TWICE"
    sentence = "You reviewed this version already. The second signature is somebody else's."


class ChecklistIncomplete(Refusal):
    code = "CHECKLIST_INCOMPLETE"
    sentence = "The question {question} has no complete answer: answer, evidence, source and date."


class UnknownQuestion(Refusal):
    code = "UNKNOWN_QUESTION"
    sentence = "The checklist has no such question for this service."


class BlockingAnswer(Refusal):
    code = "BLOCKING_ANSWER"
    sentence = "The question {question} must be answered YES before the service can be approved."


class StatementMismatch(Refusal):
    code = "STATEMENT_MISMATCH"
    sentence = "The signed statement does not say what was submitted."


class ReasonMissing(Refusal):
    code = "REASON_MISSING"
    sentence = "Every decision needs its reason."


class NotOffered(Refusal):
    """The service cannot take a referral now; each subclass says why."""

    code = "NOT_OFFERED"
    sentence = "This service cannot take a referral now."


class NotVetted(NotOffered):
    code = "LISTING_NOT_VETTED"
    sentence = "This service has not been vetted, so nobody may be referred to it."


class ListingSuspended(NotOffered):
    code = "LISTING_SUSPENDED"
    sentence = "This service is suspended, paused or closed, so nobody may be referred to it."


class ListingStaleState(NotOffered):
    code = "LISTING_NOT_CONFIRMED"
    sentence = "Nobody has confirmed this service for a long time. It must be confirmed first."


class ListingOld(NotOffered):
    code = "LISTING_STALE"
    sentence = "The listing was changed since it was shown to her. Check the conditions again with her."


class NotAccepting(NotOffered):
    code = "NOT_ACCEPTING"
    sentence = "This service takes no referrals at the moment."


class VettingExpired(NotOffered):
    code = "VETTING_EXPIRED"
    sentence = "The vetting of this service has expired. It must be checked again first."
