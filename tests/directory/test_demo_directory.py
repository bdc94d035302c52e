"""The demonstration directory is wide enough to try everything on, and cannot be taken for real."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from directory.reading import parse_content

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "demo" / "directory"
COUNTRIES = {"AT": "de", "BG": "bg", "GR": "el", "IT": "it", "RO": "ro"}
_SERVICE_TYPES = """
    ACCOMMODATION MEDICAL_CARE PSYCHOLOGICAL_SUPPORT LEGAL_AID CULTURAL_MEDIATION INTERPRETING PEER_EDUCATION
    LANGUAGE_COURSE LITERACY_COURSE DIGITAL_SKILLS LIFE_AND_SOFT_SKILLS VOCATIONAL_ORIENTATION VOCATIONAL_TRAINING
    RECOGNITION_OF_QUALIFICATIONS CONTINUING_EDUCATION PUBLIC_EMPLOYMENT_DESK RECRUITMENT_AGENCY EMPLOYER MENTORING
    SOCIAL_BUSINESS_STARTUP MICROFINANCE CHILDCARE LABOUR_RIGHTS_ADVICE MATERIAL_SUPPORT OTHER
"""
SERVICE_TYPES = set(_SERVICE_TYPES.split())
_KINDS = """
    AGE GENDER RESIDENCE_STATUS LABOUR_ACCESS LANGUAGE LITERACY DIGITAL_SKILLS EDUCATION CHILDREN COMPETENCE DOCUMENT
    AREA REGISTRATION FEE COOPERATION INTAKE_GROUP OTHER
"""
KINDS = set(_KINDS.split())
_VACANCY = """
    employer workplace title startDate duration paidLeave noticePeriod basicPay payFrequency workingTime
    collectiveAgreement
"""
VACANCY = set(_VACANCY.split())
SCRIPTS = {"bg": r"[\u0400-\u04ff]", "uk": r"[\u0400-\u04ff]", "el": r"[\u0370-\u03ff]", "ar": r"[\u0600-\u06ff]"}


def story() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DEMO / "story.json").read_text("utf-8"))
    return found


def members() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DEMO / "members.json").read_text("utf-8"))["members"]
    return found


SHIPPED: list[dict[str, Any]] = [
    json.loads(line)
    for path in sorted((DEMO / "listings").glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]
EVERY: list[dict[str, Any]] = SHIPPED + story()["proposals"]
by_id = pytest.mark.parametrize("listing", EVERY, ids=[each["sourceId"] for each in EVERY])


@by_id
def test_every_listing_is_accepted_by_the_model(listing: dict[str, Any]) -> None:
    assert parse_content(listing)


def test_there_are_fifty_or_more_listings_and_ten_or_more_in_each_country() -> None:
    countries = Counter(each["provider"]["country"] for each in SHIPPED)

    assert len(SHIPPED) >= 50
    assert set(countries) == set(COUNTRIES)
    assert min(countries.values()) >= 10


def test_every_source_id_is_used_once() -> None:
    assert len({each["sourceId"] for each in EVERY}) == len(EVERY)


def test_every_service_type_is_offered_somewhere() -> None:
    assert {code for each in SHIPPED for code in each["serviceTypes"]} == SERVICE_TYPES


def test_every_criterion_kind_is_used_and_all_but_cooperation_several_times() -> None:
    kinds = Counter(row["kind"] for each in SHIPPED for row in each["criteria"])

    assert set(kinds) == KINDS
    assert kinds["COOPERATION"] == 1
    assert all(count >= 3 for kind, count in kinds.items() if kind != "COOPERATION")


def test_accepting_fees_routes_and_unchecked_text_are_mixed() -> None:
    assert {each["accepting"]["value"] for each in SHIPPED} == {"YES", "WAITLIST", "NO", "UNKNOWN"}
    assert {each["fee"]["rule"] for each in SHIPPED} == {"FREE", "COVERED", "AMOUNT"}
    assert {each["route"] for each in SHIPPED} == {"SEALED", "INTRODUCTION_SLIP", "BROKERED"}
    assert sum(bool(each["uncheckedText"]) for each in SHIPPED) >= 3
    assert any(row["disputed"] for each in SHIPPED for row in each["criteria"])


@by_id
def test_texts_are_in_english_and_the_countrys_language(listing: dict[str, Any]) -> None:
    for part in ("names", "descriptions"):
        languages = [each["language"] for each in listing[part]]
        assert {"en", COUNTRIES[listing["provider"]["country"]]} <= set(languages)
        assert len(languages) == len(set(languages))


@by_id
def test_a_text_is_written_in_the_script_of_its_language(listing: dict[str, Any]) -> None:
    for each in listing["names"] + listing["descriptions"]:
        script = SCRIPTS.get(each["language"], r"[A-Za-z]")
        assert len(re.findall(script, each["text"])) > len(each["text"]) / 2, each["text"]


@by_id
def test_nothing_can_be_taken_for_a_real_organisation(listing: dict[str, Any]) -> None:
    provider = listing["provider"]

    assert listing["demonstration"] is True
    assert provider["name"].endswith("(Demo)")
    assert provider["website"].endswith(".example")
    assert provider["email"].endswith(".example")
    assert provider["phone"] is None
    assert not re.search(r"https?://(?!data\.europa\.eu/esco/)", json.dumps({**listing, "provider": None}))


@by_id
def test_a_place_to_live_is_never_shown(listing: dict[str, Any]) -> None:
    if "ACCOMMODATION" in listing["serviceTypes"]:
        assert {each["visibility"] for each in listing["places"]} <= {"NEVER", "ON_ACCEPTANCE"}


@by_id
def test_a_vacancy_states_all_that_a_contract_must_state(listing: dict[str, Any]) -> None:
    if "EMPLOYER" in listing["serviceTypes"]:
        assert set(listing["vacancy"]) == VACANCY
        assert all(isinstance(value, str) and value.strip() for value in listing["vacancy"].values())
    else:
        assert listing["vacancy"] is None


@by_id
def test_a_vacancy_is_outside_care_cleaning_and_housekeeping(listing: dict[str, Any]) -> None:
    if listing["vacancy"]:
        assert not re.search(r"care|clean|housekeep|domestic", listing["vacancy"]["title"], re.IGNORECASE)


@by_id
def test_start_up_support_and_microfinance_cost_her_nothing(listing: dict[str, Any]) -> None:
    if {"SOCIAL_BUSINESS_STARTUP", "MICROFINANCE"} & set(listing["serviceTypes"]):
        assert listing["fee"]["rule"] in ("FREE", "COVERED")


@by_id
def test_only_members_receive_sealed_referrals(listing: dict[str, Any]) -> None:
    known = {each["sourceId"] for each in members()}

    assert (listing["route"] == "SEALED") == (listing["provider"]["member"] is not None)
    assert listing["provider"]["member"] in known | {None}
    assert (listing["brokerMember"] in known) == (listing["route"] == "BROKERED")


def test_courses_chain_from_nothing_to_a_trade() -> None:
    """Guide xiii: where nothing fits today, a course today may open a door tomorrow."""
    steps = {
        (row["language"], row.get("minLevel"), out["level"])
        for each in EVERY
        for row in each["criteria"]
        for out in each["outcomes"]
        if row["kind"] == "LANGUAGE" and out["kind"] == "LANGUAGE"
    }

    for language in ("de", "it"):
        assert {(language, None, "A1"), (language, "A1", "A2"), (language, "A2", "B1")} <= steps
        assert any(
            row["kind"] == "LANGUAGE" and row["language"] == language and row.get("minLevel") == "B1"
            for each in SHIPPED
            if "VOCATIONAL_TRAINING" in each["serviceTypes"]
            for row in each["criteria"]
        )


def test_the_story_offers_two_courses_in_vienna_that_she_can_ask_for() -> None:
    told = story()
    offered = {each["sourceId"]: each for each in EVERY}

    assert told["chosen"] in offered
    assert told["other"] in offered
    for source_id in (told["chosen"], told["other"]):
        assert told["expected"][source_id] in ("ELIGIBLE", "ASK")
        assert offered[source_id]["areasServed"] == ["AT-9"]
        assert offered[source_id]["route"] == "SEALED"


def test_the_storys_own_listings_are_not_loaded_beforehand() -> None:
    assert not {each["sourceId"] for each in story()["proposals"]} & {each["sourceId"] for each in SHIPPED}


def test_the_members_have_every_role_and_a_secretariat_with_two_reviewers() -> None:
    roles = {role for each in members() for person in each["staff"] for role in person["roles"]}
    reviewers = [
        p for each in members() if each["kind"] == "SECRETARIAT" for p in each["staff"] if "SECRETARIAT" in p["roles"]
    ]

    assert roles == {"CASEWORKER", "INTAKE", "ORG_ADMIN", "SECRETARIAT", "AUDITOR"}
    assert len(reviewers) >= 2
    assert all(any("ORG_ADMIN" in person["roles"] for person in each["staff"]) for each in members())


def test_a_member_and_its_listings_have_the_same_name() -> None:
    names = {each["sourceId"]: each["name"] for each in members()}

    for each in EVERY:
        if each["provider"]["member"]:
            assert each["provider"]["name"] == names[each["provider"]["member"]]


def test_the_checklist_covers_three_parts_and_asks_every_question_once() -> None:
    questions = json.loads((ROOT / "directory" / "checklist.json").read_text("utf-8"))["questions"]

    assert 28 <= len(questions) <= 36
    assert {each["part"] for each in questions} == {"ACCESSIBILITY", "RELIABILITY", "SAFETY"}
    assert len({each["id"] for each in questions}) == len({each["question"] for each in questions}) == len(questions)
    assert all(each["question"].endswith("?") and each["why"] and each["guideSection"] for each in questions)
    assert all(each["appliesTo"] == "ALL" or set(each["appliesTo"]) <= SERVICE_TYPES for each in questions)


def test_every_permit_name_waits_for_a_lawyer_and_names_its_source() -> None:
    found = json.loads((ROOT / "directory" / "permits.json").read_text("utf-8"))

    for each in found["permits"]:
        assert each["code"] in found["codes"][each["codeList"]]
        assert each["country"] in COUNTRIES
        assert each["language"] == COUNTRIES[each["country"]]
        assert each["source"]
        assert each["status"] == "to be confirmed by a lawyer"
