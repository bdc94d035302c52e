"""Commands that say codes and permits in words."""

from typing import Any

import click

from client.plain import line, plain, shown
from client.session import Tolerant
from client.show import say
from client.terminal import main, run

MACHINE = "A machine wrote these words; nobody who grew up with the language has read them yet."


@main.command()
@click.argument("code_list", metavar="LIST", required=False)
@click.option("--language", help="bg, de, el, en, it or ro; en if absent.")
def codes(code_list: str | None, language: str | None) -> None:
    """Say what the codes mean that files of facts hold.

    LIST is one list, such as ServiceType; all of them if absent.
    """

    async def act(t: Tolerant) -> Any:
        found = await t.code_labels(language)
        lists = dict.fromkeys(one["codeList"] for one in found["labels"])
        if code_list and code_list not in lists:
            raise click.UsageError(f"There is no such list. Say one of these: {', '.join(lists)}.")
        found["labels"] = [one for one in found["labels"] if code_list in (None, one["codeList"])]
        return found

    run(act, _codes)


def _codes(found: dict[str, Any]) -> None:
    for one in found["labels"]:
        say(shown(f"{line(one['codeList'])}  {line(one['code'])}  {line(one['label'])}"))
    if found["wordingOrigin"] == "MACHINE":
        say(MACHINE)


@main.command()
@click.option("--country", help="Only this country (ISO 3166-1), such as IT.")
def permits(country: str | None) -> None:
    """Say what countries call the papers she may hold.

    It is no legal advice: each name says its law and whether a lawyer confirmed it.
    """
    run(lambda t: t.permit_names(country), _permits)


def _permits(found: dict[str, Any]) -> None:
    for one in found["permits"]:
        say(shown(f"{line(one['country'])}  {line(one['code'])}: {line(one['name'])}"))
        say(shown(f"{line(one['source'])}, {line(one['status'])}, {plain(str(one['date']))}", "  "))
    for one in found["gaps"]:
        say(f"{line(one['country'])}  {line(one['code'])}: no sure name; ask a lawyer")
