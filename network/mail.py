"""The desk of mail: a member of staff is told that there is something new, and never what."""

import json
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cache
from importlib.resources import files

from network import mail_errors, mail_rules, rules, store_mail
from network.context import Transaction
from network.journal import record
from network.mail_model import Mail, Wish
from network.model import Caller

BATCH = 20
Post = Callable[[str, str, str], Awaitable[bool]]
"""Send one mail: address, subject, text; says whether it was taken."""


@cache
def texts() -> dict[str, dict[str, str]]:
    """Read what mails say, by language."""
    found: dict[str, dict[str, str]] = json.loads(files("network").joinpath("mail_texts.json").read_text("utf-8"))[
        "texts"
    ]
    return found


async def shown(tx: Transaction, caller: Caller) -> Mail:
    """Show a member of staff where she is told of news.

    Raises:
        NoMail: nowhere.
    """
    rules.require(caller)
    found = await store_mail.of(tx, caller.staff_id)
    if found is None:
        raise mail_errors.NoMail
    return found


async def set_(tx: Transaction, caller: Caller, wish: Wish, *, now: datetime) -> str:
    """Keep an address, which is told nothing before its code came back; gives the code of 8 digits to send there.

    Raises:
        BadAddress, BadTimes, BadZone, BadLanguage, TooManyCodes: it is not kept.
    """
    rules.require(caller)
    mail_rules.check(wish, sorted(texts()))
    codes = mail_rules.codes_today(await store_mail.of(tx, caller.staff_id), now)
    code = f"{secrets.randbelow(10**8):08}"
    hashed, until = mail_rules.code_hash(caller.staff_id, code), now + mail_rules.CODE_LASTS
    await store_mail.set_(tx, caller.staff_id, caller.member_id, wish, hashed, until, now.date(), codes)
    await record(tx, caller, "mail.set", "Staff", caller.staff_id, now)
    return f"{code[:4]} {code[4:]}"


async def confirm(tx: Transaction, caller: Caller, code: str, *, now: datetime) -> Mail | None:
    """Begin to tell an address of news once its code came back; a wrong code is counted and gives None.

    Raises:
        NoMail: there is no address.
    """
    rules.require(caller)
    mail = await store_mail.tried(tx, caller.staff_id)
    if mail is None:
        raise mail_errors.NoMail
    if not mail_rules.confirms(mail, code, now):
        return None
    await store_mail.confirmed(tx, caller.staff_id, now)
    await record(tx, caller, "mail.confirm", "Staff", caller.staff_id, now)
    return await shown(tx, caller)


async def stop(tx: Transaction, caller: Caller, *, now: datetime) -> None:
    """Forget an address; doing it again changes nothing."""
    rules.require(caller)
    await store_mail.stop(tx, caller.staff_id)
    await record(tx, caller, "mail.stop", "Staff", caller.staff_id, now)


async def tell(
    tx: Transaction, news_since: Callable[[Mail, datetime], Awaitable[bool]], post: Post, *, now: datetime
) -> tuple[int, int]:
    """Tell those who are due and have news, in the realm `node`; gives how many were looked at and how many were told.

    Another node passes over those that are taken here. A crash between a mail and its commit sends it again.
    """
    told = 0
    batch = await store_mail.due(tx, now, BATCH)
    for mail in batch:
        since = mail.told_at or now
        if not await news_since(mail, since):
            await store_mail.next_(tx, mail.staff_id, since, mail_rules.look_again(now), mail.failures)
        elif (quiet := mail_rules.quiet_until(mail.wish, now)) is not None:
            await store_mail.next_(tx, mail.staff_id, since, quiet, mail.failures)
        elif await post(mail.wish.address, *_text(mail.wish.language)):
            told += 1
            await store_mail.next_(tx, mail.staff_id, now, mail_rules.after_mail(mail.wish, now), 0)
        else:
            await store_mail.next_(tx, mail.staff_id, since, mail_rules.after_failure(mail, now), mail.failures + 1)
    return len(batch), told


def _text(language: str) -> tuple[str, str]:
    said = texts().get(language, texts()["en"])
    return said["subject"], said["news"]


def code_text(language: str, code: str) -> tuple[str, str]:
    """Give subject and text of the mail that carries a code."""
    said = texts()[language]
    return said["subject"], said["code"].format(code=code)
