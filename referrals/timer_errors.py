"""The ways of saying no about waiting times."""

from kit.errors import Refusal, register_constraints


class TimerOutOfRange(Refusal):
    """Say that a waiting time is none."""

    code = "TIMER_OUT_OF_RANGE"
    sentence = "Days are whole numbers from 1 to 366; months rise from 1 to 60, and there are at most 12 of them."


class UnknownServiceType(Refusal):
    """Say that there is no such type of service."""

    code = "UNKNOWN_SERVICE_TYPE"
    sentence = "There is no such type of service. Use a code of the directory."


class ClocksDiffer(Refusal):
    """Say that nobody can tell what is due."""

    code = "CLOCKS_DIFFER"
    sentence = "The clocks of the node and of its database differ by more than {minutes} minutes. Set them right first."


register_constraints({"timer_out_of_range": TimerOutOfRange})
