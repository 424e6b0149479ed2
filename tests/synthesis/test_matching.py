from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest

from cbreport.reporting.matching import MatchState, MatchStep, Move
from cbreport.synthesis import matches, need_groups, state_counts
from cbreport.synthesis.matching import BEST, WEIGHTS

from .register_reports import keys, secretariat, tally, told

FULL = {
    "help": "training",
    "topic": "law",
    "countries": "KEN",
    "beneficiaries": "rangers",
    "language": "en",
    "from": "2025-01-01",
    "to": "2025-06-30",
}


def verdicts(request: dict[str, Any], offer: dict[str, Any]) -> dict[str, str] | None:
    data = tally(told("KEN", request=[{"title": "x", **request}]), told("NOR", offer=[{"title": "y", **offer}]))
    found = [match for each in matches(data).matches.values() for match in each]
    return {reason.criterion: reason.verdict for reason in found[0].reasons} if found else None


def test_an_offer_that_fits_in_everything_has_all_points_and_says_why() -> None:
    data = tally(
        told("KEN", request=[{**FULL, "deadline": "2024-12-31"}]),
        told("NOR", offer=[{**FULL, "from": "2025-03-01", "to": "2025-12-31"}]),
    )
    ((match,),) = matches(data).matches.values()
    assert match.score == BEST == 12
    assert {reason.criterion: reason.codes for reason in match.reasons} == {
        "help": ("training",),
        "topic": ("law",),
        "place": ("KEN",),
        "beneficiaries": ("rangers",),
        "language": ("en",),
        "dates": ("2025-03-01", "2025-06-30"),
        "deadline": ("2024-12-31",),
    }
    assert tuple(reason.criterion for reason in match.reasons) == tuple(WEIGHTS)


@pytest.mark.parametrize(
    ("request_", "offer", "found"),
    [
        ({"help": "training"}, {"topic": "law"}, None),
        ({"help": "training", "topic": "law"}, {"help": "funding", "topic": "law"}, None),
        ({"help": "training", "topic": "law"}, {"help": "training", "topic": "birds"}, None),
        ({"help": "none", "topic": "other"}, {"help": "none", "topic": "other"}, None),
        ({"help": "training", "topic": "law"}, {"topic": "law"}, ("unknown", "same")),
        ({"help": "training", "topic": "law"}, {"help": "training"}, ("same", "unknown")),
        ({"help": "training"}, {"help": "training", "topic": "law"}, ("same", "unknown")),
        ({"topic": "law"}, {"help": "training", "topic": ["law", "birds"]}, ("unknown", "same")),
    ],
)
def test_help_and_topic_decide_whether_an_offer_fits(
    request_: dict[str, Any], offer: dict[str, Any], found: tuple[str, str] | None
) -> None:
    told_ = verdicts(request_, offer)
    assert (told_ and (told_["help"], told_["topic"])) == found


@pytest.mark.parametrize(
    ("criterion", "request_", "offer", "found"),
    [
        ("place", {}, {}, "unknown"),  # where an offer holds is not where it comes from
        ("place", {}, {"countries": "KEN, UGA"}, "same"),
        ("place", {}, {"countries": "UGA"}, "different"),
        ("place", {}, {"countries": "world"}, "same"),
        ("language", {"language": "fr"}, {"language": ["en", "fr"]}, "same"),
        ("language", {"language": "fr"}, {"language": "en"}, "different"),
        ("dates", {"from": "2025-01-01"}, {"to": "2025-01-01"}, "same"),
        ("dates", {"from": "2025-01-02"}, {"to": "2025-01-01"}, "different"),
        ("dates", {"from": "2025-01-02"}, {}, "unknown"),
        ("deadline", {}, {}, "unknown"),
    ],
)
def test_other_respects_are_same_different_or_unknown(
    criterion: str, request_: dict[str, Any], offer: dict[str, Any], found: str
) -> None:
    told_ = verdicts({"topic": "law", **request_}, {"topic": "law", **offer})
    assert told_ is not None
    assert told_[criterion] == found


def test_requests_that_are_not_matched_are_told_apart() -> None:
    law = {"topic": "law"}
    data = tally(
        told(
            "KEN",
            request=[
                {**law, "deadline": "2024-12-30"},
                {**law, "state": "closed"},
                {"title": "Something"},
                {"topic": "birds"},
                {**law, "state": "open"},
            ],
            offer=[law],
        ),
        told("NOR", offer=[law]),
        secretariat(offer=[law]),
    )
    found = matches(data)
    assert (keys(found.expired), keys(found.closed)) == (["KEN r1"], ["KEN r2"])
    assert (keys(found.unknown), keys(found.unmatched)) == (["KEN r3"], ["KEN r4"])
    assert keys(found.requests) == ["KEN r4", "KEN r5"]
    assert [keys(match.offer for match in each) for each in found.matches.values()] == [[], ["NOR r1", "XSC r1"]]
    assert len(matches(data, most=1).matches[found.requests[1].id]) == 1
    assert matches(data, most=1).total[found.requests[1].id] == 2
    later = tally(told("KEN", request=[{**law, "deadline": "2024-12-30"}]), on=date(2024, 12, 30))
    assert keys(matches(later).requests) == ["KEN r1"]


def test_the_best_comes_first_whatever_the_order_of_reports() -> None:
    reports = [
        told("KEN", request=[FULL]),
        told("NOR", offer=[{**FULL, "language": "fr"}, {**FULL, "language": ["en", "fr"]}, {"topic": "law"}]),
        told("FJI", offer=[{**FULL, "language": {"non-answer": "no-information"}}]),
    ]
    wanted = [("NOR r2", 11), ("FJI r1", 10), ("NOR r1", 10), ("NOR r3", 3)]
    for seed in range(3):
        Random(seed).shuffle(reports)
        (found,) = matches(tally(*reports)).matches.values()
        assert [(keys([match.offer])[0], match.score) for match in found] == wanted


def test_parties_with_the_same_need_and_language_are_grouped() -> None:
    need = {"topic": "law", "language": "en"}
    data = tally(
        told("KEN", need=[need, need, {"topic": ["law", "birds"], "language": ["en", "fr"]}]),
        told("FJI", need=[need, {"topic": "law"}, {"language": "en"}]),
        told("NOR", need=[{"topic": "birds", "language": "fr"}, {"topic": "other", "language": "en"}]),
        secretariat(need=[{"topic": "birds", "language": "en"}]),
    )
    found = need_groups(data)
    assert [(each.topic, each.language, each.parties, len(each.needs)) for each in found.groups] == [
        ("birds", "fr", ("KEN", "NOR"), 2),
        ("law", "en", ("FJI", "KEN"), 4),
    ]
    assert found.alone == 2  # law in French, birds in English
    assert (keys(found.unknown_topic), keys(found.unknown_language)) == (["FJI r3", "NOR r2"], ["FJI r2"])


def stood(pair: tuple[str, str], state: str) -> MatchState:
    return MatchState("example", pair, (MatchStep(1, Move(state), "clerk", "Clerk", "2024-01-01"),))


def test_what_was_taken_up_is_no_suggestion_any_more() -> None:
    """Whatever a request and an offer say: that of all pairs which fit is counted once, in the state where it is."""
    said = [
        {**({"help": help} if help else {}), **({"topic": topic} if topic else {})}
        for help, topic in product(["", "training", "none"], ["", "law", "birds"])
    ]
    rows = [{"title": "x", **each} for each in said]
    data = tally(told("KEN", request=rows, offer=rows[4:5]), told("NOR", offer=rows))
    found = matches(data, most=100)
    fitting = {(each.request.id, each.offer.id) for listed in found.matches.values() for each in listed}
    assert state_counts(data, found) == {"suggested": len(fitting), "contacted": 0, "agreed": 0, "closed": 0}
    for request, offer in product(data.of("request"), data.of("offer")):
        pair = (request.id, offer.id)
        counts = state_counts(replace(data, states={pair: stood(pair, "agreed")}), found)
        assert counts["suggested"] == len(fitting - {pair}), pair
        assert counts["agreed"] == 1


def test_what_is_gone_is_counted_where_it_stands() -> None:
    data = tally(told("KEN", request=[{"title": "x", "topic": "law"}]))
    pair = (data.of("request")[0].id, "example/NOR/keeping/offer[r1]")
    counts = state_counts(replace(data, states={pair: stood(pair, "suggested")}), matches(data))
    assert counts == {"suggested": 1, "contacted": 0, "agreed": 0, "closed": 0}
