"""From YAML text to a checked :class:`~cbreport.definition.model.Form`."""

from __future__ import annotations

from dataclasses import replace

from cbreport.definition.building import Builder, Parts, Vocabulary, double_codes, option_from, source_from
from cbreport.definition.canonical import digest_of
from cbreport.definition.checking import check_form
from cbreport.definition.model import NON_ANSWERS, Form, Place, Retired
from cbreport.definition.reading import read_yaml
from cbreport.definition.schemas import BlockSchema, FormSchema, VocabularySchema, load_checked
from cbreport.errors import DefinitionError


def load_vocabulary(text: str, file: str) -> Vocabulary:
    """Read a vocabulary file.

    :raises DefinitionError: with every finding that the file gives.
    """
    data = load_checked(VocabularySchema(), read_yaml(text, file))
    options = tuple(option_from(each) for each in data["options"])
    doubles = list(double_codes(options))
    if doubles:
        raise DefinitionError(doubles)
    return Vocabulary(data["vocabulary"], data["title"], options)


def block_id(text: str, file: str) -> str:
    """The id under which a block file may be used.

    :raises DefinitionError: when the file is no block.
    """
    return str(load_checked(BlockSchema(), read_yaml(text, file))["block"])


def load_form(text: str, file: str = "<text>", parts: Parts | None = None) -> Form:
    """Read, expand and check a form file.

    :param file: how messages name the file.
    :param parts: the vocabularies and blocks that it may refer to.
    :raises DefinitionError: with every error found, each with file and line.

    >>> form = load_form('''
    ... cbreport: 1
    ... id: small
    ... edition: one
    ... convention: example
    ... title: A small form
    ... sections:
    ...   - id: only
    ...     title: The only section
    ...     questions: [{id: people, type: integer, label: How many people were trained?}]
    ... ''')
    >>> form.key, form.question("people").type
    ('small@one', 'integer')
    """
    data = load_checked(FormSchema(), read_yaml(text, file))
    builder = Builder(parts or Parts(), tuple(data.get("non_answers", NON_ANSWERS)))
    source = data.get("source", {})
    form = Form(
        id=data["id"],
        edition=data["edition"],
        convention=data["convention"],
        title=data["title"],
        respondent=data.get("respondent", "party"),
        source=source_from(source),
        verified=source.get("verified", True),
        languages=tuple(data.get("languages", ["en"])),
        sections=tuple(builder.section(each) for each in data["sections"]),
        retired=tuple(Retired(r["id"], r["since"], r.get("replaced_by", "")) for r in data.get("retired", [])),
        place=Place(file, 1),
    )
    errors = [*builder.findings, *(found for found in check_form(form) if found.severity == "error")]
    if errors:
        raise DefinitionError(errors)
    return replace(form, digest=digest_of(form))
