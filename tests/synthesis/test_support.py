from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.reporting import Report
from cbreport.synthesis import Support, support

from .register_reports import FIRST, SECOND, keys, secretariat, tally, told, usd, whole_form

GIFT = {"donor": "NOR", "recipient": "KEN", "kind": "money", "year": 2023, "amount": usd("100"), "state": "received"}


def made(*reports: Report) -> Support:
    return support(tally(*reports, conventions=(FIRST, SECOND)))


def given_by(*rows: dict[str, Any]) -> Report:
    return told("NOR", contribution=[*rows])


def received_by(*rows: dict[str, Any]) -> Report:
    return told("KEN", contribution=[*rows])


def sums(found: Support) -> list[tuple[str, str, int, int, int, int]]:
    return [
        (each.state, each.currency, each.contributions, int(each.low), int(each.high), each.doubtful)
        for each in found.totals
    ]


def test_what_donor_and_recipient_tell_alike_counts_once() -> None:
    found = made(given_by({**GIFT, "state": "pledged"}), received_by(GIFT))
    (contribution,) = found.contributions
    assert (contribution.twice, contribution.state, keys(contribution.rows)) == (
        "certain",
        "received",
        ["KEN r1", "NOR r1"],
    )
    assert (sums(found), found.merged) == ([("received", "USD", 1, 100, 100, 0)], 1)


def test_another_amount_is_doubtful_and_gives_two_ends() -> None:
    found = made(given_by(GIFT), received_by({**GIFT, "amount": usd("80")}))
    assert [(each.twice, keys(each.doubts)) for each in found.contributions] == [
        ("doubtful", ["NOR r1"]),
        ("doubtful", ["KEN r1"]),
    ]
    assert (sums(found), found.merged, len(found.doubtful)) == ([("received", "USD", 2, 80, 180, 2)], 0, 2)


def test_an_amount_that_was_not_told_is_doubtful_too() -> None:
    untold = {key: value for key, value in GIFT.items() if key != "amount"}
    found = made(given_by(GIFT), received_by(untold))
    assert sums(found) == [("received", "", 1, 0, 0, 1), ("received", "USD", 1, 100, 100, 1)]


def test_what_may_stand_in_another_state_or_currency_is_not_sure_in_either() -> None:
    for other in ({"state": "pledged", "amount": usd("80")}, {"amount": usd("80", currency="EUR")}):
        found = made(given_by(GIFT), received_by({**GIFT, **other}))
        assert [(low, high) for _, _, _, low, high, _ in sorted(sums(found), key=lambda each: each[4])] == [
            (0, 80),
            (0, 100),
        ]


def test_another_year_kind_or_direction_is_another_contribution() -> None:
    others = [{**GIFT, "year": 2024}, {**GIFT, "kind": "technical"}, {**GIFT, "donor": "KEN", "recipient": "NOR"}]
    found = made(given_by(GIFT), received_by(*others))
    assert (len(found.contributions), found.merged, found.doubtful) == (4, 0, ())


def test_one_report_never_tells_the_same_twice() -> None:
    found = made(given_by(GIFT, GIFT, {**GIFT, "amount": usd("7")}), received_by(GIFT))
    assert sorted(len(each.rows) for each in found.contributions) == [1, 1, 2]
    assert (found.merged, sums(found)) == (1, [("received", "USD", 3, 207, 207, 0)])


def test_who_leaves_itself_out_is_meant() -> None:
    def without(part: str) -> dict[str, Any]:
        return {key: value for key, value in GIFT.items() if key != part}

    found = made(given_by(without("donor")), received_by(without("recipient")))
    assert [(each.donor, each.recipient, each.twice) for each in found.contributions] == [("NOR", "KEN", "certain")]
    (to_nobody,) = made(given_by(without("recipient"))).contributions
    assert (to_nobody.donor, to_nobody.recipient) == ("NOR", "unknown")
    nobody = {"kind": "money", "amount": usd("1")}
    assert keys(made(given_by(nobody)).unknown) == ["NOR r1"]
    assert made(given_by(nobody)).contributions == ()
    (theirs,) = made(secretariat(contribution=[without("recipient")])).contributions
    assert (theirs.donor, theirs.recipient) == ("NOR", "unknown")


def test_a_secretariat_and_two_conventions_tell_the_same_contribution() -> None:
    found = made(
        given_by(GIFT), told("KEN", whole_form("second"), contribution=[GIFT]), secretariat(contribution=[GIFT])
    )
    assert (len(found.contributions), found.merged) == (1, 2)


def test_flows_count_kinds_and_channels() -> None:
    found = made(
        given_by(
            {**GIFT, "channel": "bilateral"},
            {**GIFT, "kind": "technical", "channel": "bilateral"},
            {**GIFT, "recipient": "UGA", "kind": {"non-answer": "no-information"}},
        )
    )
    assert [(each.donor, each.recipient, each.kinds, each.channels) for each in found.flows] == [
        ("NOR", "KEN", {"money": 1, "technical": 1}, {"bilateral": 2}),
        ("NOR", "UGA", {"unknown": 1}, {"unknown": 1}),
    ]
    assert (found.donors, found.recipients) == (("NOR",), ("KEN",))


contributions = st.lists(
    st.fixed_dictionaries(
        {"donor": st.sampled_from(["NOR", "FJI"]), "recipient": st.just("KEN"), "kind": st.just("money")},
        optional={
            "amount": st.sampled_from([usd("5"), usd("8"), usd(low="1", high="9"), usd("5", currency="EUR")]),
            "state": st.sampled_from(["pledged", "received"]),
        },
    ),
    max_size=4,
)


@settings(max_examples=50, deadline=None)
@given(contributions, contributions, contributions, st.integers())
def test_sums_have_two_ends_and_no_order(
    one: list[dict[str, Any]], two: list[dict[str, Any]], three: list[dict[str, Any]], seed: int
) -> None:
    reports = [given_by(*one), received_by(*two), told("FJI", contribution=three)]
    found = made(*reports)
    Random(seed).shuffle(reports)
    assert found == made(*reports)
    assert sum(len(each.rows) for each in found.contributions) == len(one) + len(two) + len(three)
    assert sum(each.contributions for each in found.totals) == len(found.contributions)
    assert sum(sum(flow.kinds.values()) for flow in found.flows) == len(found.contributions)
    assert all(each.low <= each.high for each in found.totals)
