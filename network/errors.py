"""The network's ways of saying no."""

from kit.errors import Refusal, register_constraints


class NotSignedIn(Refusal):
    """Say that nobody is signed in."""

    code = "NOT_SIGNED_IN"
    sentence = "Sign in first: this is open to members of the network only."


class RoleMissing(Refusal):
    """Say that the person's role does not cover this."""

    code = "ROLE_MISSING"
    sentence = "Your role does not cover this. It takes one of: {roles}."


class StaleVersion(Refusal):
    """Say that somebody was quicker."""

    code = "STALE_VERSION"
    sentence = "Somebody changed this in the meantime. Look at it again: it is now at version {current}."


class IdempotencyKeyReused(Refusal):
    """Say that an idempotency key stands for another request."""

    code = "IDEMPOTENCY_KEY_REUSED"
    sentence = "This idempotency key was already used for something else. Make a new one for each new act."


class BadIdempotencyKey(Refusal):
    """Say that an idempotency key has another form."""

    code = "BAD_IDEMPOTENCY_KEY"
    sentence = "An idempotency key has 8 to 100 characters of letters, digits, '-' and '_'."


class NoSuchMember(Refusal):
    """Say that no such organisation is known."""

    code = "NO_SUCH_MEMBER"
    sentence = "No organisation of the network has this id."


class NoSuchDevice(Refusal):
    """Say that the organisation has no such device."""

    code = "NO_SUCH_DEVICE"
    sentence = "Your organisation has no device with this id."


class AlreadyFounded(Refusal):
    """Say that the network has a secretariat."""

    code = "ALREADY_FOUNDED"
    sentence = "The network has a secretariat already. It admits further organisations."


class BadName(Refusal):
    """Say that a name is empty or too long."""

    code = "BAD_NAME"
    sentence = "A name has 1 to {most} characters and no control characters."


class BadCountry(Refusal):
    """Say that a country is not given as its code."""

    code = "BAD_COUNTRY"
    sentence = "A country is two capital letters, as in ISO 3166-1."


class RoleNotForThisMember(Refusal):
    """Say that an organisation of this kind gives no such role."""

    code = "ROLE_NOT_FOR_THIS_MEMBER"
    sentence = "An organisation of this kind cannot give this role: {role}."


class MemberCannotChange(Refusal):
    """Say that an organisation's state does not allow the change."""

    code = "MEMBER_CANNOT_CHANGE"
    sentence = "This organisation is {state}, so this cannot be done now."


class NotYourOwn(Refusal):
    """Say that nobody decides about her own organisation."""

    code = "NOT_YOUR_OWN"
    sentence = "Nobody decides about the organisation that she belongs to."


class BadInvitation(Refusal):
    """Say that an invitation opens nothing; which reason is not told."""

    code = "BAD_INVITATION"
    sentence = "This invitation is not valid: it was used, is too old, or never existed. Ask for a new one."


class BadBytes(Refusal):
    """Say that a field is not the bytes that it should be."""

    code = "BAD_BYTES"
    sentence = "This field is not base64url without padding, or has another length than it should."


class BadProof(Refusal):
    """Say that a device did not prove that it holds its keys."""

    code = "BAD_PROOF"
    sentence = "The device did not prove that it holds the keys it names."


class NotVouchedFor(Refusal):
    """Say that a statement does not vouch for this."""

    code = "NOT_VOUCHED_FOR"
    sentence = "This statement is not signed by a device that may vouch for this, or it says something else."


class DeviceCannotChange(Refusal):
    """Say that a device's state does not allow the change."""

    code = "DEVICE_CANNOT_CHANGE"
    sentence = "This device is {state}, so this cannot be done now."


class LastOfficer(Refusal):
    """Say that nobody would be left to vouch for devices."""

    code = "LAST_OFFICER"
    sentence = "This is the last device that may vouch for others. Shut it out with the secretariat's help only."


class DeviceKnown(Refusal):
    """Say that a device's keys are known already."""

    code = "DEVICE_KNOWN"
    sentence = "A device with this key is enrolled already. A device makes new keys for each enrolment."


class EpochTaken(Refusal):
    """Say that an intake key's number is not the next one."""

    code = "EPOCH_TAKEN"
    sentence = "The next intake key of your organisation has the number {next}."


class EpochPublished(Refusal):
    """Say that two people published the same number at once."""

    code = "EPOCH_PUBLISHED"
    sentence = "An intake key with this number was published in the meantime."


class WrapsIncomplete(Refusal):
    """Say that an intake key would leave somebody out, or reach somebody it must not."""

    code = "WRAPS_INCOMPLETE"
    sentence = "An intake key is wrapped once for each active device of caseworkers, intake and administrators."


class EpochOver(Refusal):
    """Say that the time of an intake key is over, so that nobody is handed its seed any more."""

    code = "INTAKE_KEY_OVER"
    sentence = "The post key number {epoch} has ended and its seeds were deleted. Delete it here too, and do it again."


class SignInRefused(Refusal):
    """Say that a sign-in is not valid; which reason is not told."""

    code = "SIGN_IN_REFUSED"
    sentence = "This sign-in is not valid."


register_constraints(
    {
        "assertions_used_once": SignInRefused,
        "idempotency_key_once": IdempotencyKeyReused,
        "intake_keys_epoch_once": EpochPublished,
        "devices_pkey": DeviceKnown,
    }
)
