"""A caseworker plans a way, and finds services without a line, by command line against a real node."""

import json

HER = {
    "age": 30, "gender": "WOMAN", "languages": [{"language": "de", "level": "PRE_A1"}, {"language": "ar"}],
    "literacy": [{"script": "Latn", "level": "FLUENT"}],
}  # fmt: skip


def test_a_way_is_planned_and_every_step_is_for_her_when_she_comes_to_it(street, listings):
    wanted = street.file("wanted.json", {"serviceTypes": ["LANGUAGE_COURSE"], "areas": ["AT-9"]})
    found = street.does("giulia", "pathways", "-", "--filter", wanted, given=json.dumps(HER))

    assert set(found) == {"pathways", "eligible", "complete", "revision", "language", "wordingOrigin"}
    assert len(found["pathways"]) <= 5
    for way in found["pathways"]:
        assert 2 <= len(way["steps"]) <= 4
        assert {step["match"]["verdict"] for step in way["steps"]} == {"ELIGIBLE"}


def test_what_a_person_reads_of_a_way_fits_80_columns(street, listings):
    done = street.run("giulia", "pathways", "-", given=json.dumps(HER))

    assert done.code == 0
    assert done.out
    assert max(map(len, done.out.splitlines())) <= 80
