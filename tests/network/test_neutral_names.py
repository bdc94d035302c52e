"""An organisation chooses a name for employers, and no name that says whom it helps."""

from dataclasses import replace

import pytest

from kit.errors import Refusal
from network import neutral, neutral_rules
from network.model import Role
from network.neutral_errors import NameTells


@pytest.mark.parametrize(
    "name", ["Casa Luna", "The casa  luna office", "TOLERANT office", "Opferhilfe", "ＶＩＣＴＩＭ desk"]
)
def test_a_name_that_says_who_it_is_or_whom_it_helps_is_refused(name):
    with pytest.raises(NameTells):
        neutral_rules.check(name.replace("  ", " "), "Casa Luna")


def test_a_name_that_any_office_could_have_is_taken():
    assert neutral_rules.check("  Training office Rome ", "Casa Luna") == "Training office Rome"


async def test_an_administrator_chooses_it_and_a_caseworker_does_not(street, owner):
    admin = (await street.admit(await street.found(), "Casa Luna")).caller
    context = street.context_of(admin)
    async with context.write() as tx:
        assert await neutral.own_name(tx, admin) == neutral.UNNAMED
        await neutral.set_name(tx, admin, "Office Nine", now=context.now)
        await neutral.set_name(tx, admin, "Office Ten", now=context.now)
        assert await neutral.own_name(tx, admin) == "Office Ten"
        assert await neutral.shown_as(tx, admin.member_id, neutral=False) == "Casa Luna"
    before = await owner.fetch("SELECT * FROM network.neutral_names")
    caseworker = replace(admin, roles=frozenset({Role.CASEWORKER}))

    with pytest.raises(Refusal) as refused:
        async with street.context_of(caseworker).write() as tx:
            await neutral.set_name(tx, caseworker, "Office Eleven", now=context.now)

    assert refused.value.code == "ROLE_MISSING"
    assert await owner.fetch("SELECT * FROM network.neutral_names") == before
