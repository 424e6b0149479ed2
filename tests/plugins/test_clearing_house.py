"""Records for the clearing-house of the CBD."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from cbreport.answering import Answer
from cbreport.documents import formats_for, render
from tests.alike import is_register
from tests.documents.planted import EXAMPLES, SECRET, example, planted
from tests.plugins.installed import report

RECORDS = [
    name
    for name in EXAMPLES
    if (form := example(name).form).convention == "cbd"
    and form.id != "cbd-complementary-measures"
    and not is_register(form)
]
OTHER = "5B6177DD-5E5E-434E-8CB7-D63D67D5EBED"


def record(form: str, answers: dict[str, Any], party: str = "KEN") -> dict[str, Any]:
    made: dict[str, Any] = json.loads(render(report("cbd", form, answers, party=party), "chm-json"))
    return made


def initiative(**answers: Any) -> dict[str, Any]:
    return record("cbd-capacity-initiative", {key.replace("_", "-"): each for key, each in answers.items()})


@pytest.mark.parametrize("name", RECORDS)
def test_every_example_becomes_a_record(name: str) -> None:
    made = example(name)
    told = json.loads(render(made, "chm-json"))
    assert list(told)[:2] == ["header", "government"]
    assert set(told["header"]) == {"identifier", "schema", "languages"}
    assert str(UUID(told["header"]["identifier"])).upper() == told["header"]["identifier"]
    assert told["header"]["languages"]
    assert told["government"]["identifier"].islower()
    assert len(told["government"]["identifier"]) == 2
    assert len(told) > 3


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("audience", ["party", "public"])
def test_nothing_private_is_in_a_record_whoever_asks(name: str, audience: Any) -> None:
    assert SECRET not in render(planted(example(name)), "chm-json", audience=audience).decode()


@pytest.mark.parametrize("name", ["cop14-ken.json", "xiii-23-ken.json", "core-2026-ken.json"])
def test_there_is_none_of_other_forms(name: str) -> None:
    assert "chm-json" not in formats_for(example(name))


def test_texts_stand_by_language_and_markup_stays_text() -> None:
    text = "Rangers & <b>others</b>\n\nNext year"
    told = initiative(description=Answer(text, language="en", translations={"fr": "Gardes", "es": " "}))
    assert told["description"] == {
        "en": "<p>Rangers &amp; &lt;b&gt;others&lt;/b&gt;</p><p>Next year</p>",
        "fr": "<p>Gardes</p>",
    }
    assert initiative(title=Answer("A <script> & B", language="en"))["title"] == {"en": "A &lt;script&gt; &amp; B"}


def test_terms_are_those_of_the_thesaurus_or_its_other_in_words() -> None:
    categories = Answer(["experiential-learning", "training", "other"], details={"other": "Games"}, language="en")
    told = initiative(categories=categories, gbf_targets=["GBF-TARGET-20"])
    assert told["categories"] == [
        {"identifier": "FE6EC4EA-55E7-4E90-80AD-FE4B54707B73"},
        {"identifier": OTHER, "customValue": {"en": "Courses and workshops"}},
        {"identifier": OTHER, "customValue": {"en": "Games"}},
    ]
    assert told["gbfTargets"] == [{"identifier": "GBF-TARGET-20"}]


def test_countries_links_figures_and_references() -> None:
    told = initiative(
        **{
            "languages": ["fr", "en"],
            "geographic-scope": "subnational",
            "countries[k].country": "KEN",
            "countries[n].country": "NOR",
            "place-name": Answer("Delta", language="fr"),
            "project-document[d].page": {"url": "https://example.org", "title": "A & B"},
            "project-document[d].language": "fr",
            "total-budget": 1234,
            "is-executed-by-agencies": True,
            "executing-agencies[e].name": "Parks",
            "executing-agencies[e].record-number": "2C86@1",
        }
    )
    assert told["header"]["languages"] == ["fr", "en"]
    assert told["countryRegions"] == [{"identifier": "ke"}, {"identifier": "no"}]
    assert told["geographicScope"]["customValue"] == {"fr": "Delta"}
    assert told["projectDocument"] == [{"url": "https://example.org", "name": "A &amp; B", "language": "fr"}]
    assert told["totalBudget"] == "1234"
    assert told["isExecutededByAgencies"] is True
    assert told["executingAgencies"] == [{"name": {"en": "Parks"}, "identifier": "2C86@1"}]


def test_the_national_report_is_in_sections() -> None:
    told = record(
        "cbd-national-report",
        {"process-undertaken": "We met.", "nbsap-revised": "yes", "assessment-summary": "Good.", "b20-1": "fully",
         "national-targets[t].title": "Target 18"},
        party="EUE",
    )  # fmt: skip
    assert told["header"]["schema"] == "nationalReport7"
    assert told["government"] == {"identifier": "eu"}
    assert told["sectionI"] == {"processUndertaken": {"en": "<p>We met.</p>"}}
    assert told["sectionII"] == {"hasRevisedNbsap": "yes"}
    assert told["sectionIII"] == [{"target": {"en": "Target 18"}}]
    assert told["binaryResponseTarget20"] == {"20_1": "fully"}
    assert told["sectionV"] == {"assessmentSummary": {"en": "<p>Good.</p>"}}


def test_an_option_with_words_beside_it_is_told_with_them() -> None:
    told = record("cpb-national-report", {"q112": Answer("true.some", details={"true.some": "Two posts"})})
    assert told["Q112"] == {"value": "true.some", "details": {"en": "Two posts"}}


def test_the_identifier_stays_from_version_to_version() -> None:
    first, second = (
        json.loads(render(example(name), "chm-json"))["header"]["identifier"]
        for name in ("nr7-ken.json", "nr7-fra.json")
    )
    assert first != second
    assert first == record("cbd-national-report", {"notes": "x"})["header"]["identifier"]
