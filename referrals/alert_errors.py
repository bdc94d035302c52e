"""The ways of saying no to a word to the secretariat or the auditor that goes past her organisation."""

from kit.errors import Refusal


class AlertNotAllowed(Refusal):
    """Say that neither a member's device nor a card of hers stands behind an alert."""

    code = "ALERT_NOT_ALLOWED"
    sentence = "An alert comes from a member's device, or is proved with her card or her code. Nothing was kept."


class AlertForAnother(Refusal):
    """Say that an alert is sealed to somebody else, or says on its outside whom it is about."""

    code = "ALERT_FOR_ANOTHER"
    sentence = "This alert is not sealed as alerts are. Update the program and seal it anew. Nothing was kept."


class NobodyToAlert(Refusal):
    """Say that nobody of that kind has a key to seal to now."""

    code = "NOBODY_TO_ALERT"
    sentence = "Nobody there can be sealed to now. Choose the other: secretariat or auditor."


class TooManyAlerts(Refusal):
    """Say that so many alerts came from one device or card that nobody could read them."""

    code = "TOO_MANY_ALERTS"
    sentence = "Many alerts came from here in the last hour. They are kept. Go on in an hour, or telephone."
