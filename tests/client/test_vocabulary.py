"""A condition, the reason of a decline and the question to her are one word each, so that each corrects a listing."""

import re

from client.accounts import data, items
from client.excluding import CONFLICT
from directory import learning_rules
from directory.codes import CriterionKind, ReportKind, Severity
from referrals.model import DeclineClass
from tests.conftest import ROOT

KINDS = {str(kind) for kind in CriterionKind}


def test_each_reason_of_a_decline_is_a_condition_or_one_of_two_others():
    codes = data("decline")["codes"]

    assert set(codes) == KINDS | {"NO_INTERPRETER", CONFLICT}
    assert {each for classes in codes.values() for each in classes} <= {str(each) for each in DeclineClass}
    assert all(codes.values())


def test_she_is_asked_about_conditions_by_their_own_words():
    asked = {one["id"].removeprefix("2.") for one in items().values() if one["feeds"] == "CRITERION"}

    assert asked
    assert asked <= KINDS
    assert {one["id"] for one in items().values() if one["id"].startswith("2.")} == {f"2.{each}" for each in asked}


def test_what_her_answers_prompt_is_reported_in_words_that_the_directory_learns_from():
    prompts = data("prompts")["prompts"]
    named = {one for item in items().values() for one in item.get("prompts", {}).values()}
    kinds = {each["report"] for each in prompts.values() if each.get("report")}

    assert named <= set(prompts)
    assert kinds <= {str(kind) for kind in ReportKind}
    for each in prompts.values():
        if each.get("report") in {str(kind) for kind in learning_rules.HOW_BAD}:
            assert each["level"] in {str(bad) for bad in Severity}


def test_every_kind_of_report_has_a_rule():
    assert {kind for rule in learning_rules.RULES for kind in rule.kinds} == set(ReportKind)


def test_the_database_knows_the_same_words():
    text = (ROOT / "directory" / "sql" / "migrations" / "0007_the_directory_learns.sql").read_text(encoding="utf-8")
    lists = {
        name: set(re.findall(r"'(\w+)'", said))
        for name, said in re.findall(r"CONSTRAINT (\w+) CHECK \((.+?)\)\)", text, re.DOTALL)
    }

    assert lists["reports_kind"] == {str(kind) for kind in ReportKind}
    assert lists["reports_criterion"] == KINDS
    assert lists["reports_severity"] == {str(bad) for bad in Severity}
