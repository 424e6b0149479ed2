"""What has changed between two cycles, over the Parties that answered in both."""

from __future__ import annotations

from collections.abc import Iterator

from cbreport.definition import quoted
from cbreport.documents.nodes import Block, Cell, Facts, Table, Text
from cbreport.documents.questions.basis import not_ready
from cbreport.documents.values import number_cell
from cbreport.documents.views import laying
from cbreport.documents.views.telling import names_cell
from cbreport.documents.writing import Writer
from cbreport.synthesis import ChangeTable
from cbreport.synthesis.tallying import OptionChange


def change_blocks(t: Writer, change: ChangeTable, before: Text, after: Text, *, names: bool = True) -> Iterator[Block]:
    """Options in two cycles, who gives one now and did not, and who does not any more.

    :param before: the name of the earlier cycle; ``after`` of the later one.
    :param names: whether to name who has changed and who is compared, and to list what has not changed, too.
    """
    yield laying.sentence(_sentence(t, change))
    yield from not_ready(t, sorted({*change.before.unready, *change.after.unready}))
    if change.n:
        yield from _numbers(t, change, before, after, every=names)
        yield from _who(t, change) if names else ()
    if names:
        yield _basis(t, change, before, after)


def _sentence(t: Writer, change: ChangeTable) -> Text:
    if not change.n:
        return t("No Party has answered this question in both cycles, so that nothing can be compared.")
    most = max((abs(_difference(row)) for row in change.rows), default=0)
    if not most and not any(row.gained or row.lost for row in change.rows):
        words = t("Nothing has changed. Parties that answered in both cycles: {count}.")
        return words.format(count=t.number(change.n))
    if not most:
        words = t("No number has changed, but some Parties have. Parties that answered in both cycles: {count}.")
        return words.format(count=t.number(change.n))
    row = next(row for row in change.rows if abs(_difference(row)) == most)
    words = t("The largest change: {option}, from {before} to {after}. Parties that answered in both cycles: {count}.")
    return words.format(
        option=quoted(t.translator(row.label), t.translator),
        before=t.number(len(row.before)),
        after=t.number(len(row.after)),
        count=t.number(change.n),
    )


def _difference(row: OptionChange) -> int:
    return len(row.after) - len(row.before)


def _numbers(t: Writer, change: ChangeTable, before: Text, after: Text, *, every: bool) -> Iterator[Table]:
    heads = (before, after, t("Difference"), t("Now, and not before"), t("Before, and not now"))
    yield from laying.table(
        (laying.text(t("Answer")), *map(laying.figure, heads)),
        (
            (
                Cell((t(row.label),)),
                number_cell(t, len(row.before)),
                number_cell(t, len(row.after)),
                _signed(t, _difference(row)),
                number_cell(t, len(row.gained)),
                number_cell(t, len(row.lost)),
            )
            for row in change.rows
            if every or row.gained or row.lost
        ),
    )


def _signed(t: Writer, difference: int) -> Cell:
    """A difference with its sign; the minus is the typographer's."""
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    return Cell((t.plain(sign + t.number(abs(difference))),), "number", difference)


def _who(t: Writer, change: ChangeTable) -> Iterator[Table]:
    yield from laying.table(
        (
            laying.text(t("Answer")),
            laying.text(t("Who gives it now, and did not before")),
            laying.text(t("Who gave it before, and does not now")),
        ),
        (
            (Cell((t(row.label),)), names_cell(t, row.gained), names_cell(t, row.lost))
            for row in change.rows
            if row.gained or row.lost
        ),
        t("Who has changed"),
    )


def _basis(t: Writer, change: ChangeTable, before: Text, after: Text) -> Facts:
    only = t("Answered in this cycle only: {cycle}")
    groups = (
        (t("Answered in both cycles"), change.both),
        (only.format(cycle=before), tuple(code for code in change.before.answered if code not in change.both)),
        (only.format(cycle=after), tuple(code for code in change.after.answered if code not in change.both)),
    )
    return Facts(tuple(laying.names_fact(t, label, codes) for label, codes in groups))
