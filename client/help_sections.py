"""What `tolerant --help` lists, by who does what and in the order of the work, since nobody finds one in 120 names."""

from collections.abc import Iterator, Mapping

import click

SECTIONS = (
    ("Find a service", ("match", "finding", "listings", "words", "labels")),
    ("Her need, and her yes or no", ("needs", "notice", "asking", "excluding", "safety", "slips", "letters")),
    ("What was sent, to its end", ("casework", "steps", "assigning", "report-service", "fhir")),
    ("Her consent afterwards", ("consent",)),
    ("Her card, her code, her own account", ("hers", "her_code", "feedback")),
    ("What was received", ("intake", "erasing")),
    ("News", ("news", "mail")),
    ("Those who offer services", ("owning",)),
    ("The secretariat and the network", ("vetting", "learning", "secretariat")),
    ("Devices, colleagues and keys", ("people", "recovery", "deciding")),
)
"""A heading, and what stands under it: a command, or all others of a module `client.command_…`."""
LONGEST = 62
_APART = {word for _, words in SECTIONS for word in words}


def write(commands: Mapping[str, click.Command], page: click.HelpFormatter) -> None:
    """Write the commands under their headings."""
    width = max(map(len, commands), default=0)
    for heading, rows in sections(commands):
        with page.section(heading):
            page.write_dl([(name.ljust(width), line) for name, line in rows])


def sections(commands: Mapping[str, click.Command]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Give each heading with the names and lines of its commands."""
    for heading, words in SECTIONS:
        found = [(words.index(word), name) for name in commands if (word := _word(name, commands[name])) in words]
        rows = sorted(found, key=lambda each: each[0])
        yield heading, [(name, commands[name].get_short_help_str(LONGEST)) for _, name in rows]


def _word(name: str, command: click.Command) -> str:
    return name if name in _APART else str(getattr(command.callback, "__module__", "")).rpartition("command_")[2]
