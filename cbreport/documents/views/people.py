"""People who were trained, and what trainings of trainers led to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cbreport.documents.nodes import Block, Cell, Table, Text
from cbreport.documents.values import number_cell
from cbreport.documents.views import laying
from cbreport.documents.views.materials import figures_words
from cbreport.documents.views.telling import (
    area_of,
    label_of,
    name_cell,
    place_cell,
    said,
    said_cell,
    teller_cell,
    text_cell,
)
from cbreport.documents.writing import Writer
from cbreport.synthesis import Cascades, Length, Lengths, People, Registers, Row, Trained, lengths, people_trained
from cbreport.synthesis import cascades as of_trainers
from cbreport.synthesis.people import PARTS, By, trainees


def people(found: Registers, t: Writer) -> tuple[Block, ...]:
    """How many people were trained, by kind, subject and place."""
    return tuple(_people(found, t))


def _people(found: Registers, t: Writer) -> Iterator[Block]:
    view = people_trained(found)
    yield laying.sentence(_sentence(t, view.total))
    yield laying.based(t, found, view.base, "activity")
    words = t(
        "Activities not carried out, or not yet: {ahead}; of which nobody told whether they were: {unknown}. They are "
        "in no number."
    )
    yield laying.remark(words.format(ahead=t.number(view.not_counted), unknown=t.number(len(view.unknown_status))))
    if view.total.activities:
        yield laying.remark(t("IPLC: members of indigenous peoples and local communities."))
        yield from _sexes(t, view.total)
        for title, head, by in _ways(t):
            yield laying.part(title, f"people-{by}")
            if by != "kind":
                yield laying.remark(t("An activity of several counts in each of them, and once in the last row."))
            yield from _tables(t, found, head, people_trained(found, by=by))
        yield from _days(t, found, lengths(found))
    figures = (t("Trained"), t("Women"), t("Men"), t("Young people"), t("Indigenous peoples and local communities"))
    yield from laying.listed(
        t("Activities whose figures contradict each other"), "people-contradictory",
        [laying.text(t("Activity")), laying.text(t("Told by")), *map(laying.figure, figures)],
        (
            (name_cell(t, found, row), teller_cell(t, found, row),
             *(laying.number(t, row.amount(part)) for part in ("trainees", *PARTS)))
            for row in view.contradictory
        ),
        t("They are in no sum. The figures are as they were told."),
    )  # fmt: skip
    yield from _activities(
        t, found, t("Activities of which nobody told whether they were carried out"), "people-unknown",
        view.unknown_status,
    )  # fmt: skip
    yield from laying.counted(t, view.base, "people-counted")


def _sentence(t: Writer, total: People) -> Text:
    if not total.activities:
        return t("No activity was told to be carried out, so that nobody is known to be trained.")
    if not total.told:
        return t("How many people were trained is not known.")
    words = t(
        "People trained: {trained}; activities that tell how many: {told} of {activities}; that do not: {untold}; "
        "whose figures contradict each other: {contradictory}."
    )
    return words.format(
        trained=t.number(total.trained),
        told=t.number(total.told),
        activities=t.number(total.activities),
        untold=t.number(total.untold),
        contradictory=t.number(total.contradictory),
    )


def _ways(t: Writer) -> tuple[tuple[Text, Text, By], ...]:
    return (
        (t("By kind of activity"), t("Kind"), "kind"),
        (t("By subject"), t("Subject"), "topic"),
        (t("By region"), t("Region"), "region"),
        (t("By group of countries"), t("Group"), "group"),
    )


def _sexes(t: Writer, total: People) -> Iterator[Block]:
    if total.trained:
        yield laying.part(t("Women and men"), "people-sexes")
        rows = [
            (t("Women"), total.parts["women"][0]),
            (t("Men"), total.parts["men"][0]),
            (t("Not told"), total.sex_unknown),
        ]
        yield from laying.bars(t, t("Sex"), t("People"), rows, total.trained, t("Of the people trained"))


def _tables(t: Writer, found: Registers, head: Text, view: Trained) -> Iterator[Block]:
    """People by sex, then who is among them, with the number of activities that tell it."""
    rows = [
        *((_row_words(t, found, view.by, key), each) for key, each in view.rows.items()),
        (t("All activities"), view.total),
    ]
    for columns, figures in (
        (
            (t("Activities"), t("Number not told"), t("People trained"), t("Women"), t("Men"), t("Sex not told")),
            _figures,
        ),
        (
            (t("Young people"), t("Activities that tell it"), t("IPLC"), t("Activities that tell it")),
            _among,
        ),
    ):
        made = [(Cell((words,)), *figures(t, each)) for words, each in rows]
        yield Table((laying.text(head), *map(laying.figure, columns)), tuple(made[:-1]), total=made[-1])


def _row_words(t: Writer, found: Registers, by: By, key: str) -> Text:
    return area_of(t, found, key) if by in ("region", "group") else label_of(t, found, "activity", by, key)


def _figures(t: Writer, each: People) -> Iterator[Cell]:
    """Activities and people; a dash where no activity told them."""
    yield number_cell(t, each.activities)
    yield number_cell(t, each.untold + each.contradictory)
    yield laying.number(t, each.trained if each.told else None)
    yield _part(t, each, "women")
    yield _part(t, each, "men")
    yield laying.number(t, each.sex_unknown if each.told else None)


def _among(t: Writer, each: People) -> Iterator[Cell]:
    """Young people, and members of indigenous peoples and local communities."""
    for name in ("youth", "ipl"):
        yield _part(t, each, name)
        yield number_cell(t, each.parts[name][1])


def _part(t: Writer, each: People, name: str) -> Cell:
    people, told = each.parts[name]
    return laying.number(t, people if told else None)


def _days(t: Writer, found: Registers, view: Lengths) -> Iterator[Block]:
    yield laying.part(t("How many days activities lasted"), "people-days")
    if view.total.days is None:
        yield laying.sentence(t("Of no activity that was carried out are start and end known."))
    else:
        words = t("Days of an activity: {days}; not known of {unknown} of {total} activities.")
        (days,) = figures_words(t, view.total.days)
        numbers = {"unknown": t.number(view.total.unknown), "total": t.number(view.total.activities)}
        yield laying.sentence(words.format(days=days, **numbers))
    yield laying.remark(t("Worked out from start to end, with the first and the last day."))
    rows = [
        *((label_of(t, found, "activity", "kind", kind), each) for kind, each in view.by_kind.items()),
        (t("All activities"), view.total),
    ]
    made = [(Cell((words,)), *_length(t, each)) for words, each in rows]
    columns = (t("Activities"), t("Least days"), t("Middle"), t("Most days"), t("Days not known"))
    yield Table((laying.text(t("Kind")), *map(laying.figure, columns)), tuple(made[:-1]), total=made[-1])
    yield from laying.listed(
        t("Activities with their days, people and cost"), "people-days-list",
        [*(laying.text(each) for each in (t("Activity"), t("Told by"), t("Language"), t("Start"))),
         *map(laying.figure, (t("Days"), t("Trained"), t("Local trainers"))), laying.text(t("Cost"))],
        (
            (name_cell(t, found, row), teller_cell(t, found, row), said_cell(t, row, "language"),
             said_cell(t, row, "start"), laying.number(t, row.days()), laying.number(t, trainees(row)),
             laying.number(t, row.amount("local-trainers")), said_cell(t, row, "cost-kind", "cost"))
            for row in view.activities
        ),
    )  # fmt: skip


def _length(t: Writer, each: Length) -> Iterator[Cell]:
    yield number_cell(t, each.activities)
    for part in ("low", "middle", "high"):
        yield laying.number(t, getattr(each.days, part) if each.days else None)
    yield number_cell(t, each.unknown)


def _activities(t: Writer, found: Registers, title: Text, anchor: str, rows: Iterable[Row]) -> Iterator[Block]:
    head = (t("Activity"), t("Kind"), t("Told by"), t("Where"))
    cells = (
        (name_cell(t, found, row), said_cell(t, row, "kind"), teller_cell(t, found, row), place_cell(t, found, row))
        for row in rows
    )
    yield from laying.listed(title, anchor, [laying.text(each) for each in head], cells)


def cascades(found: Registers, t: Writer) -> tuple[Block, ...]:
    """What trainings of trainers led to."""
    return tuple(_cascades(found, t))


def _cascades(found: Registers, t: Writer) -> Iterator[Block]:
    view = of_trainers(found)
    yield laying.sentence(_led(t, view))
    yield laying.based(t, found, view.base, "cascade", "activity")
    yield from laying.listed(
        t("Trainings of trainers, and what followed"), "cascades-list",
        [laying.text(t("Training of trainers")), laying.text(t("Told by")),
         *map(laying.figure, (t("Trainers"), t("Trainings"), t("People trained"))), laying.text(t("Note"))],
        (
            (name_cell(t, found, each.activity), teller_cell(t, found, each.activity),
             *(laying.number(t, value) for value in (each.trainers, each.trainings, each.trainees)),
             text_cell(words for row in each.rows for words in said(t, row, "note")))
            for each in view.cascades
        ),
    )  # fmt: skip
    if view.cascades:
        names = {"trainers": t("Trainers"), "trainings": t("Trainings"), "trainees": t("People trained")}
        yield Table(
            head=(laying.text(t("All together")), laying.figure(t("Sum")), laying.figure(t("Number not told"))),
            rows=tuple(
                (Cell((names[key],)), number_cell(t, total), number_cell(t, view.untold[key]))
                for key, total in view.sums.items()
            ),
        )
    yield from _activities(
        t, found, t("Trainings of trainers of which nothing was told since"), "cascades-silent", view.silent
    )
    yield from laying.listed(
        t("Rows that name no training of trainers"), "cascades-loose",
        [laying.text(t("Told by")), *map(laying.figure, (t("Trainers"), t("Trainings"), t("People trained"))),
         laying.text(t("Note"))],
        (
            (teller_cell(t, found, row),
             *(laying.number(t, row.amount(name)) for name in ("trainers", "trainings", "trainees")),
             said_cell(t, row, "note"))
            for row in view.loose
        ),
    )  # fmt: skip
    yield from laying.counted(t, view.base, "cascades-counted")


def _led(t: Writer, view: Cascades) -> Text:
    total = len(view.cascades) + len(view.silent)
    if not total:
        return t("No training of trainers was told to be carried out.")
    words = t("Trainings of trainers of which something was told since: {share}; trainings that followed: {trainings}; "
              "people trained there: {trainees}.")  # fmt: skip
    return words.format(
        share=laying.share_of(t, len(view.cascades), total),
        trainings=t.number(view.sums["trainings"]),
        trainees=t.number(view.sums["trainees"]),
    )
