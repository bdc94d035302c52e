"""The ways of saying no about who is on a case, and about its keys."""

from kit.errors import Refusal


class CaseNotYours(Refusal):
    """Say that colleagues hold a case, and how to be put on it."""

    code = "CASE_NOT_YOURS"
    sentence = (
        "Colleagues of yours are on this case, and only they can open it. Ask your administrator to put you on it: "
        "tolerant reassign (a referral that you received) or tolerant hand-over (one that you sent)."
    )


class NoSuchColleague(Refusal):
    """Say that somebody cannot be put on a case."""

    code = "NO_SUCH_COLLEAGUE"
    sentence = (
        "Your organisation has no such colleague with a working device who may open this case. Nothing was changed; "
        "tolerant devices lists them."
    )


class ColleagueBarred(Refusal):
    """Say that somebody was barred from a case because of a conflict of interest."""

    code = "COLLEAGUE_BARRED"
    sentence = "This colleague was barred from the case because of a conflict of interest. Choose somebody else."


class ConflictUnnamed(Refusal):
    """Say that a conflict of interest names whom it is about, and that nothing else does."""

    code = "CONFLICT_UNNAMED"
    sentence = "Name whom the conflict of interest is about with this reason, and nobody with another one."


class CaseKeyTaken(Refusal):
    """Say that another device was faster."""

    code = "CASE_KEY_TAKEN"
    sentence = "Another device wrote a key of this case in the meantime. Nothing was changed; open the case again."


class CaseKeyIncomplete(Refusal):
    """Say that a case key would leave somebody or some letter out, or reach somebody who is not on the case."""

    code = "CASE_KEY_INCOMPLETE"
    sentence = (
        "This key of the case leaves out a device or a letter, or is meant for a device that must not have it. "
        "Nothing was changed; open the case again."
    )


class CaseKeyMissing(Refusal):
    """Say that nobody who stays on a case would have its key."""

    code = "CASE_KEY_MISSING"
    sentence = (
        "Nobody who stays on this case would have its key, and it would be lost. Do this on a device that opens the "
        "case, or let a colleague who does open it once before."
    )
