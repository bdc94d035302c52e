"""The standard code lists: areas, languages, scripts and competences say the same thing however they are spelt."""

import csv
from pathlib import Path

import pytest
from langcodes import registry_parser

from directory.areas import _table, area_of, chain, contains, name_of
from directory.codes import CefrLevel, DigitalLevel
from directory.errors import UnknownArea, UnknownCode, UnknownLanguage, UnknownScript
from directory.esco import esco_uri
from directory.languages import _macrolanguages, language_of, script_of

DATA = Path(__file__).parents[3] / "shared" / "data"
# ISO 3166-2: subdivisions of the five countries, and how many of them are regions with others inside.
SUBDIVISIONS = {"AT": 9, "BG": 28, "GR": 14, "IT": 20 + 107, "RO": 42}
# NUTS 2021, Regulation (EU) 2019/1755: units of the smallest level.
SMALLEST = {"AT": 35, "BG": 28, "EL": 52, "IT": 107, "RO": 42}


@pytest.mark.parametrize("country", SUBDIVISIONS)
def test_every_subdivision_of_the_five_countries_is_known(country: str) -> None:
    found = [code for code in _table() if code.startswith(f"{country}-")]

    assert len(found) == SUBDIVISIONS[country]
    assert all(name_of(code) for code in found)
    assert all(contains(country, area_of(code)) for code in found)


@pytest.mark.parametrize("country", SMALLEST)
def test_every_smallest_unit_of_nuts_is_known_once(country: str) -> None:
    rows = _table().items()
    three = {code for code, _ in rows if "-" not in code and len(code) == 5 and code.startswith(country)}
    three |= {str(row["nuts"]) for _, row in rows if len(str(row.get("nuts", ""))) == 5}
    three |= {f"{row['nuts']}0" for _, row in rows if row.get("nuts") in {"AT13", "ITC2"}}
    mine = {code for code in three if code.startswith(country)}

    assert len(mine) == SMALLEST[country]
    assert all(country.replace("EL", "GR") in chain(area_of(code)) for code in mine)


@pytest.mark.parametrize(
    ("spelt", "code"),
    [("AT13", "AT-9"), ("at130", "AT-9"), ("EL30", "GR-I"), ("EL3", "GR-I"), ("EL", "GR"), ("EL-I", "GR-I"),
     ("ITH1", "IT-BZ"), ("ITH10", "IT-BZ"), ("ITC20", "IT-23"), ("IT-AO", "IT-23"), ("ITC47", "IT-BS"),
     ("ITG2H", "IT-SU"), ("EL301", "EL301"), ("AT1", "AT1"), ("DE-BE", "DE-BE"), ("DE30", "DE30")],
)  # fmt: skip
def test_one_area_has_one_spelling(spelt: str, code: str) -> None:
    assert area_of(spelt) == code


@pytest.mark.parametrize("code", ["AT-10", "ÄT", "AT139", "BG-29", "BG417", "EL308", "ITC4E", "RO-XX", "RO5", "XX",
                                  "A", "AT-9; DROP", "AT114"])  # fmt: skip
def test_an_area_that_does_not_exist_is_refused(code: str) -> None:
    with pytest.raises(UnknownArea):
        area_of(code)


@pytest.mark.parametrize(
    ("outer", "inner"),
    [("IT", "IT-62"), ("IT-62", "IT-RM"), ("ITI", "IT-RM"), ("ITI4", "ITI43"), ("IT-25", "ITC47"), ("ITH", "IT-TN"),
     ("IT-32", "ITH20"), ("EL", "EL301"), ("EL3", "EL306"), ("GR-I", "EL301"), ("AT1", "AT-9"), ("AT-2", "AT211"),
     ("BG3", "BG-03"), ("BG41", "BG-22"), ("RO3", "RO-B"), ("RO32", "RO-IF")],
)  # fmt: skip
def test_an_area_lies_in_its_region_and_never_the_other_way(outer: str, inner: str) -> None:
    wide, narrow = area_of(outer), area_of(inner)

    assert contains(wide, narrow)
    assert not contains(narrow, wide)


@pytest.mark.parametrize(
    ("tag", "language"),
    [("kmr", "kmr"), ("CKB", "ckb"), ("ku-Arab", "ku"), ("pt-BR", "pt"), ("pt-PT", "pt"), ("zh-Hant-TW", "zh"),
     ("cmn", "cmn"), ("yue", "yue"), ("zh-yue", "yue"), ("nob", "nb"), ("nn", "nn"), ("arz", "arz"), ("prs", "prs"),
     ("fa-AF", "fa"), ("swc", "swc"), ("in", "id"), ("twi", "tw"), ("kur", "ku"), ("pnb", "pnb"), ("rmy", "rmy"),
     ("als", "als"), ("sr-Latn", "sr"), ("hr", "hr"), ("bs", "bs"), ("cnr", "cnr"), ("sh", "sr"), ("iw", "he"),
     ("mo", "ro"), ("tir", "ti"), ("fil", "fil")],
)  # fmt: skip
def test_a_tag_stands_for_its_language(tag: str, language: str) -> None:
    assert language_of(tag) == language


def test_the_macrolanguages_are_those_of_the_registry_but_for_serbo_croatian() -> None:
    registry = {
        each["Subtag"]: each["Macrolanguage"]
        for each in registry_parser.parse_registry()
        if each["Type"] == "language" and "Macrolanguage" in each
    }

    assert _macrolanguages() == {tag: macro for tag, macro in registry.items() if macro != "sh"}
    assert {tag for tag, macro in registry.items() if macro == "sh"} == {"sr", "hr", "bs", "cnr"}


@pytest.mark.parametrize("tag", ["", "xx-nowhere", "und", "mul", "qaa", "german", "de de", "e" * 40])
def test_what_names_no_language_is_refused(tag: str) -> None:
    with pytest.raises(UnknownLanguage):
        language_of(tag)


@pytest.mark.parametrize("code", ["Xxxx", "Zzzz", "Qaaa", "Latin", "La"])
def test_what_names_no_script_is_refused(code: str) -> None:
    with pytest.raises(UnknownScript):
        script_of(code)


ESCO = "http://data.europa.eu/esco/"


@pytest.mark.parametrize("form", ["skill/01f10952-cb59-4347-9aee-d4fbc51c870a", "skill/S1.2.3", "skill/L1",
                                  "occupation/01f10952-cb59-4347-9aee-d4fbc51c870a", "isco/C5120"])  # fmt: skip
def test_a_competence_is_an_address_of_esco(form: str) -> None:
    assert esco_uri(ESCO + form) == ESCO + form
    assert esco_uri("https" + ESCO[4:] + form) == ESCO + form


@pytest.mark.parametrize("address", ["", "cook", ESCO, ESCO + "skill/1", ESCO + "isco/C51200", ESCO + "isco/5120",
                                     "ftp" + ESCO[4:] + "isco/C1", "http://data.europa.eu.example/esco/isco/C1",
                                     ESCO + "isco/C1/../x", ESCO + "isco/C1\n"])  # fmt: skip
def test_another_address_is_none_of_esco(address: str) -> None:
    with pytest.raises(UnknownCode):
        esco_uri(address)


def _column(folder: str, name: str, column: str) -> list[str]:
    path = DATA / folder / name
    if not path.exists():
        pytest.skip(f"the data folder {folder} is not here")
    with path.open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]


@pytest.mark.parametrize("name", ["ISCOGroups_en.csv", "languageSkillsCollection_en.csv"])
def test_every_address_that_esco_publishes_is_taken(name: str) -> None:
    addresses = _column("esco", name, "conceptUri")

    assert len(addresses) > 300
    assert [each for each in addresses if esco_uri(each) != each] == []


def test_digcomp_has_our_four_levels() -> None:
    rows = zip(
        _column("digcomp", "levels.en.csv", "location"), _column("digcomp", "levels.en.csv", "source"), strict=True
    )
    names = [source for where, source in rows if where.endswith("four_level_name")]

    assert list(dict.fromkeys(names)) == ["Basic", "Intermediate", "Advanced", "Highly advanced"]
    assert len(DigitalLevel) == 4


def test_cefr_begins_before_a1() -> None:
    assert [each.value for each in CefrLevel] == ["PRE_A1", "A1", "A2", "B1", "B2", "C1", "C2"]
