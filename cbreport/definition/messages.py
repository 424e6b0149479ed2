"""What there is to translate: the source texts of a form and of a convention, each with where it stands.

Two ways lead to them. :func:`form_messages` walks a loaded form, blocks and vocabularies included;
`tools/catalogues.py` fills the PO catalogues with it. :func:`extract_form` reads one YAML file without loading it and
fits Babel's entry-point group ``babel.extractors``, so that ``pybabel extract`` works on forms that are kept elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

from cbreport.definition.conventions import Convention
from cbreport.definition.crosswalks import Crosswalk, Pair
from cbreport.definition.model import Form, Option, Place, Question
from cbreport.definition.reading import Rows, Table, read_yaml

#: Keys whose value is read by respondents. Source notes, ids, codes and printed numbers are not among them.
TRANSLATED: Final = ("title", "label", "help", "guidance", "definition", "example", "unit")
_NESTED: Final = ("sections", "questions", "options", "rows", "columns")


@dataclass(frozen=True)
class Message:
    """A source text, where it stands, and for the translator what it belongs to."""

    text: str
    places: tuple[Place, ...] = ()
    comments: tuple[str, ...] = ()


def N_(text: str) -> str:  # noqa: N802, RUF100 - gettext's own name for it
    """Mark a text that is translated elsewhere, and return it as it is.

    >>> N_("Not started")
    'Not started'
    """
    return text


def form_messages(form: Form) -> Iterator[Message]:
    """Every text of ``form`` that respondents read, each once, in the order of the form.

    A text that is used several times has all its places. The comments name the question, such as ``help-needed.other
    (label)`` for the label of an option.

    >>> from cbreport.testing import example_library
    >>> form = example_library().form("example-national-report")
    >>> next(message for message in form_messages(form) if message.text == "Training").comments
    ('help-needed.training (label)', 'needs-matrix.training (label)')
    """
    yield from _each_once(_form_texts(form))


def convention_messages(convention: Convention) -> Iterator[Message]:
    """The texts that a convention brings itself: its name, Secretariat, regions, cycles and the line on the cover.

    The short name is not among them: it is printed as it is in every language.

    >>> from cbreport.testing import EXAMPLE
    >>> [message.text for message in convention_messages(EXAMPLE)][:3]
    ['Convention on Examples', 'Secretariat of the Convention on Examples', 'North']
    """
    texts = [
        (convention.name, "name of the convention"),
        (convention.secretariat, "name of the Secretariat"),
        *((region.name, f"region {region.id}") for region in convention.regions),
        *((cycle.title, f"cycle {cycle.id}") for cycle in convention.cycles),
        (convention.identity.cover, "line on the cover of documents"),
    ]
    yield from _each_once((text, Place(), comment) for text, comment in texts)


def extract_form(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, str, list[str]]]:
    r"""Babel's extractor for form, block and vocabulary files.

    :param keywords: not used, nor are ``comment_tags`` and ``options``; Babel passes them to every extractor.
    :raises DefinitionError: the file is not YAML as the form language has it.

    >>> from io import BytesIO
    >>> list(extract_form(BytesIO(b"vocabulary: v\noptions: [{code: a, label: First}]"), {}, (), {}))
    [(2, '', 'First', ['a (label)'])]
    """
    name = str(getattr(fileobj, "name", "<text>"))
    tree = read_yaml(fileobj.read().decode("utf-8"), name)
    skipped = {"title"} if "vocabulary" in tree and "id" not in tree else set()  # a vocabulary's title is never shown
    for text, place, comment in _tree_texts(tree, "", skipped):
        yield place.line, "", text, [comment]


_Text = tuple[str, Place, str]


def crosswalk_messages(crosswalk: Crosswalk) -> Iterator[Message]:
    """What a crosswalk says about its pairs, each text once."""

    def notes(pairs: Iterable[Pair], name: str) -> Iterator[_Text]:
        for pair in pairs:
            yield pair.note, pair.place, f"{name} {pair.target} (note)"
            yield from notes(pair.parts, name)

    return _each_once(notes(crosswalk.pairs, crosswalk.id))


def _each_once(texts: Iterator[_Text]) -> Iterator[Message]:
    found: dict[str, dict[Place, None]] = {}
    comments: dict[str, dict[str, None]] = {}
    for text, place, comment in texts:
        if text:
            found.setdefault(text, {})[place] = None
            comments.setdefault(text, {})[comment] = None
    for text, places in found.items():
        yield Message(text, tuple(place for place in places if place.file), tuple(comments[text]))


def _form_texts(form: Form) -> Iterator[_Text]:
    yield form.title, form.place, f"{form.id} (title)"
    for section in form.sections:
        yield section.title, section.place, f"{section.id} (title)"
        yield section.help, section.place, f"{section.id} (help)"
        for question in section.questions:
            yield from _question_texts(question, question.id)


def _question_texts(question: Question, name: str) -> Iterator[_Text]:
    yield question.label, question.place, f"{name} (label)"
    yield question.help, question.place, f"{name} (help)"
    yield question.guidance or "", question.place, f"{name} (guidance)"
    yield question.definition or "", question.place, f"{name} (definition)"
    yield question.example, question.place, f"{name} (example)"
    yield question.limits.unit, question.place, f"{name} (unit)"
    for option in (*question.options, *question.rows):
        yield from _option_texts(option, f"{name}.{option.code}")
    for part in question.parts:
        yield from _question_texts(part, f"{name}.{part.id}")


def _option_texts(option: Option, name: str) -> Iterator[_Text]:
    yield option.label, option.place, f"{name} (label)"
    yield option.help, option.place, f"{name} (help)"


def _tree_texts(node: Table, name: str, skipped: Collection[str] = ()) -> Iterator[_Text]:
    for key in TRANSLATED:
        if key in node and key not in skipped and isinstance(node[key], str):
            yield node[key], Place(node.file, node.lines[key]), f"{name or node.get('id', '')} ({key})".strip()
    for key in _NESTED:
        children = node.get(key)
        for child in children if isinstance(children, Rows) else ():
            if isinstance(child, Table):
                own = str(child.get("code") or child.get("id") or "")
                above = "" if key == "sections" or "sections" in node or _holds_questions(node) else name
                yield from _tree_texts(child, f"{above}.{own}".strip("."))


def _holds_questions(node: Table) -> bool:
    """Whether ``node`` is a section or a block: its id is no part of a question's name."""
    return "questions" in node and "type" not in node
