"""What differs between two versions of an answer, in words: part by part, line by line, with the words marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Final

from cbreport.answering import Answer, is_blank
from cbreport.answering.differing import Effort, Piece, differing
from cbreport.definition import LANGUAGE_NAMES, Option, Question
from cbreport.definition.model import CHOICE_TYPES, TEXT_TYPES
from cbreport.documents.nodes import Text, Texts
from cbreport.documents.values import answer_words, details_words, file_words, non_answer_words
from cbreport.documents.writing import Writer

_NOTHING: Final = Question("", "text", "")


@dataclass(frozen=True)
class Line:
    """A line of an answer in its own language and direction, with what was removed and added in it."""

    pieces: tuple[Piece, ...]
    lang: str = ""
    dir: str = ""

    @property
    def changed(self) -> bool:
        """Whether anything in it differs."""
        return any(piece.kind != "same" for piece in self.pieces)

    def side(self, kind: str) -> Line:
        """The earlier line (``removed``) or the later one (``added``) alone, with its own marks."""
        return replace(self, pieces=tuple(piece for piece in self.pieces if piece.kind in ("same", kind)))


@dataclass(frozen=True)
class Part:
    """One thing that is kept at an address. ``name`` is empty for the answer itself."""

    name: str
    lines: tuple[Line, ...]

    @property
    def changed(self) -> bool:
        """Whether anything in it differs."""
        return any(line.changed for line in self.lines)

    def side(self, kind: str) -> Part:
        """The earlier version (``removed``) or the later one (``added``) alone."""
        return Part(self.name, tuple(each for line in self.lines if (each := line.side(kind)).pieces))


def changed_parts(
    t: Writer,
    question: Question | None,
    before: Answer,
    after: Answer,
    *,
    earlier: Question | None = None,
    effort: Effort | None = None,
) -> tuple[Part, ...]:
    """What stands at an address in both versions, part by part; parts that are blank in both are left out.

    :param earlier: the question as it was when ``before`` was given, where it is not the same.
    :param effort: bounds the work of marking words, for a page with many answers.
    """
    asked_after, asked_before = question or _NOTHING, earlier or question or _NOTHING
    effort = effort or Effort()
    old, new = _Told(t, asked_before, before), _Told(t, asked_after, after)
    languages = dict.fromkeys([*before.translations, *after.translations])
    in_language = t("Text in {language}")
    found = [
        Part("", _answer_lines(t, old, new, effort)),
        Part(str(t("Kept beside it")), _listed(old.beside(), new.beside())),
        *(
            Part(
                str(in_language.format(language=LANGUAGE_NAMES.get(each, each))),
                _written(t, old.translation(each), new.translation(each), effort),
            )
            for each in languages
        ),
        Part(str(t("Files")), _listed(old.files(), new.files())),
        Part(str(t("Comment")), _written(t, old.comment(), new.comment(), effort)),
        Part(str(t("Language")), _changed_only(old.language(), new.language())),
        Part(str(t("State")), _state(old, new)),
    ]
    return tuple(part for part in found if part.lines)


def with_former_options(t: Writer, question: Question | None, others: Iterable[Question | None]) -> Question | None:
    """The question with every option that it ever had, so that none is shown as a code.

    :param others: the same question in other editions.
    """
    if question is None or question.type not in CHOICE_TYPES:
        return question
    known = {option.code for option in question.options}
    former: dict[str, Option] = {}
    for option in (option for other in others if other for option in other.options):
        if option.code not in known:
            former.setdefault(option.code, option)
    return replace(question, options=(*question.options, *former.values()))


@dataclass(frozen=True)
class _Told:
    """One version in words."""

    t: Writer
    question: Question
    answer: Answer

    @property
    def asked(self) -> Question:
        """The question with a name for each code that is none of its options; rows stand for what was typed beside."""
        question = self.question
        if question.type in ("matrix", "group"):
            return replace(_NOTHING, options=question.rows)
        if question.type not in CHOICE_TYPES:
            return question
        value = self.answer.value
        codes = [
            *(value if isinstance(value, list) else [value] if isinstance(value, str) else []),
            *self.answer.details,
        ]
        name = self.t("An option that is not in the form: {code}")
        gone = tuple(
            Option(code, str(name.format(code=code)), detail="text")
            for code in dict.fromkeys(codes)
            if question.option(code) is None
        )
        return replace(question, options=(*question.options, *gone))

    @property
    def as_text(self) -> bool:
        """Whether the answer is a text, in which words are marked."""
        asked, answer = self.asked, self.answer
        return (
            asked.type in TEXT_TYPES
            and not answer.non_answer
            and (answer.value is None or isinstance(answer.value, str))
        )

    def text(self) -> Text:
        """The text of the answer, as it was typed."""
        return self.t.party(self.answer.value or "", self.answer.language)

    def lines(self) -> Texts:
        """The answer line by line; a value beside a non-answer is told after it."""
        answer = self.answer
        non_answer = (non_answer_words(self.t, answer.non_answer),) if answer.non_answer else ()
        value = replace(answer, non_answer="", translations={})
        return (*non_answer, *answer_words(self.t, self.asked, value))

    def beside(self) -> Texts:
        """What was typed beside options that are not chosen, and beside rows."""
        value, asked = self.answer.value, self.asked
        chosen = value if isinstance(value, list) else [value]
        label = self.t("{label}: {text}")
        found: list[Text] = []
        for code in self.answer.details:
            option = asked.option(code) or Option(code, code, detail="text")
            if code not in chosen or self.question.type in ("matrix", "group"):
                words = details_words(self.t, option, self.answer)
                found += [label.format(label=self.t(option.label), text=each) for each in words]
        return tuple(found)

    def translation(self, language: str) -> Text:
        """The text in another language."""
        return self.t.party(self.answer.translations.get(language, ""), language)

    def files(self) -> Texts:
        """The attached files."""
        return tuple(file_words(self.t, each) for each in self.answer.attachments)

    def comment(self) -> Text:
        """The comment, which stays with the Party."""
        return self.t.party(self.answer.comment, self.answer.language)

    def language(self) -> str:
        """The language of the answer."""
        return LANGUAGE_NAMES.get(self.answer.language, self.answer.language)

    def state(self) -> str:
        """Whether it counts; empty when there is nothing that could."""
        if self.answer.empty:
            return ""
        return str(self.t("Confirmed") if self.answer.confirmed else self.t("Proposed, not confirmed"))


def _answer_lines(t: Writer, old: _Told, new: _Told, effort: Effort) -> tuple[Line, ...]:
    if old.as_text and new.as_text:
        return _written(t, old.text(), new.text(), effort)
    return _listed(old.lines(), new.lines())


def _written(t: Writer, old: Text, new: Text, effort: Effort) -> tuple[Line, ...]:
    """A text with its words marked; two texts one after the other where language or direction is not the same."""
    if is_blank(old.text) and is_blank(new.text):
        return ()
    shown = new if new.text else old
    if old.text != new.text and old.text and new.text and (old.lang, old.dir) != (new.lang, new.dir):
        return (_line("removed", old), _line("added", new))
    return (Line(differing(old.text, new.text, effort), shown.lang, shown.dir),)


def _listed(old: Sequence[Text], new: Sequence[Text]) -> tuple[Line, ...]:
    """Lines that were removed, stayed, or were added, as a whole."""
    return tuple(_matched(old, new))


def _matched(old: Sequence[Text], new: Sequence[Text]) -> Iterator[Line]:
    matcher = SequenceMatcher(None, [_key(text) for text in old], [_key(text) for text in new], autojunk=False)
    for kind, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if kind == "equal":
            yield from (_line("same", text) for text in new[from_new:to_new])
            continue
        yield from (_line("removed", text) for text in old[from_old:to_old])
        yield from (_line("added", text) for text in new[from_new:to_new])


def _key(text: Text) -> tuple[str, Any]:
    return text.text, text.file


def _changed_only(old: str, new: str) -> tuple[Line, ...]:
    """A line for each side, where both sides say something and not the same."""
    if not old or not new or old == new:
        return ()
    return (_line("removed", Text(old)), _line("added", Text(new)))


def _state(old: _Told, new: _Told) -> tuple[Line, ...]:
    """That an answer was confirmed, or no longer is, or came as a proposal."""
    if old.answer.empty and not new.answer.empty and not new.answer.confirmed:
        return (_line("added", Text(new.state())),)
    return _changed_only(old.state(), new.state())


def _line(kind: Any, text: Text) -> Line:
    return Line((Piece(kind, text.text),), text.lang, text.dir)
