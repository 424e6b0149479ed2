"""Needs: which are met by activities, and which are alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cbreport.documents.nodes import Block, Cell, Table, Text
from cbreport.documents.values import number_cell
from cbreport.documents.views import laying
from cbreport.documents.views.heat import heat_table, topic_cell
from cbreport.documents.views.telling import (
    area_of,
    label_of,
    name_cell,
    names_cell,
    place_cell,
    rows_cell,
    said_cell,
    teller_cell,
    text_cell,
    urgency,
)
from cbreport.documents.writing import Writer
from cbreport.reporting.remarks import Where
from cbreport.synthesis import UNKNOWN, GapCell, Gaps, NeedState, Registers, Row, gaps, need_groups
from cbreport.synthesis.needs import REASONS


def needs(found: Registers, t: Writer) -> tuple[Block, ...]:
    """Needs against activities, by topic and place."""
    return tuple(_needs(found, t))


def _needs(found: Registers, t: Writer) -> Iterator[Block]:
    gap = gaps(found)
    yield laying.sentence(_sentence(t, gap))
    yield laying.based(t, found, gap.base, "need", "activity", "plan-item")
    words = t("Activities and items of work plans: {count}; not carried out, so that they meet nothing: {dropped}.")
    yield laying.remark(words.format(count=t.number(gap.activities), dropped=t.number(gap.dropped)))
    if gap.needs:
        yield laying.part(t("By subject and region"), "needs-regions")
        yield laying.remark(
            t("Each field has the number of needs and how far activities meet them."),
            t("The darker a field, the larger the share of its needs that is not met."),
            t("A need of several subjects or places counts in each of them, and in the last row once for each place."),
        )
        yield from _heat(t, found, gap)
        yield laying.part(t("By subject and group of countries"), "needs-groups")
        yield from _heat(t, found, gaps(found, axis="group"))
        yield laying.part(t("How far the needs of each subject are met"), "needs-subjects")
        yield _by_topic(t, found, gap)
        yield laying.part(t("Why needs count as met or not"), "needs-reasons")
        yield from _reasons(t, gap)
    yield from _uncovered(t, found, gap)
    partly = [each for each in gap.needs if each.state == "partly"]
    yield from laying.listed(
        t("Needs that are met in part"), "needs-partly",
        [*_head(t), laying.text(t("Why")), laying.text(t("Activities"))],
        ((*_need(t, found, each), Cell((reason_words(t, each.reason),)), rows_cell(t, found, each.activities))
         for each in partly),
    )  # fmt: skip
    yield from _activities(t, found, t("Activities that serve no need that was told"), "needs-no-use", gap.no_use)
    undecided = t("Activities that name neither a need nor a subject")
    yield from _activities(t, found, undecided, "needs-undecided", gap.undecided)
    yield from laying.counted(t, gap.base, "needs-counted")


def _sentence(t: Writer, gap: Gaps) -> Text:
    total = gap.total.needs
    if not total:
        return t("No need was told.")
    states = gap.total.states
    words = t(
        "Needs that no activity meets: {none}; met in part: {partly}; met: {covered}; of which nobody knows: {unknown}."
    )
    return words.format(
        none=laying.share_of(t, states["not"], total),
        partly=t.number(states["partly"]),
        covered=t.number(states["covered"]),
        unknown=t.number(states["unknown"]),
    )


def _columns(found: Registers, gap: Gaps) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The columns of each table, with the convention whose regions they are where there are several."""
    unknown = [UNKNOWN] if UNKNOWN in gap.by_column else []
    lists: list[tuple[str, list[str]]] = [("", [column for column in gap.columns if column != UNKNOWN])]
    if gap.axis == "region" and len(found.conventions) > 1:
        left = dict.fromkeys(lists.pop()[1])
        for convention in found.conventions:
            own = [region.id for region in convention.regions if region.id in left]
            left = dict.fromkeys(column for column in left if column not in own)
            if own:
                lists.append((convention.short_name, own))
    lists[-1][1].extend(unknown)
    for name, columns in lists:
        yield from ((name, tuple(part)) for part in laying.in_parts(columns))


def _heat(t: Writer, found: Registers, gap: Gaps) -> Iterator[Table]:
    for name, columns in _columns(found, gap):
        topics = [topic for topic in gap.topics if any((topic, column) in gap.cells for column in columns)]
        if topics:
            cells = {Where(gap.axis, topic, column): cell for (topic, column), cell in gap.cells.items()}
            cells |= {Where(gap.axis, "", column): cell for column, cell in gap.by_column.items()}
            yield heat_table(
                t,
                gap.axis,
                {topic: label_of(t, found, "need", "topic", topic) for topic in topics},
                {column: area_of(t, found, column) for column in columns},
                cells,
                found.remarks,
                Text(name) if name else None,
            )


def _by_topic(t: Writer, found: Registers, gap: Gaps) -> Table:
    def figures(cell: GapCell) -> tuple[Cell, ...]:
        states = (cell.states[state] for state in ("covered", "partly", "not", "unknown"))
        return (number_cell(t, cell.needs), *(number_cell(t, each) for each in states), names_cell(t, cell.parties))

    return Table(
        head=(
            laying.text(t("Subject")),
            *map(laying.figure, (t("Needs"), t("Met"), t("In part"), t("Not met"), t("Unknown"))),
            laying.text(t("Parties")),
        ),
        rows=tuple(
            (
                topic_cell(t, topic, label_of(t, found, "need", "topic", topic), found.remarks),
                *figures(gap.by_topic[topic]),
            )
            for topic in gap.topics
        ),
        total=(laying.text(t("All subjects")), *figures(gap.total)),
    )


def reason_words(t: Writer, reason: str) -> Text:
    """Why a need counts as met or not, in words."""
    words = {
        "linked": t("an activity names it"),
        "same-topic-and-place": t("an activity on the subject in the same place"),
        "linked-status-unknown": t("an activity names it, and nobody told whether it takes place"),
        "other-target-groups": t("an activity on the subject in the same place, for other people"),
        "status-unknown": t("an activity on the subject in the same place, and nobody told whether it takes place"),
        "place-unknown": t("an activity on the subject, and nobody told where it or the need is"),
        "same-region": t("an activity on the subject in another country of the region"),
        "some-topics": t("some of its subjects are met, others are not"),
        "no-activity": t("no activity on the subject"),
    }
    return words.get(reason, t("it tells no subject"))


def _reasons(t: Writer, gap: Gaps) -> Iterator[Block]:
    counts = {reason: sum(each.reason == reason for each in gap.needs) for reason in REASONS}
    rows = [(reason_words(t, reason), count) for reason, count in counts.items() if count]
    yield from laying.bars(t, t("Reason"), t("Needs"), rows, len(gap.needs), t("Of all needs"))


def _head(t: Writer) -> list[Cell]:
    return [laying.text(each) for each in (t("Need"), t("Subject"), t("Told by"), t("Where"))]


def _need(t: Writer, found: Registers, each: NeedState) -> tuple[Cell, ...]:
    row = each.need
    return (
        name_cell(t, found, row),
        said_cell(t, row, "topic"),
        teller_cell(t, found, row),
        place_cell(t, found, row),
    )


def _uncovered(t: Writer, found: Registers, gap: Gaps) -> Iterator[Block]:
    yield from laying.listed(
        t("Needs that no activity meets"), "needs-uncovered",
        [*_head(t), laying.text(t("Urgency"))],
        ((*_need(t, found, each), said_cell(t, each.need, "urgency"))
         for each in sorted(gap.uncovered, key=lambda each: urgency(each.need))),
        t("The most urgent ones stand first."),
    )  # fmt: skip


def _activities(t: Writer, found: Registers, title: Text, anchor: str, rows: Iterable[Row]) -> Iterator[Block]:
    head = (t("Activity"), t("Subject"), t("Told by"), t("Where"), t("Status"))
    cells = (
        (
            name_cell(t, found, row),
            said_cell(t, row, "topic"),
            teller_cell(t, found, row),
            place_cell(t, found, row),
            said_cell(t, row, "status"),
        )
        for row in rows
    )
    yield from laying.listed(title, anchor, [laying.text(each) for each in head], cells)


def groups(found: Registers, t: Writer) -> tuple[Block, ...]:
    """Parties with similar needs and a common language."""
    return tuple(_groups(found, t))


def _groups(found: Registers, t: Writer) -> Iterator[Block]:
    alike = need_groups(found)
    if alike.groups:
        largest = alike.groups[0]
        words = t(
            "Groups of Parties that need the same subject in the same language: {groups}; the largest has {parties} "
            "Parties: {topic}, {language}."
        )
        yield laying.sentence(
            words.format(
                groups=t.number(len(alike.groups)),
                parties=t.number(len(largest.parties)),
                topic=label_of(t, found, "need", "topic", largest.topic),
                language=label_of(t, found, "need", "language", largest.language),
            )
        )
    else:
        yield laying.sentence(t("No two Parties need the same subject in the same language."))
    yield laying.based(t, found, alike.base, "need")
    yield laying.remark(
        t("One course in one language can serve a group."),
        t("Subjects in a language that one Party alone needs: {count}.").format(count=t.number(alike.alone)),
    )
    yield from laying.listed(
        t("The groups"), "groups-list",
        [laying.text(t("Subject")), laying.text(t("Language")), laying.figure(t("Parties")),
         laying.text(t("Which Parties")), laying.text(t("Needs"))],
        (
            (
                Cell((label_of(t, found, "need", "topic", each.topic),)),
                Cell((label_of(t, found, "need", "language", each.language),)),
                number_cell(t, len(each.parties)),
                names_cell(t, each.parties),
                rows_cell(t, found, each.needs),
            )
            for each in alike.groups
        ),
    )  # fmt: skip
    for title, anchor, rows in (
        (t("Needs without a subject, in no group"), "groups-no-subject", alike.unknown_topic),
        (t("Needs without a language, in no group"), "groups-no-language", alike.unknown_language),
    ):
        yield from laying.listed(
            title, anchor,
            [laying.text(each) for each in (t("Need"), t("Subject"), t("Told by"))],
            ((name_cell(t, found, row), text_cell(said_cell(t, row, "topic").texts), teller_cell(t, found, row))
             for row in rows),
        )  # fmt: skip
    yield from laying.counted(t, alike.base, "groups-counted")
