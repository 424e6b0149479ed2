"""Options by region and by group of countries, with what each share is of and where all Parties stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cbreport.definition import Convention, quoted
from cbreport.documents.nodes import Block, Cell, Table, Text
from cbreport.documents.questions.basis import ALL, column_words, not_ready
from cbreport.documents.values import number_cell, place_words
from cbreport.documents.views import laying
from cbreport.documents.writing import Writer
from cbreport.synthesis import OptionTable
from cbreport.synthesis.asking import GROUPS
from cbreport.synthesis.tallying import OptionCount

#: What shares may be of; see :meth:`cbreport.synthesis.OptionTable.share`.
SHARES: Final = ("column", "row", "overall")


def option_blocks(
    t: Writer, table: OptionTable, convention: Convention, *, of: str = "column", apart: bool = False
) -> Iterator[Block]:
    """Options by region and by group, then where the Parties of each stand.

    :param of: of what shares are: one of :data:`SHARES`.
    :param apart: shares in tables of their own, as a spreadsheet wants them, instead of below the numbers.
    :raises ValueError: ``of`` is none of them.
    """
    if of not in SHARES:
        raise ValueError(f"Shares are of one of {', '.join(SHARES)}, not of “{of}”.")
    yield laying.sentence(_sentence(t, table))
    yield from not_ready(t, table.basis.unready)
    regions = [region.id for region in convention.regions if region.id in table.columns]
    groups = [group for group in GROUPS if group in table.columns]
    if table.base[ALL]:
        yield laying.remark(shares_words(t, of))
        yield from _counts(t, table, convention, [ALL, *regions], t("By region"), of, apart)
        yield from _counts(t, table, convention, [ALL, *groups], t("By group of countries"), of, apart)
        yield laying.remark(t("A Party may be in several groups or in none, so groups do not add up."))
    yield from _standing(t, table, convention, [ALL, *regions], t("Where Parties stand, by region"))
    yield from _standing(t, table, convention, [ALL, *groups], t("Where Parties stand, by group of countries"))


def _sentence(t: Writer, table: OptionTable) -> Text:
    base = table.base[ALL]
    top = max((len(row.parties) for row in table.rows), default=0)
    if not base:
        return t("No Party has answered this question.")
    if not top:
        return t("None of these was chosen.")
    options = t.joined(tuple(_quoted(t, row) for row in table.rows if len(row.parties) == top))
    words = t("Named most often: {options}, by {count} of {base} ({share}).")
    return words.format(options=options, count=t.number(top), base=t.number(base), share=t.share(top / base))


def _quoted(t: Writer, row: OptionCount) -> Text:
    return Text(quoted(t.translator(row.label), t.translator))


def shares_words(t: Writer, of: str) -> Text:
    """Of what the shares of a table are."""
    words = {
        "column": t("Shares are of the Parties of the same column that answered."),
        "row": t("Shares are of the Parties that gave the same answer."),
        "overall": t("Shares are of all Parties that answered."),
    }
    return words[of]


def _counts(
    t: Writer, table: OptionTable, convention: Convention, columns: Sequence[str], caption: Text, of: str, apart: bool
) -> Iterator[Table]:
    """The options in some columns: numbers with their shares, or both in tables of their own."""

    def both(row: OptionCount, column: str) -> Cell:
        number = number_cell(t, row.numbers[column])
        if not row.numbers[column]:
            return number
        words = t("{number} ({share})").format(number=number.texts[0], share=t.share(table.share(row, column, of=of)))
        return Cell((words,), "number", number.value)

    def numbers(row: OptionCount, column: str) -> Cell:
        return number_cell(t, row.numbers[column])

    def shares(row: OptionCount, column: str) -> Cell:
        return laying.share(t, table.share(row, column, of=of))

    ways = [(caption, numbers), (t("{table}, shares").format(table=caption), shares)] if apart else [(caption, both)]
    for title, cell in ways:
        for part in laying.in_parts(columns):
            yield Table(
                head=(
                    laying.text(t("Answer")),
                    *(laying.figure(column_words(t, convention, column)) for column in part),
                ),
                rows=tuple((Cell((t(row.label),)), *(cell(row, column) for column in part)) for row in table.rows),
                caption=title,
                total=(
                    laying.text(t("Parties that answered")),
                    *(number_cell(t, table.base[column]) for column in part),
                ),
            )


def _standing(
    t: Writer, table: OptionTable, convention: Convention, columns: Sequence[str], caption: Text
) -> Iterator[Table]:
    places = {place: numbers for place, numbers in table.standing.items() if numbers[ALL]}
    for part in laying.in_parts(columns):
        yield Table(
            head=(Cell(), *(laying.figure(column_words(t, convention, column)) for column in part)),
            rows=tuple(
                (Cell((place_words(t, place),)), *(number_cell(t, numbers[column]) for column in part))
                for place, numbers in places.items()
            ),
            caption=caption,
            total=(
                laying.text(t("Parties")),
                *(number_cell(t, sum(numbers[column] for numbers in places.values())) for column in part),
            ),
        )
