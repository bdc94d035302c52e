"""Commands that hand a need or a referral out in the words of other systems."""

import json
from pathlib import Path
from typing import Any

import click

from client import show
from client.keystore import replace
from client.session import Tolerant
from client.terminal import main, reading, run


@main.command()
@click.argument("need_id", required=False)
@click.option("--referral", "referral_id", help="One referral instead, as your organisation sees it.")
@click.option("--gravity", is_flag=True, help="Only the statuses that Gravity (SDOH Clinical Care) knows.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it into this file, for you alone.")
def fhir(need_id: str | None, referral_id: str | None, gravity: bool, out: Path | None) -> None:
    """Hand a need out as FHIR R4.

    A Bundle of ServiceRequest, Task and Consent. It names nobody, but says who refers to whom and when: keep
    it as you keep a case.
    """
    if bool(need_id) == bool(referral_id):
        raise click.UsageError("Name the need, or one referral with --referral.")

    async def act(t: Tolerant) -> Any:
        if need_id:
            bundle = await t.fhir(need_id, gravity=gravity)
        else:
            bundle = await t.fhir_referral(referral_id or "", gravity=gravity)
        return _write(out, bundle) if out else bundle

    run(act, lambda found: show.say(f"Written to {out}." if out else json.dumps(found, indent=1)))


def _write(path: Path, bundle: dict[str, Any]) -> dict[str, str]:
    with reading(path):
        replace(path.absolute(), json.dumps(bundle, indent=1).encode() + b"\n")
    return {"file": str(path)}
