"""The key log's ways of saying no."""

from kit.errors import Refusal, register_constraints


class LogFenced(Refusal):
    """Say that the key log must not be signed, because others may have seen more of it."""

    code = "LOG_FENCED"
    sentence = "The key log is not signed now: its witnesses have not said yet that nothing of it was lost. Try later."


class NothingPublished(Refusal):
    """Say that nobody can rely on the key log yet."""

    code = "LOG_NOT_PUBLISHED"
    sentence = "Not enough witnesses have signed this state of the key log yet. Try again in a moment."


class NotInLog(Refusal):
    """Say that the key log does not hold something, so that nobody should rely on it."""

    code = "NOT_IN_LOG"
    sentence = "The key log does not hold this, or not yet. Keys from before there was a log must be published again."


class NoSuchLogState(Refusal):
    """Say that the key log was never that long, or has no such file."""

    code = "NO_SUCH_LOG_STATE"
    sentence = "The key log has {size} entries that are published; this asks for something beyond, or in another form."


class EntryLogged(Refusal):
    """Say that a statement stands in the key log already."""

    code = "ENTRY_LOGGED"
    sentence = "This very statement stands in the key log already. Sign a new one."


class BadWitnessRequest(Refusal):
    """Say that what asks for a witness's signature cannot be read."""

    code = "BAD_WITNESS_REQUEST"
    sentence = "This does not ask for a signature in the form of C2SP tlog-witness."


class UnknownLog(Refusal):
    """Say that this node watches no such log."""

    code = "UNKNOWN_LOG"
    sentence = "This node is no witness of this log."


class NotTheOperator(Refusal):
    """Say that the log's operator did not sign a state."""

    code = "NOT_THE_OPERATOR"
    sentence = "The operator of this log, whom this node knows, did not sign this state."


class WitnessedOtherSize(Refusal):
    """Say which size of a log this node signed last, so that the operator can begin there."""

    code = "WITNESSED_OTHER_SIZE"
    sentence = "This node signed the log at size {size}, or another log of this size. Begin there."


class NotConsistent(Refusal):
    """Say that a log did not only grow since this node signed it."""

    code = "NOT_CONSISTENT"
    sentence = "This does not show that the log only grew since this node signed it."


class NotEnoughSignatures(Refusal):
    """Say that people who must decide together have not all signed."""

    code = "NOT_ENOUGH_SIGNATURES"
    sentence = "This takes the signatures of {k} of those who decide about it, and none in their name that is false."


class OfficersCannotAct(Refusal):
    """Say that officers would be named of whom too few could sign anything."""

    code = "OFFICERS_CANNOT_ACT"
    sentence = (
        "Of these officers {able} can sign now, and {k} would have to: nobody could be taken in any more. "
        "Name others, or let the devices that have run out be vouched for again first."
    )


class SuspensionTooLong(Refusal):
    """Say that one person alone suspends for a short time only."""

    code = "SUSPENSION_TOO_LONG"
    sentence = "One signature suspends for at most {hours} hours. For longer, {k} of the board sign."


class OutOfTurn(Refusal):
    """Say that a statement does not follow the one before."""

    code = "OUT_OF_TURN"
    sentence = "This does not follow what was said before: the next one has the number {next}."


class TooFewWitnesses(Refusal):
    """Say that with so few witnesses somebody could show two lists."""

    code = "TOO_FEW_WITNESSES"
    sentence = "Of {witnesses} witnesses at least {least} must sign, or two groups of them could be shown two lists."


class MemberNotVouchedFor(Refusal):
    """Say that the board does not vouch now for an organisation that a letter is from or to."""

    code = "MEMBER_NOT_VOUCHED_FOR"
    sentence = (
        "The board does not vouch now for the organisation that is the {which}, so nothing was sent. "
        "The secretariat can give or renew its word: tolerant vouch."
    )


register_constraints({"log_entries_once": EntryLogged})
