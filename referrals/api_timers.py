"""The door of waiting times: how long is waited for each type of service."""

from dataclasses import asdict
from typing import Annotated

import strawberry

from kit.graph import Refused, door
from network.context import Context
from referrals import timers
from referrals.timer_model import TimerSettings

Info = strawberry.Info[Context, None]
Type = Annotated[str, strawberry.argument(description="The type of service (a code of the directory).")]

WHAT = {
    "acknowledge_days": "Working days until the recipient says that it opened a referral.",
    "urgent_acknowledge_days": "The same for an urgent need. Urgent is no emergency line: nobody answers at night.",
    "decide_days": "Working days from then on until it decides.",
    "urgent_decide_days": "The same for an urgent need.",
    "grace_days": "Working days from a reminder until administrators hear of it, and from then until the end.",
    "urgent_grace_days": "The same for an urgent need.",
    "first_contact_days": "Working days from acceptance until the first contact.",
    "review_days": "Days until a place on the waiting list is looked at, where the recipient named no day.",
    "outcome_days": "Days between two questions to the recipient how it goes.",
    "first_check_days": "Days from acceptance, and from the outcome, until the sender should have asked her.",
    "follow_up_months": "Months after the beginning at which the sender asks her again, if she agreed to that.",
}


@strawberry.type(description="How long is waited for a type of service.")
class WaitingTimes:
    """Show how long is waited."""

    service_type: str = strawberry.field(description="The type of service.")
    acknowledge_days: int = strawberry.field(description=WHAT["acknowledge_days"])
    urgent_acknowledge_days: int = strawberry.field(description=WHAT["urgent_acknowledge_days"])
    decide_days: int = strawberry.field(description=WHAT["decide_days"])
    urgent_decide_days: int = strawberry.field(description=WHAT["urgent_decide_days"])
    grace_days: int = strawberry.field(description=WHAT["grace_days"])
    urgent_grace_days: int = strawberry.field(description=WHAT["urgent_grace_days"])
    first_contact_days: int = strawberry.field(description=WHAT["first_contact_days"])
    review_days: int = strawberry.field(description=WHAT["review_days"])
    outcome_days: int = strawberry.field(description=WHAT["outcome_days"])
    first_check_days: int = strawberry.field(description=WHAT["first_check_days"])
    follow_up_months: list[int] = strawberry.field(description=WHAT["follow_up_months"])
    version: int = strawberry.field(description="How often it was set; 0 where the network's own times hold.")
    countries_without_calendar: list[str] = strawberry.field(
        description="Members' countries whose holidays are not known this year or next: Monday to Friday count there."
    )

    @classmethod
    def of(cls, chosen: timers.Chosen) -> "WaitingTimes":
        """Translate."""
        fields = asdict(chosen.settings) | {"follow_up_months": list(chosen.settings.follow_up_months)}
        missing = list(chosen.without_calendar)
        return cls(
            service_type=chosen.service_type, version=chosen.version, countries_without_calendar=missing, **fields
        )


@strawberry.input(description="How long shall be waited for a type of service.")
class SetWaitingTimesInput:
    """Say how long shall be waited; all of it at once."""

    service_type: str = strawberry.field(description="The type of service (a code of the directory).")
    acknowledge_days: int = strawberry.field(description=WHAT["acknowledge_days"])
    urgent_acknowledge_days: int = strawberry.field(description=WHAT["urgent_acknowledge_days"])
    decide_days: int = strawberry.field(description=WHAT["decide_days"])
    urgent_decide_days: int = strawberry.field(description=WHAT["urgent_decide_days"])
    grace_days: int = strawberry.field(description=WHAT["grace_days"])
    urgent_grace_days: int = strawberry.field(description=WHAT["urgent_grace_days"])
    first_contact_days: int = strawberry.field(description=WHAT["first_contact_days"])
    review_days: int = strawberry.field(description=WHAT["review_days"])
    outcome_days: int = strawberry.field(description=WHAT["outcome_days"])
    first_check_days: int = strawberry.field(description=WHAT["first_check_days"])
    follow_up_months: list[int] = strawberry.field(description=WHAT["follow_up_months"])
    expected_version: int = strawberry.field(description="The version that you saw; 0 where nobody set any.")
    idempotency_key: str = strawberry.field(description="A key of your own, so that the same request acts once.")

    def chosen(self) -> TimerSettings:
        """Translate."""
        days = {name: getattr(self, name) for name in WHAT if name != "follow_up_months"}
        return TimerSettings(**days, follow_up_months=tuple(self.follow_up_months))


@strawberry.type
class TimersQuery:
    """Look at waiting times."""

    @strawberry.field(description="How long is waited for a type of service.")
    @door
    async def waiting_times(self, info: Info, service_type: Type) -> WaitingTimes | Refused:
        """Show how long is waited."""
        ctx = info.context
        async with ctx.read() as tx:
            return WaitingTimes.of(await timers.settings(tx, ctx.caller, service_type, ctx.now))


@strawberry.type
class TimersMutation:
    """Set waiting times."""

    @strawberry.mutation(description="Set how long is waited for a type of service (secretariat).")
    @door
    async def set_waiting_times(
        self,
        info: Info,
        input: Annotated[SetWaitingTimesInput, strawberry.argument(description="How long shall be waited.")],
    ) -> WaitingTimes | Refused:
        """Set how long is waited."""
        ctx = info.context
        async with ctx.write() as tx:
            return WaitingTimes.of(
                await timers.set_settings(
                    tx,
                    ctx.caller,
                    input.service_type,
                    input.chosen(),
                    expected_version=input.expected_version,
                    key=input.idempotency_key,
                    now=ctx.now,
                )
            )
