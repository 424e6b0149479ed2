"""What stands out in a cycle: the sentences at the head of a synthesis are computed from these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cbreport.synthesis.overview import CountedQuestion


def largest_change(questions: Iterable[CountedQuestion]) -> tuple[CountedQuestion, str, int] | None:
    """The option to which most Parties came, or from which most went, since the cycle before, with the number."""
    found = [
        (each, row.code, len(row.after) - len(row.before))
        for each in questions
        if each.change
        for row in each.change.rows
    ]
    best = max(found, key=lambda each: abs(each[2]), default=None)
    return best if best and best[2] else None


def widest_gap(
    questions: Iterable[CountedQuestion], regions: Sequence[str], least: int = 3
) -> tuple[CountedQuestion, str, str, str] | None:
    """The option of which the shares of two regions lie furthest apart: question, code, highest region, lowest region.

    :param regions: ids of the regions that are compared.
    :param least: in how many Parties of a region must have answered, so that its share says something.
    """
    best: tuple[float, CountedQuestion, str, str, str] | None = None
    for each in questions:
        table = each.options
        known = [id for id in regions if table and table.base.get(id, 0) >= least]
        if table is None or len(known) < 2:
            continue
        for row in table.rows:
            shares = sorted((table.share(row, id), id) for id in known)
            gap = shares[-1][0] - shares[0][0]
            if gap > 0 and (best is None or gap > best[0]):
                best = (gap, each, row.code, shares[-1][1], shares[0][1])
    return best[1:] if best else None


def most_shared(questions: Iterable[CountedQuestion]) -> list[tuple[CountedQuestion, str, float]]:
    """Of each question with options that one which most Parties gave, with its share; the highest share first.

    Questions to which fewer than half of the reporting Parties answered are left out: their shares are of few.
    """
    found = []
    for each in questions:
        table = each.options
        if table and table.base["all"] and table.base["all"] * 2 >= len(each.summary.data.reported):
            top = max(table.rows, key=lambda row: row.numbers["all"])
            if top.numbers["all"]:
                found.append((each, top.code, table.share(top)))
    return sorted(found, key=lambda each: -each[2])


def least_answered(questions: Iterable[CountedQuestion]) -> tuple[CountedQuestion, int] | None:
    """The question that most Parties were asked and left without a real answer, with their number."""
    found = [(each, len(each.summary.blank) + sum(map(len, each.summary.non_answers.values()))) for each in questions]
    best = max(found, key=lambda each: each[1], default=None)
    return best if best and best[1] else None
