"""Her account at a terminal: one question after the other, in her language; each may be left out."""

from collections.abc import Callable
from typing import Any

import click
from rich.text import Text

from client.accounts import MOST_SAFE_WAY, MOST_WORDS, RATHER_NOT, asked, data
from client.her_states import MACHINE
from client.plain import plain, shown

Say = Callable[[Text], None]
Ask = Callable[[str], str]
_DIGITS = {ord(one): str(value) for start in (0x660, 0x6F0) for value in range(10) for one in chr(start + value)}
"""Arabic and Persian digits, as her keyboard may have them."""


def interview(form: str, language: str, assisted: str, *, work: bool, say: Say, ask: Ask) -> dict[str, Any]:
    """Ask a form in a language; gives the account as `client.accounts` reads it."""
    text = data(f"account-{language}")
    words, answers = text["words"], dict[str, Any]()
    say(shown(words["intro"]))
    if text["origin"] == "MACHINE":
        say(shown(MACHINE))
    heading = ""
    for item in asked(form, work=work):
        question, _, part = item["id"].partition(".")
        if part and question != heading:
            say(shown(text["questions"][question]))
        heading = question
        answer = _answer(item, text, say, ask)
        if answer is not None:
            answers[item["id"]] = answer
    safe = ask(words["safeWay"])[:MOST_SAFE_WAY] if answers.get("11.CALL_ME") == "YES" else ""
    own = ask(words["words"])[:MOST_WORDS]
    said = {"form": form, "language": language, "assisted": assisted, "channel": "", "answers": answers}
    return {**said, "words": own, "safeWay": safe}


def _answer(item: dict[str, Any], text: dict[str, Any], say: Say, ask: Ask) -> Any:
    """Ask one question until a number of it, or nothing, is typed."""
    choices = [*item["choices"], RATHER_NOT]
    many = bool(item.get("many"))
    while True:
        say(shown(text["questions"][item["id"]]))
        for number, choice in enumerate(choices, 1):
            say(shown(f"{number}  {text['choices'][choice]}", "  "))
        typed = ask(text["words"]["numbers" if many else "number"]).translate(_DIGITS).split()
        if not typed:
            return None
        numbers = [int(one) - 1 for one in typed if one.isascii() and one.isdecimal() and 1 <= int(one) <= len(choices)]
        named = list(dict.fromkeys(choices[one] for one in numbers))
        alone = len(named) == 1 or (many and not {"NO", RATHER_NOT} & set(named))
        if len(numbers) == len(typed) and named and alone:
            return named if many else named[0]
        say(shown(text["words"]["again"]))


def at_terminal(form: str, language: str, assisted: str, *, work: bool) -> dict[str, Any]:
    """Ask at the terminal; what is asked goes aside, so that programs read nothing but the answer."""

    def say(text: Text) -> None:
        click.echo(text.plain, err=True)

    def ask(question: str) -> str:
        return str(click.prompt(plain(question), default="", show_default=False, err=True))

    return interview(form, language, assisted, work=work, say=say, ask=ask)
