"""The database refuses what the reader refuses, in case a condition ever comes another way."""

from typing import Any

import asyncpg
import pytest

from tests.directory.office import Office

INSERT = """INSERT INTO directory.listing_criteria
    (listing_id, number, position, kind, strength, source, disputed, codes, min_level, framework)
    VALUES ($1, 1, 99, $2, $3, 'PROVIDER', false, $4, $5, $6)"""
REFUSED: dict[str, tuple[str, str, list[str], str | None, str | None, str]] = {
    "cooperation as advice": ("COOPERATION", "ADVISED", [], None, None, "criteria_cooperation"),
    "an older DigComp": ("DIGITAL_SKILLS", "REQUIRED", [], "FOUNDATION", "DigComp 2.2", "criteria_digcomp"),
    "an EQF level of 0": ("EDUCATION", "REQUIRED", [], "0", "EQF", "criteria_eqf"),
    "a competence of another list": (
        "COMPETENCE", "REQUIRED", ["http://data.europa.eu/esco/isco/C5120", "urn:cook"], None, None, "criteria_esco"),
}  # fmt: skip


@pytest.mark.parametrize("sentence", REFUSED)
async def test_the_database_refuses(office: Office, owner: Any, sentence: str) -> None:
    *values, constraint = REFUSED[sentence]
    listing = await office.proposed()

    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await owner.execute(INSERT, listing["id"], *values)

    assert refused.value.constraint_name == constraint


async def test_the_database_keeps_two_competences(office: Office, owner: Any) -> None:
    listing = await office.proposed()
    codes = ["http://data.europa.eu/esco/isco/C5120", "http://data.europa.eu/esco/skill/S1.2.3"]

    await owner.execute(INSERT, listing["id"], "COMPETENCE", "REQUIRED", codes, None, None)
    kept = await owner.fetchval("SELECT codes FROM directory.listing_criteria WHERE position = 99")
    assert kept == codes
