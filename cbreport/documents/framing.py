"""The frame of every document about many reports: cover, head and foot of each page, what its file says of itself."""

from __future__ import annotations

from collections.abc import Iterable

from cbreport.definition import Convention
from cbreport.documents.nodes import Block, Cover, Document, Fact, Meta, Text
from cbreport.documents.writing import Writer, shortened, written_out_words


def framed(
    t: Writer,
    convention: Convention,
    title: Text,
    blocks: Iterable[Block],
    *,
    about: str,
    names: Iterable[str] = (),
    facts: Iterable[Fact] = (),
    example: bool = False,
) -> Document:
    """A document in the name of a convention.

    :param about: the cycle or the day, which ends its title.
    :param names: what stands below the title and at the head of each page; the convention by default.
    :param facts: those of the cover.
    :param example: whether something in it was invented; then every page says so.

    >>> from cbreport.definition import Translator
    >>> from cbreport.testing import EXAMPLE
    >>> framed(Writer(Translator()), EXAMPLE, Text("Needs"), (), about="EX1", names=("EX", "EX1")).meta.running.text
    'EX · EX1 · Needs'
    """
    subject = t.row_of(*(tuple(names) or (convention.short_name,)))
    return Document(
        title=f"{title} – {convention.short_name} – {about}",
        language=t.language,
        direction=t.direction,
        identity=convention.identity,
        cover=Cover(
            title=title,
            subtitle=Text(subject),
            convention=t(convention.name),
            facts=tuple(facts),
            banner=t("Example: invented answers") if example else None,
        ),
        blocks=tuple(blocks),
        meta=Meta(
            running=Text(t.row_of(subject, shortened(str(title)))),
            page=t("Page {page} of {pages}"),
            state=t("EXAMPLE") if example else None,
            author=str(t(convention.secretariat)),
            subject=str(t(convention.name)),
            written_out=written_out_words(t),
        ),
    )
