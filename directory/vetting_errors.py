"""Say no to reviewers, owners and providers in a sentence that tells them what to do instead."""

from kit.errors import Refusal, register_constraints


class NeverVetted(Refusal):
    """Refuse to confirm words that nobody has checked."""

    code = "NEVER_VETTED"
    sentence = "This service is not offered now, so there is nothing to confirm. Look at its state first."


class NothingToRenew(Refusal):
    """Refuse to renew what nobody has said."""

    code = "NOTHING_TO_RENEW"
    sentence = "Nobody has said yet whether this service takes referrals. Say so first."


class TwiceInOneCall(Refusal):
    """Refuse one listing twice in one call."""

    code = "TWICE_IN_ONE_CALL"
    sentence = "A listing stands twice in this call. Name each once."


class BadBatch(Refusal):
    """Refuse a call about nothing, or about too much."""

    code = "BAD_BATCH"
    sentence = "Name between 1 and {most} listings in one call."


class BadDays(Refusal):
    """Refuse a span of days that means nothing."""

    code = "BAD_DAYS"
    sentence = "Ask for between 1 and {most} days."


class AnswerInFuture(Refusal):
    """Refuse evidence that is not there yet."""

    code = "ANSWER_IN_FUTURE"
    sentence = "The answer to {question} has a date in the future. Give the day on which it was seen."


class ConflictDeclared(Refusal):
    """Refuse a reviewer who said that she is too near to the provider (domain 3.2)."""

    code = "CONFLICT_DECLARED"
    sentence = "You declared a conflict of interest with this provider. Somebody else decides here."


class AlreadyDeclared(Refusal):
    """Say that a conflict of interest is known."""

    code = "CONFLICT_KNOWN"
    sentence = "You declared this conflict of interest already. It stays."


class DraftChanged(Refusal):
    """Refuse to write over a draft that was saved elsewhere; `currentVersion` goes with it."""

    code = "DRAFT_CHANGED"
    sentence = "This draft was saved from another window in the meantime. Look at it again before you save."


class TooEarly(Refusal):
    """Refuse to begin a renewal long before it is due."""

    code = "TOO_EARLY"
    sentence = "A renewal begins at most {days} days before the vetting runs out."


class RenewalRuns(Refusal):
    """Say that a renewal has begun."""

    code = "RENEWAL_RUNS"
    sentence = "The renewal of this vetting has begun already. Sign your review."


class NewWordsWait(Refusal):
    """Refuse to renew old words while new ones wait."""

    code = "NEW_WORDS_WAIT"
    sentence = "New words of this service wait for review. Vetting them renews it."


class NothingAsked(Refusal):
    """Refuse an answer where no question is open."""

    code = "NOTHING_ASKED"
    sentence = "No question about this service is open, so there is nothing to answer."


class DecisionNotFound(Refusal):
    """Say that there is no such decision about this listing."""

    code = "DECISION_NOT_FOUND"
    sentence = "There is no such decision about this listing, or you may not see it."


class AppealNotFound(Refusal):
    """Say that there is no such appeal."""

    code = "APPEAL_NOT_FOUND"
    sentence = "There is no such appeal, or you may not see it."


class NoAppeal(Refusal):
    """Refuse an appeal against what no longer holds or takes nothing away."""

    code = "NO_APPEAL"
    sentence = "Only the decision that holds now, and that stopped, disputed or ended the service, can be appealed."


class AlreadyAppealed(Refusal):
    """Refuse a second appeal against the same decision."""

    code = "ALREADY_APPEALED"
    sentence = "There is an appeal against this decision already."


class AppealDecided(Refusal):
    """Refuse to decide twice."""

    code = "APPEAL_DECIDED"
    sentence = "This appeal has been decided."


class SignedBefore(Refusal):
    """Refuse the judge who gave the judgement (domain 3.2, right of appeal)."""

    code = "SIGNED_BEFORE"
    sentence = "You signed or decided what this appeal is against. Somebody who did not decides it."


class SpeakForMembers(Refusal):
    """Refuse to speak for a provider that can speak for itself."""

    code = "SPEAKS_FOR_ITSELF"
    sentence = "This provider is a member and replies itself."


class OnWhoseBehalf(Refusal):
    """Refuse a reply of the secretariat that does not say whose it is."""

    code = "ON_WHOSE_BEHALF"
    sentence = "Say who of the provider said this."


register_constraints({"replies_appeal_once": AlreadyAppealed, "conflicts_declared_once": AlreadyDeclared})
