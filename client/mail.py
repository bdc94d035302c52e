"""Being told by e-mail that there is something new, and never what."""

from client import documents as docs
from client.asking import Asking
from client.shapes_mail import MailNotices


class Mail(Asking):
    """Say where a member of staff is told of news."""

    async def mail_notices(self) -> MailNotices:
        """Show where this person is told."""
        found: MailNotices = await self.wire.ask(docs.MAIL)
        return found

    async def set_mail_notices(
        self, address: str, *, language: str, zone: str, quiet_from: int, quiet_to: int, every_minutes: int
    ) -> MailNotices:
        """Give an address at work. A code is sent there; nothing else is before it came back."""
        said = {
            "address": address,
            "language": language,
            "zone": zone,
            "quietFrom": quiet_from,
            "quietTo": quiet_to,
            "everyMinutes": every_minutes,
        }
        found: MailNotices = await self.wire.ask(docs.SET_MAIL, input=said)
        return found

    async def confirm_mail_notices(self, code: str) -> MailNotices:
        """Bring back the code that came by e-mail."""
        found: MailNotices = await self.wire.ask(docs.CONFIRM_MAIL, code=code)
        return found

    async def stop_mail_notices(self) -> str:
        """Be told nothing by e-mail any more; gives when that was."""
        return str((await self.wire.ask(docs.STOP_MAIL))["at"])
