"""The table of what a kind of recipient may be told is whole, and an employer is told the least."""

from directory.codes import ServiceType
from kit import disclosure

TOLD_NOBODY_BUT_HELPERS = {"HEALTH", "HISTORY", "HOUSING", "LEGAL", "NEED", "SAFETY", "STATUS"}
"""What shows why she came, or that somebody helps her."""


def test_every_kind_of_service_has_one_profile_and_no_other_has():
    named = [one for said in disclosure.table()["profiles"].values() for one in said["types"]]

    assert sorted(named) == sorted(ServiceType)


def test_every_category_of_a_profile_is_explained():
    used = {name for said in disclosure.table()["profiles"].values() for name in said["categories"]}

    assert used == set(disclosure.table()["categories"])


def test_whoever_hires_learns_neither_why_she_came_nor_who_helps_her():
    for kind in ("EMPLOYER", "RECRUITMENT_AGENCY", "MICROFINANCE"):
        allowed = disclosure.profile([kind])

        assert allowed.neutral
        assert allowed.over(TOLD_NOBODY_BUT_HELPERS) == sorted(TOLD_NOBODY_BUT_HELPERS)
        assert allowed.within("CONTACT", {"name": "A", "address": "the shelter"}) == (
            {"name": "A"},
            ["CONTACT.address"],
        )
        assert allowed.within("CONTACT", {"address": "the shelter"}) == (None, ["CONTACT.address"])
        assert allowed.within("CONTACT", "the shelter") == (None, ["CONTACT"])
        assert allowed.within("NEED", {}) == (None, ["NEED"])
        assert allowed.within("SKILLS", {"sewing": "years"}) == ({"sewing": "years"}, [])


def test_an_employer_that_does_more_is_an_employer_first():
    allowed = disclosure.profile(["EMPLOYER", "ACCOMMODATION", "MICROFINANCE"])

    assert allowed.neutral
    assert allowed.over(["SAFETY", "HEALTH", "MONEY", "SKILLS"]) == ["HEALTH", "MONEY", "SAFETY"]
    assert allowed.categories["CONTACT"] == {"name", "phone", "email", "when"}
    assert allowed.categories["SKILLS"] is None


def test_a_house_with_several_helping_services_is_told_what_any_of_them_may_be():
    allowed = disclosure.profile(["LANGUAGE_COURSE", "MEDICAL_CARE"])

    assert not allowed.neutral
    assert allowed.over(["EDUCATION", "HEALTH", "MONEY", "CONSENT"]) == ["MONEY"]


def test_what_nobody_knows_is_told_to_nobody():
    assert disclosure.profile([]).over(["CONTACT"]) == disclosure.profile(["PALACE"]).over(["CONTACT"]) == ["CONTACT"]
    assert disclosure.profile(["LEGAL_AID"]).over(["SOMETHING_ELSE"]) == ["SOMETHING_ELSE"]
