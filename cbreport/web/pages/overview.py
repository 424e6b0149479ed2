"""A whole cycle: what stands out, each part of the synthesis, and the document that a Secretariat tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from flask import Response, abort, request, url_for

from cbreport.documents import Document
from cbreport.documents.nodes import Block, Contents, Heading
from cbreport.documents.overviews import KINDS, PARTS
from cbreport.documents.writing import Writer
from cbreport.synthesis.desk import GROUPS
from cbreport.web.context import Reply
from cbreport.web.frozen import based
from cbreport.web.overviews import Wanted
from cbreport.web.pages.desk import served
from cbreport.web.pages.parties import Words
from cbreport.web.printing import document_file
from cbreport.web.shortening import EVERY, MOST, beginnings

ENDINGS: Final = ("pdf", "docx", "xlsx", "html")


def overview(convention_id: str) -> Reply:
    """What stands out, the parts to choose from, and one of them."""
    context, convention, cycle = served(convention_id)
    wanted = Wanted.of(context, convention, cycle, request.args)
    parts = dict(_parts(wanted.made.document))
    shown = request.args.get("show", "")
    if shown and shown not in parts:
        abort(404)
    every = parts.get(shown, [])
    blocks = every if request.args.get("rows") == EVERY else list(beginnings(Writer(context.t), every))
    return context.page(
        "cbreport/overview.html",
        convention=convention,
        cycle=cycle,
        texts=context.texts(convention.id),
        words=Words(context, convention),
        groups=GROUPS,
        asked=wanted.narrowing,
        wanted=wanted,
        **_basis(wanted),
        kinds=KINDS.values(),
        every=PARTS.values(),
        document=wanted.made.document,
        findings=parts.pop("findings"),
        parts=[blocks[0] for blocks in parts.values()],
        shown=shown,
        blocks=blocks,
        shortened=blocks != every,
        most=MOST,
        endings=ENDINGS,
    ), 400 if wanted.basis.problem else 200


def _basis(wanted: Wanted) -> dict[str, Any]:
    """On what the figures rest, and the ways to freeze them and to those of today."""
    basis, sources = wanted.basis, wanted.made.sources
    kinds = {each.id for each in wanted.convention.cycles}
    told = {each.cycle if each.cycle in kinds else each.cycle.rpartition("-")[0] for each in sources}
    cycles = sorted(told | set(wanted.made.cycles))  # those with which it is compared, too
    return {
        **based(basis),
        "found": {"reports": sources},
        "editions": sorted({f"{each.form}@{each.edition}" for each in sources}),
        "freezing": {"convention_id": wanted.convention.id, "count": cycles, "on": basis.on.isoformat()},
    }


def _parts(document: Document) -> Iterator[tuple[str, list[Block]]]:
    """The parts of a document by the names at their headings."""
    part: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            if part:
                yield _name(part), part
            part = []
        if not isinstance(block, Contents):
            part.append(block)
    yield _name(part), part


def _name(part: list[Block]) -> str:
    heading = part[0]
    return heading.anchor.removeprefix("part-") if isinstance(heading, Heading) else ""


def overview_file(convention_id: str, ending: str) -> Response:
    """The document as a file."""
    context, convention, cycle = served(convention_id)
    wanted = Wanted.of(context, convention, cycle, request.args)
    if wanted.basis.problem:
        abort(400, wanted.basis.problem)
    name = f"{convention.id}-{cycle.id}-{wanted.kind.name}-{context.language}.{ending}".lower()
    back = url_for(".overview", convention_id=convention.id, **wanted.address)
    return document_file(context, wanted.made.document, name, back)
