"""Mail's ways of saying no."""

from kit.errors import Refusal


class MailOff(Refusal):
    """Say that this node sends no mail."""

    code = "MAIL_OFF"
    sentence = "This node sends no e-mail. Its operator can set that up."


class BadAddress(Refusal):
    """Say that something is no e-mail address."""

    code = "BAD_ADDRESS"
    sentence = "This is no e-mail address that mail can be sent to."


class BadTimes(Refusal):
    """Say that hours or a pause cannot be kept."""

    code = "BAD_TIMES"
    sentence = "Quiet hours are from 0 to 23, a pause is from 5 to 1440 minutes."


class BadZone(Refusal):
    """Say that a time zone is not known."""

    code = "BAD_ZONE"
    sentence = "This time zone is not known here. Name one like Europe/Vienna."


class BadLanguage(Refusal):
    """Say that there is no text in a language."""

    code = "BAD_LANGUAGE"
    sentence = "These messages are written in: {languages}."


class TooManyCodes(Refusal):
    """Say that no more codes are sent today."""

    code = "TOO_MANY_CODES"
    sentence = "Enough codes were sent today. Try again tomorrow."


class WrongCode(Refusal):
    """Say that a code is not the one that was sent."""

    code = "WRONG_CODE"
    sentence = "This is not the code that was sent, or it is too old. After five tries, ask for a new one."


class NoMail(Refusal):
    """Say that no address was given."""

    code = "NO_MAIL"
    sentence = "You have given no e-mail address."


class MailFailed(Refusal):
    """Say that the mail server did not take a message."""

    code = "MAIL_FAILED"
    sentence = "The mail server did not take the message. Look at the address, or try again later."
