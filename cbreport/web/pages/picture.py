"""What the registers of all Parties show together: a list of views, each with its sentence, and each view by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import Response, abort, request, url_for

from cbreport.definition import Convention, Cycle
from cbreport.documents.nodes import Block, Document, Fact, Heading, Paragraph, Texts
from cbreport.documents.views import VIEWS, of_snapshot, short_digest, view_document
from cbreport.documents.views.matching import state_words
from cbreport.documents.writing import Writer
from cbreport.errors import UnknownName
from cbreport.reporting.matching import MATCH_STATES
from cbreport.reporting.remarks import Where
from cbreport.synthesis import Registers, holds_registers
from cbreport.synthesis.desk import GROUPS
from cbreport.web.context import Context, Reply
from cbreport.web.followed import Followed, followed
from cbreport.web.frozen import Basis, based, basis_of
from cbreport.web.narrowing import Narrowing
from cbreport.web.pages.desk import served
from cbreport.web.pages.parties import Words, narrowed_to
from cbreport.web.printing import document_file
from cbreport.web.registers import Asked as RegistersAsked
from cbreport.web.registers import Made, Wanted
from cbreport.web.remarking import address_of_remarks
from cbreport.web.shortening import EVERY, MOST, beginnings, cells_of
from cbreport.web.team import today


@dataclass(frozen=True)
class PicturePage:
    """What an address asks for.

    :param cycle: the one that the desk's other pages show.
    :param asked: the desk's list as it is narrowed; region and group narrow the registers, too.
    :param basis: which day counts, or which frozen synthesis.
    :param cycles: the id of a cycle of registers, :data:`EVERY`, or empty for what each Party told last.
    :param state: of the only matches that are wanted; empty for all.
    """

    context: Context
    convention: Convention
    cycle: Cycle
    asked: Narrowing
    basis: Basis
    cycles: str = ""
    state: str = ""

    @cached_property
    def kinds(self) -> tuple[Cycle, ...]:
        """The cycles in which registers are told, the newest first."""
        found = [each for each in self.convention.cycles if self._holds(each)]
        return tuple(sorted(found, key=lambda each: each.due, reverse=True))

    def _holds(self, cycle: Cycle) -> bool:
        try:
            return holds_registers(self.context.portal.library.form(cycle.form, cycle.edition))
        except UnknownName:
            return False

    @cached_property
    def registers(self) -> RegistersAsked:
        """The registers that the address asks for; the store is asked which reports count for this person."""
        wanted = Wanted(
            self.convention,
            cycle=self.cycles if self.cycles != EVERY else "",
            every_cycle=self.cycles == EVERY,
            region=self.asked.filters.region,
            group=self.asked.filters.group,
            on=self.basis.on,
        )
        return wanted.asked(self.context, self.basis.frozen)

    @cached_property
    def followed(self) -> Followed:
        """What has been done about them; a frozen synthesis stays as it is, whatever is done about it."""
        return Followed() if self.basis.frozen else followed(self.context, self.convention, self.state)

    @cached_property
    def found(self) -> Registers:
        """They themselves."""
        filters = self.asked.filters
        whole = not filters.region and not filters.group and self.cycles in ("", EVERY)
        return self.followed.beside(self.registers.found(self.context.portal.evaluated), whole=whole)

    def made(self, what: str, make: Callable[[], Made], size: Callable[[Made], int]) -> Made:
        """Something that is made of them in this language, or was made before."""
        key = (what, self.context.language, self.registers.key, self.followed.key)
        return self.context.portal.evaluated.remember(key, make, size)

    @property
    def address(self) -> dict[str, str]:
        """The parts of an address that keep all of this."""
        own = {"cycles": self.cycles, "state": self.state}
        given = {name: value for name, value in own.items() if value}
        return {"cycle": self.cycle.id, **self.asked.address, **given, **self.basis.address}

    def leads(self, place: tuple[str, ...]) -> str:
        """The address of what a text in a view names."""
        where: dict[str, Any] = self.address
        if place[0] == "remarks":
            return address_of_remarks(self.convention, Where(*place[1:]))
        return url_for(".match", convention_id=self.convention.id, key=place[1], **where)


def page_of(convention_id: str, view: str = "") -> PicturePage:
    """What the address of this request asks for, for the convention's Secretariat only."""
    context, convention, cycle = served(convention_id)
    basis = basis_of(context, convention, request.args, today())
    cycles = request.args.get("cycles", "").strip()
    state = request.args.get("state", "").strip()
    page = PicturePage(context, basis.convention, cycle, Narrowing.of(request.args), basis, cycles, state)
    if page.state not in ("", *MATCH_STATES):
        abort(404)
    if page.cycles not in ("", EVERY, *(each.id for each in page.kinds)):
        abort(404)
    if view and view not in VIEWS:
        abort(404)
    return page


def picture(convention_id: str) -> Reply:
    """Every view with the sentence that says what it shows."""
    page = page_of(convention_id)
    if page.basis.problem:
        return page.context.page("cbreport/picture.html", **_shared(page), views=[]), 400
    said = _sentences(page) if page.found.rows else {}
    views = [{"view": VIEWS[name], "sentence": sentence} for name, sentence in said.items()]
    return page.context.page("cbreport/picture.html", **_shared(page), views=views)


def _sentences(page: PicturePage) -> Mapping[str, Texts]:
    """What each view says in one sentence, by name; kept, because for it the whole view is made."""
    t = Writer(page.context.texts(page.convention.id))
    return page.made("sentences", lambda: dict(_first_texts(page.found, t)), len)


def _first_texts(found: Registers, t: Writer) -> Iterator[tuple[str, Texts]]:
    for view in VIEWS.values():
        first = next(iter(view.make(found, t)), None)
        yield view.name, first.texts if isinstance(first, Paragraph) else ()


def picture_view(convention_id: str, view: str) -> Reply:
    """One view as a page; of long tables the beginning, unless all rows are asked for."""
    page = page_of(convention_id, view)
    if page.basis.problem:
        values = {**_shared(page), "view": VIEWS[view], "document": None, "blocks": ()}
        return page.context.page("cbreport/picture-view.html", **values), 400
    whole = request.args.get("rows") == EVERY
    shown = page.made(
        f"page of {view} {whole}", lambda: _shown(page, view, whole=whole), lambda made: cells_of(made.blocks)
    )
    return page.context.page(
        "cbreport/picture-view.html",
        **_shared(page),
        view=VIEWS[view],
        document=shown.document,
        blocks=shown.blocks,
        shortened=shown.shortened,
        most=MOST,
    )


@dataclass(frozen=True)
class _Shown:
    """What of a view is on its page: of the ``document`` no blocks but these."""

    document: Document
    blocks: tuple[Block, ...]
    shortened: bool


def _shown(page: PicturePage, view: str, *, whole: bool) -> _Shown:
    document = _document(page, view)
    every = list(_on_a_page(document))
    blocks = every if whole else list(beginnings(Writer(page.context.t), every))
    return _Shown(replace(document, blocks=()), tuple(blocks), blocks != every)


def picture_file(convention_id: str, view: str, kind: str) -> Response:
    """One view as a file, with all rows."""
    page = page_of(convention_id, view)
    if page.basis.problem:
        abort(400, page.basis.problem)
    context, document = page.context, _document(page, view)
    frozen = page.basis.frozen
    day = f"{frozen.day}-{short_digest(frozen.digest)}" if frozen else page.basis.on
    name = f"{page.convention.id}-{view}-{day}-{context.language}.{kind}".lower()
    where: dict[str, Any] = page.address
    back = url_for(".picture_view", convention_id=convention_id, view=view, **where)
    return document_file(context, document, name, back)


def _document(page: PicturePage, view: str) -> Document:
    return page.made(f"all of {view}", lambda: _made(page, view), lambda made: cells_of(made.blocks))


def _made(page: PicturePage, view: str) -> Document:
    context, convention = page.context, page.convention
    texts = context.texts(convention.id)
    document = view_document(view, page.found, convention, context.language, texts)
    facts = tuple(_narrowed(page, view))
    document = replace(document, cover=replace(document.cover, facts=(*document.cover.facts, *facts)))
    frozen = page.basis.frozen
    return of_snapshot(document, frozen, convention, texts) if frozen else document


def _narrowed(page: PicturePage, view: str) -> Iterator[Fact]:
    yield from narrowed_to(Words(page.context, page.convention), page.asked)
    t = Writer(page.context.texts(page.convention.id))
    if page.cycles == EVERY:
        yield Fact(t("Cycles"), (t("All cycles together"),))
    elif page.cycles:
        yield Fact(t("Cycles"), (t(page.convention.cycle(page.cycles).title),))
    if page.state and view == "matching":
        yield Fact(t("State"), (state_words(t, page.state),))


def _on_a_page(document: Document) -> Iterator[Block]:
    """What stands below the title of a page, which is that of the view: its parts are one level higher."""
    for number, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            if number:
                yield replace(block, level=max(1, block.level - 1))
        else:
            yield block


@dataclass(frozen=True)
class _Head:
    """What a page says of the registers as a whole."""

    told: int = 0
    editions: tuple[str, ...] = ()


def _head(found: Registers) -> _Head:
    told = found.parties_of(row for rows in found.rows.values() for row in rows)
    return _Head(len(told), tuple(sorted({report.form.key for report in found.reports})))


def _shared(page: PicturePage) -> dict[str, Any]:
    found = None if page.basis.problem else page.found
    head = page.made("head", lambda: _head(page.found), lambda made: 1) if found else _Head()
    return {
        "convention": page.convention,
        "cycle": page.cycle,
        "texts": page.context.texts(page.convention.id),
        "words": Words(page.context, page.convention),
        "groups": GROUPS,
        "asked": page.asked,
        "address": page.address,
        **based(page.basis),
        "cycles": page.cycles,
        "kinds": page.kinds,
        "found": found,
        "editions": head.editions,
        "told": head.told,
        "freezing": _freezing(page),
        "leads": page.leads,
        "states": {state: state_words(Writer(page.context.texts(page.convention.id)), state) for state in MATCH_STATES},
        "state": page.state,
    }


def _freezing(page: PicturePage) -> dict[str, Any]:
    """The address that leads to freezing what the page counts, reports without registers too."""
    cycles = [page.cycles] if page.cycles not in ("", EVERY) else sorted(_cycles(page))
    return {"convention_id": page.convention.id, "count": cycles, "on": page.basis.on.isoformat()}


def _cycles(page: PicturePage) -> Iterator[str]:
    """The cycles of all reports that count, of records that of their kind."""
    known = {each.id for each in page.convention.cycles}
    told = {report.cycle for report in page.found.reports} if not page.basis.problem else set()
    yield from {each.id for each in page.kinds} | {id if id in known else id.rpartition("-")[0] for id in told}
