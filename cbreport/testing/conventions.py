"""The parts of the contract that are about conventions: names, languages, regions, members, cycles, colours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cbreport.definition import LANGUAGE_NAMES, SOURCE_LANGUAGE, Convention, Cycle, all_parties
from cbreport.definition.addresses import ID_PATTERN
from cbreport.errors import UnknownName
from cbreport.testing.subject import Subject, repeated

LEAST_CONTRAST: Final = 4.5
_LONGEST_SHORT_NAME: Final = 12
_ID: Final = re.compile(ID_PATTERN.pattern)


def names(subject: Subject) -> Iterator[str]:
    """Every convention has an id, a name, a short one, a Secretariat and a line for the cover."""
    if not subject.conventions:
        yield "The plugin brings no convention: cbreport_conventions gives none."
    for convention in subject.conventions:
        if not _ID.fullmatch(convention.id):
            yield f"“{convention.id}”: ids are lower-case letters, digits and hyphens, first a letter."
        texts = {
            "name": convention.name,
            "short_name": convention.short_name,
            "secretariat": convention.secretariat,
            "cover": convention.identity.cover,
        }
        for key, text in texts.items():
            if not text or text != text.strip():
                yield f"{convention.id}: {key} is empty, or has blanks around it."
        if len(convention.short_name) > _LONGEST_SHORT_NAME:
            yield f"{convention.id}: the short name has more than {_LONGEST_SHORT_NAME} characters."


def languages(subject: Subject) -> Iterator[str]:
    """Forms are offered in languages that cbreport knows, first that of the source texts."""
    for convention in subject.conventions:
        if convention.languages[:1] != (SOURCE_LANGUAGE,):
            yield f"{convention.id}: the first language must be that of the source texts, {SOURCE_LANGUAGE}."
        for language in repeated(list(convention.languages)):
            yield f"{convention.id}: the language {language} stands twice."
        for language in sorted(set(convention.languages) - LANGUAGE_NAMES.keys()):
            yield f"{convention.id}: there is no language “{language}”; known are {', '.join(LANGUAGE_NAMES)}."


def regions(subject: Subject) -> Iterator[str]:
    """Regions are declared once, and every member is in one of them."""
    for convention in subject.conventions:
        ids = [region.id for region in convention.regions]
        if not ids:
            yield f"{convention.id}: there are no regions."
        for id in repeated(ids):
            yield f"{convention.id}: the region “{id}” stands twice."
        for name in repeated([region.name for region in convention.regions]):
            yield f"{convention.id}: two regions are called “{name}”."
        for id in ids:
            if not _ID.fullmatch(id):
                yield f"{convention.id}: the region “{id}”: ids are lower-case letters, digits and hyphens."
        for id in sorted({membership.region for membership in convention.memberships.values()} - set(ids)):
            yield f"{convention.id}: members are in the region “{id}”, which is not among its regions."


def members(subject: Subject) -> Iterator[str]:
    """Members are countries that cbreport knows, and joined before they left."""
    for convention in subject.conventions:
        if not convention.memberships:
            yield f"{convention.id}: there are no Parties."
        for code in sorted(convention.memberships.keys() - all_parties().keys()):
            yield f"{convention.id}: there is no Party with the alpha-3 code “{code}”."
        for code, membership in convention.memberships.items():
            if membership.until is not None and membership.until <= membership.since:
                yield f"{convention.id}: {code} left before it joined."


def cycles(subject: Subject) -> Iterator[str]:
    """Cycles are in order, each is answered with a form of the convention, and every form is that of a cycle."""
    for convention in subject.conventions:
        if not convention.cycles:
            yield f"{convention.id}: there are no cycles, so nobody can report."
        for id in repeated([cycle.id for cycle in convention.cycles]):
            yield f"{convention.id}: the cycle {id} stands twice."
        due = [cycle.due for cycle in convention.cycles]
        if due != sorted(due):
            yield f"{convention.id}: the cycles are not in the order in which they are due."
        for cycle in convention.cycles:
            yield from _cycle(subject, convention, cycle)
    answered = {(cycle.form, cycle.edition) for convention in subject.conventions for cycle in convention.cycles}
    for form in subject.forms:
        if (form.id, form.edition) not in answered:
            yield f"{form.key}: no cycle is answered with this form."


def _cycle(subject: Subject, convention: Convention, cycle: Cycle) -> Iterator[str]:
    name = f"{convention.id}: the cycle {cycle.id}"
    key = f"{cycle.form}@{cycle.edition}"
    try:
        form = subject.library.form(cycle.form, cycle.edition)
    except UnknownName:
        yield f"{name} is answered with {key}, which no plugin brings."
    else:
        if form.convention != convention.id:
            yield f"{name} is answered with {key}, a form of “{form.convention}”."
    if not cycle.title.strip():
        yield f"{name} has no title."
    if cycle.opens >= cycle.due:
        yield f"{name} is due before it opens."
    if not cycle.period_from < cycle.period_to <= cycle.due:
        yield f"{name}: the period must begin before it ends, and end before reports are due."
    if not convention.parties(cycle.due):
        yield f"{name}: nobody is Party on the day when reports are due."


def colours(subject: Subject) -> Iterator[str]:
    """White text can be read on the colours of the convention's documents."""
    for convention in subject.conventions:
        for colour in (convention.identity.colour, convention.identity.accent):
            if not re.fullmatch("#[0-9a-f]{6}", colour):
                yield f"{convention.id}: “{colour}” is no colour such as #14506b."
            elif contrast_with_white(colour) < LEAST_CONTRAST:
                yield f"{convention.id}: white text cannot be read on {colour}; choose a darker colour."


def contrast_with_white(colour: str) -> float:
    """The contrast as WCAG 2 defines it, between 1 and 21.

    >>> round(contrast_with_white("#000000")), round(contrast_with_white("#ffffff"))
    (21, 1)
    """
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
