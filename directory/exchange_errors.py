"""Say no to programs that read the directory as HSDS, and to people who compare two listings."""

from kit.errors import Refusal, register_constraints


class NothingHere(Refusal):
    """Say that there is nothing to read, without saying whether it exists."""

    code = "NOT_FOUND"
    sentence = "There is nothing under this id that you may read."


class SearchInAddress(Refusal):
    """Refuse words in an address, because addresses are kept in logs and histories."""

    code = "SEARCH_IN_ADDRESS"
    sentence = "Send what you search for in the body of a POST request, not in the address."


class UnknownFilter(Refusal):
    """Refuse a filter that would be passed over in silence."""

    code = "UNKNOWN_FILTER"
    sentence = "This list has no such filter."


class BadFilter(Refusal):
    """Refuse a filter's value that means nothing."""

    code = "BAD_FILTER"
    sentence = "The filter needs another kind of value: {wanted}."


class NotThatForm(Refusal):
    """Refuse a request whose body is no JSON object, or too long."""

    code = "BAD_BODY"
    sentence = "Send one JSON object of at most 16 KiB."


class SameListing(Refusal):
    """Refuse to compare a listing with itself."""

    code = "SAME_LISTING"
    sentence = "Name two different listings."


register_constraints({"duplicates_are_two": SameListing})
