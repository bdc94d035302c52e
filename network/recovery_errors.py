"""Recovery's ways of saying no."""

from kit.errors import Refusal, register_constraints


class NoRecovery(Refusal):
    """Say that an organisation has not opted in, or to another ceremony."""

    code = "NO_RECOVERY"
    sentence = "There is no recovery key of this ceremony. The shares may be older than the newest ceremony."


class BadRecovery(Refusal):
    """Say that a statement about recovery does not hold, without telling which part."""

    code = "BAD_RECOVERY"
    sentence = "This is not signed by those who may ask for it, or it says something else."


class RecoveryTooWeak(Refusal):
    """Say that fewer keepers of sheets could take over than officers decide together."""

    code = "RECOVERY_TOO_WEAK"
    sentence = "{k} officers of your organisation decide together, so at least {k} sheets must be needed."


class RecoveryWaits(Refusal):
    """Say that the day of notice has not passed."""

    code = "RECOVERY_WAITS"
    sentence = "Every device of the organisation can object until {until} (UTC). Come back then."


class RecoveryOver(Refusal):
    """Say that a request was stopped or is done."""

    code = "RECOVERY_OVER"
    sentence = "This request for a recovery is {state}. If it was stopped by mistake, begin again with a new device."


class RecoveryAsked(Refusal):
    """Say that a request waits already."""

    code = "RECOVERY_ASKED"
    sentence = "Another device has asked for a recovery of this organisation. Stop that request first, or wait for it."


register_constraints({"recovery_one_waits": RecoveryAsked, "recovery_requests_pkey": RecoveryAsked})
