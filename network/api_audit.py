"""What the audit trail looks like over GraphQL."""

from datetime import datetime

import strawberry

from kit.graph import PageInfo
from kit.page import encode_cursor
from network import model


@strawberry.type(description="One line of the audit trail: an act, without its content.")
class AuditLine:
    """Show one act."""

    cursor: str = strawberry.field(description="The marker of this line.")
    at: datetime = strawberry.field(description="When it was done.")
    member_id: str = strawberry.field(description="By which organisation; empty for the node's own acts.")
    staff_id: str = strawberry.field(description="By whom; empty for the node's own acts.")
    action: str = strawberry.field(description="What was done, or `refused:` and the code of the refusal.")
    object_type: str = strawberry.field(description="To which kind of thing.")
    object_id: str = strawberry.field(description="To which one.")

    @staticmethod
    def of(line: model.AuditLine) -> "AuditLine":
        """Make it from the noun."""
        return AuditLine(
            cursor=encode_cursor([line.at.isoformat(), line.lane, line.seq]),
            at=line.at,
            member_id=line.member_id,
            staff_id=line.staff_id,
            action=line.action,
            object_type=line.object_type,
            object_id=line.object_id,
        )


@strawberry.type(description="A page of the audit trail, newest first.")
class AuditPage:
    """Hold a page of acts."""

    lines: list[AuditLine] = strawberry.field(description="The acts.")
    page_info: PageInfo = strawberry.field(description="Where this page ends.")

    @staticmethod
    def of(lines: list[model.AuditLine], more: bool) -> "AuditPage":
        """Make it from nouns."""
        shown = [AuditLine.of(line) for line in lines]
        return AuditPage(
            lines=shown, page_info=PageInfo(has_next_page=more, end_cursor=shown[-1].cursor if shown else None)
        )
