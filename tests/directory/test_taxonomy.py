"""Our published words: complete, unambiguous, the same on every node, and mapped to words that others know."""

import csv
import json
from pathlib import Path
from uuid import UUID

import pytest

from directory import taxonomy
from directory.codes import CriterionKind, FeeRule, ServiceType
from directory.content import Criterion, Fee, InterpreterOffer
from directory.hsds_faults import Terms
from directory.hsds_words import eligibility, fees, interpreting
from directory.reading_criteria import CODES

THEIRS = Path(__file__).parents[3] / "shared" / "data" / "open-eligibility"


def codes(name: str) -> list[str]:
    return [each["code"] for each in taxonomy.terms() if each["taxonomy"] == name]


def test_every_service_type_every_kind_of_condition_and_every_code_has_its_term() -> None:
    kinds = [code for kind in CriterionKind for code in (kind, *(f"{kind}/{each}" for each in CODES.get(kind, ())))]

    assert codes(taxonomy.SERVICE_TYPES) == list(ServiceType)
    assert codes(taxonomy.CRITERIA) == kinds


def test_every_id_stands_for_one_thing_and_every_uri_is_that_id() -> None:
    records = [*taxonomy.taxonomies(), *taxonomy.terms()]
    ids = [each["id"] for each in records]

    assert len(set(ids)) == len(ids)
    assert [str(UUID(each)) for each in ids] == ids
    assert [each.get("uri", each.get("term_uri")) for each in records] == [f"urn:uuid:{each}" for each in ids]
    assert all(taxonomy.meaning(each["id"]) == (each["taxonomy"], each["code"]) for each in taxonomy.terms())
    assert taxonomy.meaning("other") is None


def test_ids_that_were_published_once_stay_what_they_are() -> None:
    assert taxonomy.profile_uri() == "urn:uuid:80f5bd12-081b-561e-9fc7-faca3e6fc78b"
    assert taxonomy.term(taxonomy.SERVICE_TYPES, "LEGAL_AID")["id"] == "39d5c3d2-4812-58ba-b30e-1d76c2d2d0b5"
    assert taxonomy.term(taxonomy.CRITERIA, "RESIDENCE_STATUS/REFUGEE")["id"] == "040b4179-6332-5d38-b1c0-4b633fc0678b"
    assert taxonomy.term(taxonomy.FACTS, "ACCEPTING")["id"] == "f3c9fa02-8cbf-5680-8452-ec8dd6b49f7e"


def test_no_term_stands_under_itself_and_every_parent_is_there() -> None:
    terms, ids = Terms(), {each["id"] for each in taxonomy.terms()}
    for each in taxonomy.terms():
        if "parent_id" in each:
            terms.add(each["id"], each["parent_id"])
            assert each["parent_id"] in ids

    assert not [each["code"] for each in taxonomy.terms() if terms.in_cycle(each["id"])]


def test_every_service_type_maps_to_open_eligibility_and_the_mapping_names_its_source_and_licence() -> None:
    mapping = taxonomy.mapping()

    assert {each["code"] for each in mapping["terms"] if each["taxonomy"] == "service types"} == set(ServiceType)
    assert {each["match"] for each in mapping["terms"]} <= {"exact", "close", "broad", "related"}
    for each in mapping["terms"]:
        assert taxonomy.term(f"TOLERANT {each['taxonomy']}", each["code"])
    assert "openeligibility" in mapping["source"]
    assert "CC BY-SA 3.0" in mapping["licence"]


@pytest.mark.skipif(not THEIRS.exists(), reason="the public data folder is not beside the checkout")
def test_every_term_that_the_mapping_names_is_in_open_eligibility_under_that_name() -> None:
    names: dict[str, str] = {}
    for path in (THEIRS / "hasadna-services.csv", THEIRS / "hasadna-situations.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for slug, *levels in csv.reader(file):
                names[slug] = [name for name in levels[::2] if name][-1]

    assert {each["term"]: each["name"] for each in taxonomy.mapping()["terms"]}.items() <= names.items()


def test_conditions_are_said_in_sentences_for_readers_without_our_codes() -> None:
    said = eligibility(
        [
            Criterion(CriterionKind.AGE, minimum=17, maximum=25.5),
            Criterion(CriterionKind.GENDER, codes=("WOMAN",), disputed=True),
            Criterion(CriterionKind.DOCUMENT, codes=("ID_DOCUMENT", "CV")),
            Criterion(CriterionKind.COOPERATION, text="A report to the police."),
        ],
        ["Ring twice"],
    )

    assert said == (
        "Age: years 17 to 25.5. Gender: woman (disputed). Document: ID document, CV. "
        "Cooperation with authorities: A report to the police. Not machine-checked: Ring twice"
    )
    assert eligibility([], []) is None
    assert (fees(None), fees(Fee(FeeRule.FREE))) == (None, "Free.")
    assert interpreting(InterpreterOffer(("ar",), True)) == "Interpreting: Arabic. Women can come."


def test_the_files_are_plain_json_that_other_programs_can_take() -> None:
    folder = Path(taxonomy.__file__).parent
    for name in ("taxonomy.json", "open_eligibility.json", "hsds_profile.json"):
        text = (folder / name).read_text(encoding="utf-8")
        assert json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n" == text
