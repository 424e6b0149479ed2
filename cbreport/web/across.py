"""One topic under the conventions that a Secretariat serves: which forms ask about it, and who said what to which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cbreport.definition import Convention, Cycle, Form, Question
from cbreport.documents.nodes import Block, Text
from cbreport.documents.questions import across_blocks
from cbreport.documents.views import laying
from cbreport.documents.writing import Writer
from cbreport.synthesis import Facts, Item, Scope, Whom, across_table, items_of_concept, members_of
from cbreport.web.context import Context


@dataclass(frozen=True)
class Topic:
    """A concept that several conventions ask about.

    :param id: the concept.
    :param question: the question or part of this convention that asks about it.
    :param cycles: with its convention the newest cycle of each form that asks; of the question's own the chosen one.
    """

    id: str
    question: Question
    context: Context
    convention: Convention
    cycles: tuple[tuple[Convention, Cycle], ...]

    def blocks(self, facts: Facts, whom: Whom) -> Iterator[Block]:
        """Who said what to which convention, on the day of ``whom`` and of its Parties if it names any."""
        conventions = tuple({each.id: each for each, _ in self.cycles}.values())
        forms = [self._form(cycle) for _, cycle in self.cycles]
        scope = Scope(
            tuple(each.id for each in conventions),
            tuple(cycle.id for _, cycle in self.cycles if not cycle.repeats),
            tuple(cycle.id for _, cycle in self.cycles if cycle.repeats),
        )
        members = {each.id: members_of(each, whom) for each in conventions}
        table = across_table(facts, self.context.identity, scope, forms, self.id, members)
        t = self._writer(self.convention)
        asked = {each.id: tuple(self._asked(each, forms)) for each in conventions}
        yield from across_blocks(t, table, conventions, asked)
        yield laying.remark(t("Membership is that of {date}.").format(date=t.date(whom.on)))

    def _asked(self, convention: Convention, forms: list[Form]) -> Iterator[Text]:
        """In which words a convention asks, with the cycle in which it does."""
        t = self._writer(convention)
        cycles = {cycle.form: cycle for each, cycle in self.cycles if each.id == convention.id}
        for form in forms:
            for item in items_of_concept([form], self.id).get(convention.id, ()):
                yield self._words(t, form, item, cycles[form.id])

    def _words(self, t: Writer, form: Form, item: Item, cycle: Cycle) -> Text:
        question = form.question(item.question)
        assert question is not None
        part = question.part(item.part) if item.part else None
        label = t(question.label)
        if part:
            label = t("{label}: {text}").format(label=label, text=t(part.label))
        return replace(label, text=t.row_of(cycle.id, f"{question.number} {label}".strip()))

    def _form(self, cycle: Cycle) -> Form:
        return self.context.portal.library.form(cycle.form, cycle.edition)

    def _writer(self, convention: Convention) -> Writer:
        return Writer(self.context.texts(convention.id))


def topics(context: Context, convention: Convention, cycle: Cycle, question: Question) -> tuple[Topic, ...]:
    """What a question and its parts are about, where another convention that the person serves asks about it too."""
    served = [each for each in context.portal.library.conventions if context.identity.serves(each.id)]
    concepts: dict[str, Question] = {}
    for each in (question, *question.parts):
        if each.concept and each.asked and not each.private:
            concepts.setdefault(each.concept, each)
    if len(served) < 2 or not concepts:
        return ()
    cycles = [(each, one) for each in served for one in _cycles(context, each, cycle if each is convention else None)]
    forms = [(where, one, context.portal.library.form(one.form, one.edition)) for where, one in cycles]
    found = []
    for concept, each in concepts.items():
        about = tuple((where, one) for where, one, form in forms if items_of_concept([form], concept))
        if any(where is not convention for where, _ in about):
            found.append(Topic(concept, each, context, convention, about))
    return tuple(found)


def _cycles(context: Context, convention: Convention, chosen: Cycle | None) -> Iterator[Cycle]:
    """Of each form of a convention that Parties answer the newest cycle, of the chosen one's form that one."""
    newest: dict[str, Cycle] = {}
    for cycle in sorted(convention.party_cycles, key=lambda each: each.due):
        if cycle.respondent == "party" and context.has_form(cycle.form, cycle.edition):
            newest[cycle.form] = cycle
    if chosen:
        newest[chosen.form] = chosen
    yield from newest.values()
