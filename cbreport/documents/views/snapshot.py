"""What a document says of the frozen synthesis that it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cbreport.definition import Convention, Translator
from cbreport.documents.nodes import Document, Fact, Paragraph
from cbreport.documents.writing import Writer
from cbreport.synthesis import Frozen

_SHORT: Final = 12  # characters of a digest that tell two syntheses apart for people


def short_digest(digest: str) -> str:
    """The beginning of a digest, for people and names of files.

    >>> short_digest("sha256:0123456789abcdef")
    '0123456789ab'
    """
    return digest.partition(":")[2][:_SHORT]


def of_snapshot(document: Document, frozen: Frozen, convention: Convention, translator: Translator) -> Document:
    """A document that was made from a frozen synthesis, which it names on its cover and at its end."""
    t = Writer(translator)
    known = {each.value for each in document.cover.facts}
    editions = _editions(t, frozen, convention)
    facts = (*snapshot_facts(t, frozen, convention), *(each for each in editions if each.value not in known))
    words = t("Only what had been submitted on that day counts, whatever was submitted, recalled or returned since.")
    return replace(
        document,
        cover=replace(document.cover, facts=(*facts, *document.cover.facts)),
        blocks=(*document.blocks, Paragraph((words,), "small")),
        meta=replace(document.meta, modified=f"{frozen.day.isoformat()}T00:00:00+00:00"),
    )


def snapshot_facts(t: Writer, frozen: Frozen, convention: Convention) -> Iterator[Fact]:
    """Which synthesis: title, day, digest, day of membership, how much it counts.

    :param convention: of which Parties and reports are counted, where the synthesis is about several.
    """
    reports = [each for each in frozen.reports if each.convention == convention.id]
    parties = frozen.parties.get(convention.id, {})
    reported = {each.party for each in reports} & parties.keys()
    yield Fact(t("Frozen synthesis"), (t.party(frozen.title) if frozen.title else t("Without a title"),))
    yield Fact(t("Frozen on"), (t.own(t.date(frozen.day)),))
    yield Fact(t("Digest"), (t.plain(frozen.digest),))
    yield Fact(t("Membership of"), (t.own(t.date(frozen.on)),))
    words = t("{reported} of {total} Parties, {reports} reports").format(
        reported=t.number(len(reported)), total=t.number(len(parties)), reports=t.number(len(reports))
    )
    yield Fact(t("What it counts"), (words,))


def _editions(t: Writer, frozen: Frozen, convention: Convention) -> Iterator[Fact]:
    reports = (each for each in frozen.reports if each.convention == convention.id)
    if editions := sorted({f"{each.form}@{each.edition}" for each in reports}):
        yield Fact(t("Editions that were answered"), tuple(t.plain(key) for key in editions))
