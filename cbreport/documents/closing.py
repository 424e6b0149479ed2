"""The last page of a document: what the marks mean, which form was answered, and how to check what was printed."""

from __future__ import annotations

from collections.abc import Iterator

from cbreport.definition import LANGUAGE_NAMES, Form
from cbreport.documents.nodes import Block, Fact, Facts, Heading, Mark, Note, Paragraph, Text
from cbreport.documents.viewing import View


def closing(view: View, digest: str, marks: tuple[Mark, ...] = ()) -> Iterator[Block]:
    """The blocks of “About this document”."""
    report, t = view.report, view.t
    form = report.form
    yield Heading(1, t("About this document"), "", "about")
    facts = [
        Fact(t("Form"), (t(form.title),)),
        Fact(t("Edition"), (t.plain(form.key),)),
        Fact(
            t("Digest of the form"),
            (
                t.plain(report.digest or form.digest),
                t("The digest of the form tells one wording of it from every other."),
            ),
        ),
    ]
    if form.source.document:
        facts.append(Fact(t("Source of the form"), (t(form.source.document),)))
    if form.source.note:
        facts.append(Fact(t("On the source"), (t(form.source.note),)))
    facts.append(Fact(t("Language of this document"), (Text(LANGUAGE_NAMES[t.language]),)))
    if digest:
        facts.append(Fact(t("Digest of what was submitted"), (t.plain(digest),)))
    yield Facts(tuple(facts))
    yield from (Paragraph((t.plain(mark.sign), mark.meaning), "small") for mark in marks)
    if nothing_verified(form):
        words = t("The questions of this form have not yet been compared with the official text.")
        yield Paragraph((words,), "small")
    yield from _verification(view, digest)


def nothing_verified(form: Form) -> bool:
    """Whether no question of the form has been compared with an official text; one remark then does for all."""
    return not any(question.verified for question in form.questions() if question.answerable)


def _verification(view: View, digest: str) -> Iterator[Block]:
    t, report = view.t, view.report
    if report.digest and report.digest != report.form.digest:
        yield Note((t("The form has been changed since this report was answered; labels may read differently."),))
    if digest:
        how = t(
            "What was submitted is kept as one file and never changed. To check this document, ask for that file and "
            "compute its SHA-256 digest: it must be the digest of what was submitted, above."
        )
        yield Paragraph((how,), "small")
    if view.audience != "party":
        yield Paragraph((t("Answers that stay with the Party are left out, without a gap."),), "small")
