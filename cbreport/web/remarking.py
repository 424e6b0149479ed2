"""What pages show of remarks beside needs, to the Secretariat and to Parties that are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from flask import abort, url_for

from cbreport.definition import SECRETARIAT_CODE, Convention, digest_of
from cbreport.documents.nodes import Text
from cbreport.documents.remarks import cell_words, where_words
from cbreport.documents.writing import Writer
from cbreport.errors import ConfigurationError, UnknownName
from cbreport.reporting.remarks import Opening, Remark, Where, may_write, side_of
from cbreport.synthesis import GapCell, NeedsTable, Registers, needs_table, table_from
from cbreport.web.context import Context, current
from cbreport.web.registers import registers_of
from cbreport.web.team import today


@dataclass(frozen=True)
class Needs:
    """The needs of a convention as somebody looks at them.

    :param side: on which she remarks, see :func:`cbreport.reporting.remarks.side_of`.
    :param openings: those that she may see, the newest first.
    :param opening: the one that she looks at; None is what the Secretariat knows today.
    """

    context: Context
    convention: Convention
    side: str
    openings: Sequence[Opening]
    opening: Opening | None

    @property
    def t(self) -> Writer:
        """Writes in the reader's language, with the convention's texts."""
        return Writer(self.context.texts(self.convention.id))

    @property
    def serves(self) -> bool:
        """Whether she works for the Secretariat."""
        return self.side == SECRETARIAT_CODE

    @property
    def writes(self) -> bool:
        """Whether she may remark something now."""
        return may_write(self.side, self.opening, today())

    @property
    def whole(self) -> Where:
        """The place of remarks on all needs."""
        return Where()

    @cached_property
    def found(self) -> Registers:
        """The registers of today; for the Secretariat only."""
        return registers_of(self.context, self.convention)

    @cached_property
    def table(self) -> NeedsTable:
        """The numbers: as they were when they were opened, or of today."""
        if self.opening:
            if digest_of(self.opening.content) != self.opening.digest:
                raise ConfigurationError(f"The opening {self.opening.id} was altered.", "Restore a backup.")
            return table_from(self.opening.content)
        return needs_table(self.found)

    @cached_property
    def remarks(self) -> Sequence[Remark]:
        """The remarks that she may see: those of the opening, or all of them."""
        only = self.opening.id if self.opening else None
        return self.context.portal.store.remarks(self.context.identity, self.convention.id, opening=only)

    def words(self, where: Where) -> Text:
        """What a place is called."""
        return where_words(self.t, self.labels(where))

    def labels(self, where: Where) -> tuple[str, str]:
        """Source texts of a place; of one that the table does not have any more, as they were."""
        if where in self.table:
            return self.table.labels(where)
        return next((each.labels for each in self.remarks if each.where == where), ("", ""))

    def numbers(self, where: Where) -> Text:
        """How many needs there are at a place."""
        return cell_words(self.t, self.at(where))

    def at(self, where: Where) -> GapCell:
        """The needs at a place."""
        return self.table.at(where)

    def leads(self, place: tuple[str, ...]) -> str:
        """The address of the remarks at a place that a text names."""
        return self.address(Where(*place[1:]))

    def address(self, where: Where, anchor: str | None = None) -> str:
        """The address of the remarks at a place."""
        return address_of_remarks(self.convention, where, self.opening, anchor)


def address_of_remarks(
    convention: Convention, where: Where, opening: Opening | None = None, anchor: str | None = None
) -> str:
    """The address of the remarks at a place."""
    parts = {"opening": opening.id if opening else "", **asdict(where)}
    given: dict[str, Any] = {name: value for name, value in parts.items() if value}
    return url_for(".remarks_at", convention_id=convention.id, _anchor=anchor, **given)


def needs_of(convention_id: str, opening_id: str = "") -> Needs:
    """The needs that this request asks for, for the Secretariat and the Parties that are asked; else “not found”.

    :param opening_id: the opening; without one, for the Secretariat only.
    """
    context = current()
    side = side_of(context.identity, convention_id)
    if not side:
        abort(404)
    try:
        convention = context.portal.library.convention(convention_id)
    except UnknownName:
        abort(404)
    openings = context.portal.store.openings(context.identity, convention_id)
    opening = next((each for each in openings if each.id == opening_id), None)
    if opening is None and (opening_id or side != SECRETARIAT_CODE):
        abort(404)
    return Needs(context, convention, side, openings, opening)


def needs_of_secretariat(convention_id: str, opening_id: str = "") -> Needs:
    """The same, for the Secretariat only."""
    needs = needs_of(convention_id, opening_id)
    if not needs.serves:
        abort(404)
    return needs
