"""E-mail to staff that says nothing: there is something new, open your program. A woman's address is kept nowhere."""

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import unquote, urlsplit

from network import mail
from network.context import Context
from network.mail_model import Mail
from referrals import news
from server import rounds
from server.logs import log

MINUTE = 60.0
SECONDS = 20


class Postman:
    """Hand mails to one SMTP server, always encrypted unless it runs on this machine."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self.host, self.tls = parts.hostname or "", parts.scheme == "smtps"
        self.port = parts.port or (465 if self.tls else 587)
        self.user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self.sender = sender

    async def __call__(self, address: str, subject: str, text: str) -> bool:
        """Send one mail; says whether the server took it. What went wrong is noted without the address."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, address, subject
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        try:
            await asyncio.to_thread(self._hand_over, message)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            log().error("mail not sent", fault=type(error).__name__)
            return False
        return True

    def _hand_over(self, message: EmailMessage) -> None:
        context = ssl.create_default_context()
        line = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context) if self.tls else None
        with line or smtplib.SMTP(self.host, self.port, timeout=SECONDS) as server:
            if not self.tls and self.host not in ("localhost", "127.0.0.1", "::1"):
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self._password)
            server.send_message(message)


async def tell(context: Context) -> int:
    """Tell everybody who is due and has news; gives how many were told."""
    told = 0
    while True:
        async with context.write(realm="node") as tx:

            async def news_since(mail: Mail, since: datetime) -> bool:
                return bool(await news.who_has(tx, [mail.member_id], since, supervisors=mail.supervisor))

            looked, sent = await mail.tell(tx, news_since, context.post, now=context.now)
        told += sent
        if looked < mail.BATCH:
            return told


async def keep(context_of: Callable[[], Context]) -> None:
    """Tell as long as the node runs, where it can send mail."""

    async def work(_round: int) -> None:
        context = context_of()
        if context.post is not None and (told := await tell(context)):
            log().info("told by mail", count=told)

    await rounds.keep(work, MINUTE, "nobody told by mail")
