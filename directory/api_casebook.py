"""What the workbench shows over GraphQL: the queue, drafts, effects, the timeline and the coverage."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import strawberry

from directory import api_codes as api_codes
from directory import casebook, model
from directory.api_profile import needed
from directory.api_types import Listing
from directory.codes import AnswerValue, ListingState, QueueReason, ServiceType
from kit.graph import PageInfo
from kit.page import encode_cursor

Day = date


@strawberry.type(description="A listing that waits for the secretariat.")
class QueueItem:
    """Show what waits."""

    listing: Listing = needed("The listing, in its newest words.")
    why: list[QueueReason] = needed("Why it waits.")
    due_on: Day = needed("The day by which the first of these is due.")
    high_risk: bool = needed("Whether it houses or hires, where exploitation hides most (accommodation, employers).")


@strawberry.type(description="How many listings wait for one reason.")
class QueueCount:
    """Count one reason."""

    why: QueueReason = needed("The reason.")
    listings: int = needed("How many listings.")


@strawberry.type(description="A page of what waits, first what is due first, then what is risky.")
class QueuePage:
    """Hold one page of the queue with its exact total."""

    items: list[QueueItem] = needed("What waits.")
    total_count: int = needed("How many listings of the chosen reasons wait, exactly.")
    counts: list[QueueCount] = needed("How many wait for each reason, whatever was chosen.")
    page_info: PageInfo = needed("Where the page ends.")

    @staticmethod
    def of(rows: Sequence[casebook.Waiting], total: int, more: bool, counts: Sequence[tuple[str, int]]) -> "QueuePage":
        """Lay a page out for the wire."""
        items = [
            QueueItem(
                listing=Listing.of(row.listing),
                why=[QueueReason(each) for each in row.why],
                due_on=row.due_on,
                high_risk=row.high_risk,
            )
            for row in rows
        ]
        last = rows[-1] if rows else None
        end = encode_cursor([last.due_on.isoformat(), last.high_risk, last.listing.id]) if last else None
        counted = [QueueCount(why=QueueReason(why), listings=count) for why, count in counts]
        return QueuePage(
            items=items,
            total_count=total,
            counts=counted,
            page_info=PageInfo(has_next_page=more, end_cursor=end),
        )


@strawberry.type(description="An answer that a reviewer has noted so far; it may be incomplete.")
class DraftAnswer:
    """Show one noted answer."""

    question: str = needed("The question's id.")
    value: AnswerValue | None = needed("The answer.")
    evidence: str | None = needed("What was seen.")
    source: str | None = needed("Where it comes from.")
    date: Day | None = needed("When it was seen.")


@strawberry.type(description="What a reviewer has noted so far; only she sees it.")
class ReviewDraft:
    """Show a draft to its reviewer."""

    listing_id: strawberry.ID = needed("The listing.")
    version: int = needed("The number of the words it was noted about; newer words need another look.")
    answers: list[DraftAnswer] = needed("What she noted.")
    note: str = needed("Her questions or reason.")
    saved: int = needed("What to pass as `expectedSaved` next time; 0 where nothing was noted.")
    at: datetime | None = needed("When it was saved.")

    @staticmethod
    def of(draft: casebook.Draft) -> "ReviewDraft":
        """Make it from the noun."""
        answers = [
            DraftAnswer(
                question=each["question"],
                value=AnswerValue(each["value"]) if each["value"] else None,
                evidence=each["evidence"],
                source=each["source"],
                date=_day(each["date"]),
            )
            for each in draft.answers
        ]
        return ReviewDraft(
            listing_id=strawberry.ID(draft.listing_id),
            version=draft.version,
            answers=answers,
            note=draft.note,
            saved=draft.saved,
            at=draft.at,
        )


def _day(value: str | date | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


@strawberry.type(description="How many live referrals stand in one state.")
class LiveCount:
    """Count one state."""

    state: str = needed("The state of the referrals.")
    referrals: int = needed("How many.")


@strawberry.type(description="What a suspension would touch: numbers only, never which.")
class SuspensionEffect:
    """Show how many referrals are alive."""

    by_state: list[LiveCount] = needed("The live referrals by their state.")
    referrals: int = needed("How many in all.")
    members: int = needed("How many organisations sent them.")

    @staticmethod
    def of(live: model.Live) -> "SuspensionEffect":
        """Make it from the noun."""
        counts = [LiveCount(state=state, referrals=count) for state, count in live.by_state]
        return SuspensionEffect(by_state=counts, referrals=sum(each.referrals for each in counts), members=live.members)


@strawberry.type(description="One line of a listing's history.")
class HistoryEntry:
    """Show who did what, when and why."""

    id: str = needed("Its id; a reply or an appeal names that of a decision, and an appeal is decided by its own.")
    at: datetime = needed("When.")
    kind: str = needed("WORDS, REVIEW, DECISION, ANSWER, REPLY or APPEAL.")
    version: int = needed("The number of the words it is about.")
    from_state: ListingState | None = needed("Where the listing stood before a decision.")
    to_state: ListingState | None = needed("Where it stands since.")
    reason: str | None = needed("The stable name of the decision, or the verdict of a review.")
    text: str = needed("The reason, the note or the reply in words.")
    by_member: str | None = needed("The organisation's id; null for the node itself.")
    by_member_name: str | None = needed("The organisation's name.")
    by_person: str | None = needed("The person's name; only the secretariat sees it, of its own people.")
    on_behalf_of: str | None = needed("For whom of a provider without a member the secretariat wrote it down.")
    about: str | None = needed("The decision that a reply is to, or the appeal that a decision is about.")
    signed: bool = needed("Whether the person's device signed it.")


@strawberry.type(description="The history of a listing, oldest first.")
class ListingHistory:
    """Hold one page with its exact total."""

    entries: list[HistoryEntry] = needed("The entries of this page.")
    total_count: int = needed("How many there are that you may see, exactly.")
    page_info: PageInfo = needed("Where the page ends.")

    @staticmethod
    def of(entries: Sequence[casebook.Entry], total: int, more: bool, names: Mapping[str, str]) -> "ListingHistory":
        """Lay a page out for the wire."""
        same = ("id", "at", "kind", "version", "reason", "text", "by_member", "on_behalf_of", "about", "signed")
        shown = [
            HistoryEntry(
                **{name: getattr(each, name) for name in same},
                from_state=ListingState(each.from_state) if each.from_state else None,
                to_state=ListingState(each.to_state) if each.to_state else None,
                by_member_name=names.get(each.by_member or ""),
                by_person=names.get(each.by_staff or ""),
            )
            for each in entries
        ]
        end = encode_cursor([entries[-1].at.isoformat(), entries[-1].place]) if entries else None
        return ListingHistory(entries=shown, total_count=total, page_info=PageInfo(has_next_page=more, end_cursor=end))


@strawberry.type(description="How many services of one kind a country has; null stands for a number that is hidden.")
class CoverageRow:
    """Show one count of the report."""

    country: str | None = needed("ISO 3166-1 code; null for unknown, or in the row of all.")
    service_type: ServiceType | None = needed("The kind of service; null in rows that count all kinds.")
    offered: int | None = needed("How many are in force.")
    expiring: int | None = needed("How many of them run out within the days asked for.")
    expired: int | None = needed("How many whose vetting ran out.")
    disputed: int | None = needed("How many are contested.")
    stale: int | None = needed("How many nobody has confirmed for six months.")
    used: int | None = needed("To how many a referral was ever sent; shown to the secretariat alone.")
    never_used: int | None = needed("To how many none was sent yet; shown to the secretariat alone.")


@strawberry.type(description="What the directory offers, by country and kind of service.")
class Coverage:
    """Hold the report."""

    rows: list[CoverageRow] = needed("By country and kind; for the secretariat also by country, and in all (last).")

    @staticmethod
    def of(rows: Sequence[casebook.Cover]) -> "Coverage":
        """Make it from the nouns."""
        names = ("country", "offered", "expiring", "expired", "disputed", "stale", "used", "never_used")
        return Coverage(
            rows=[
                CoverageRow(
                    **{name: getattr(row, name) for name in names},
                    service_type=ServiceType(row.service_type) if row.service_type else None,
                )
                for row in rows
            ]
        )
