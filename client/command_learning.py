"""Commands of a directory that learns: report about a service, look at checks, and read what is published."""

import json
from pathlib import Path
from typing import Any

import click

from client import indicator_pages as pages
from client import indicator_words as wording
from client.keystore import replace
from client.plain import line
from client.session import Tolerant
from client.show import say
from client.terminal import FILE, main, object_of, reading, run

PATH = click.Path(dir_okay=False, path_type=Path)
SEVERITY = click.Choice(["AMBER", "RED"])
KINDS = click.Choice(
    ["SAFEGUARDING", "CONFIDENTIALITY", "DISCRIMINATION", "CRITERION_STRICTER", "CRITERION_LOOSER", "ELIGIBLE_DECLINED",
     "NOT_SAFE_AGAIN"]
)  # fmt: skip


@main.command("report-service")
@click.argument("listing")
@click.argument("version", type=int)
@click.argument("kind", type=KINDS)
@click.option("--criterion", help="Which condition, for the two kinds about one, such as LANGUAGE.")
@click.option("--severity", type=SEVERITY, help="For safety, confidentiality and discrimination.")
@click.option("--will-not-expose-her", is_flag=True, help="You made sure that nobody can tell it was she.")
def report_service(
    listing: str, version: int, kind: str, criterion: str | None, severity: str | None, will_not_expose_her: bool
) -> None:
    """Report about a service to which you sent somebody.

    Confirm with her first that it does not expose her. The node keeps the day, neither the referral nor you.
    """
    run(
        lambda t: t.report_listing(
            listing, version, kind, criterion=criterion, severity=severity, will_not_expose_her=will_not_expose_her
        ),
        lambda _: say("It was kept: the day, neither the referral nor who said it."),
    )


@main.command()
@click.argument("listing")
def checks(listing: str) -> None:
    """List the open checks of a listing (secretariat).

    It shows what asked for each. To the provider each of them is a routine check.
    """
    run(lambda t: t.listing_checks(listing), _checks)


def _checks(found: list[dict[str, Any]]) -> None:
    for each in found:
        about = f" {line(each['criterion'])}" if each["criterion"] else ""
        say(f"{line(each['id'])}  {line(each['rule'])}{about}  until {line(each['dueOn'])}")
    if not found:
        say("No check is open.")


@main.command("end-check")
@click.argument("check")
def end_check(check: str) -> None:
    """End a check that needs no renewal (secretariat)."""
    run(lambda t: t.end_check(check), lambda _: say("It is done."))


@main.command()
@click.argument("period", required=False)
@click.option("--csv", "as_csv", is_flag=True, help="As a table for a spreadsheet.")
@click.option("--chart", is_flag=True, help="As JSON for a chart program: labels and values.")
@click.option("--pdf", type=PATH, help="Write a report for funders into this file.")
def indicators(period: str | None, as_csv: bool, chart: bool, pdf: Path | None) -> None:
    """Show what was published of a half-year.

    PERIOD is one such as 2026-H1. Without one, name those that were published.
    """
    if period is None:
        run(lambda t: t.indicator_periods(), lambda found: say("\n".join(found) or "Nothing is published yet."))
        return

    async def act(t: Tolerant) -> Any:
        found = await t.indicators(period)
        if pdf:
            _write(pdf, found)
        return pages.charts(found) if chart else found

    def show(found: Any) -> None:
        if pdf:
            say(f"Written to {pdf}.")
        elif chart:
            click.echo(json.dumps(found, indent=1))
        elif as_csv:
            click.echo(pages.table(found), nl=False)
        else:
            _report(found)

    run(act, show)


def _write(path: Path, found: Any) -> None:
    from client.indicator_paper import paper  # it takes longer to load than all the rest

    with reading(path):
        replace(path.absolute(), paper(found))


def _report(found: dict[str, Any]) -> None:
    for each in found["lists"]:
        say(wording.LISTS[each["name"]][0])
        for cell in each["cells"]:
            say(f"  {cell['count']:>6}  {cell['share']:>3} %  {line(wording.together(cell['categories'], 2))}")
        if each["hidden"]:
            say(f"  {wording.TOO_FEW}")
    for each in found["medians"]:
        days = wording.TOO_FEW_DAYS if each["days"] is None else f"{each['days']} days"
        say(f"{wording.MEDIANS[each['name']]}: {days}")


@main.command("count-by-hand")
@click.argument("period")
@click.argument("counts", type=FILE)
def count_by_hand(period: str, counts: Path) -> None:
    """Give your counts of what the node cannot know.

    COUNTS is JSON: {"FELT_SAFE": {"YES": 9}, "AS_TOLD": {"AS_TOLD": 8}, "UNMET_NEED": {"CHILDCARE@AT-9": 6}}.
    They replace what you gave for this half-year before.
    """
    said = object_of(counts)
    given = [
        {"list": name, "category": category, "count": count}
        for name, cells in said.items() if isinstance(cells, dict) for category, count in cells.items()
    ]  # fmt: skip
    run(lambda t: t.contribute_counts(period, given), lambda count: say(f"{count} numbers were taken."))
