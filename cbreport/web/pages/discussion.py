"""The discussion inside the Party: all of it for a report, and that on one question with the forms to take part."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, request, url_for

from cbreport.definition import Question
from cbreport.documents.nodes import QuestionBlock
from cbreport.errors import SaveRefused
from cbreport.reporting import Report, Thread, may
from cbreport.reporting.discussing import BEGINNINGS, COMMENT, COMMENT_LENGTH
from cbreport.web.context import Context, Reply, current
from cbreport.web.discussion import Discussion, discussion_of
from cbreport.web.pages.tasks import surroundings
from cbreport.web.places import question_url
from cbreport.web.reading import document_of

SHOWN = ("open", "resolved", "all")


@dataclass(frozen=True)
class Refusal:
    """What was typed and could not be kept. ``place`` is the number of the thread, 0 for a new one."""

    place: int
    text: str
    message: str
    kind: str = COMMENT


def _inside(report_id: str) -> tuple[Context, Report, Discussion]:
    """The context, the report and its discussion, or the page “not found”: for others there is none."""
    context = current()
    _, report = context.report(report_id, colleagues=True)
    talk = discussion_of(context, report)
    if talk is None:
        abort(404)
    return context, report, talk


def _on(report_id: str, question_id: str) -> tuple[Context, Report, Discussion, Question]:
    context, report, talk = _inside(report_id)
    question = report.form.question(question_id)
    if question is None or not talk.includes(question_id):
        abort(404)
    return context, report, talk, question


def every(report_id: str) -> Reply:
    """All threads of a report, in the order of the form; a filter in the address."""
    context, report, talk = _inside(report_id)
    wanted = request.args.get("show", "open")
    if wanted not in SHOWN:
        abort(404)
    threads = [each for each in talk.threads if wanted == "all" or each.open is (wanted == "open")]
    groups = [(question, _of(question.id, threads)) for question in report.form.questions()]
    return context.page(
        "cbreport/discussion-of-report.html",
        talk=talk,
        groups=[(question, found) for question, found in groups if found],
        homeless=[each for each in threads if report.form.question(each.address.partition("[")[0]) is None],
        wanted=wanted,
        counts={"open": talk.open, "resolved": len(talk.threads) - talk.open, "all": len(talk.threads)},
        **surroundings(context, report),
    )


def _of(question: str, threads: list[Thread]) -> list[Thread]:
    return [each for each in threads if each.address.partition("[")[0] == question]


def on_question(report_id: str, question_id: str) -> Reply:
    """The threads on one question, with its answer, and the forms to take part."""
    return _page(*_on(report_id, question_id))


def _page(
    context: Context, report: Report, talk: Discussion, question: Question, refusal: Refusal | None = None
) -> str:
    blocks = document_of(context, report).blocks
    back = url_for(".report", report_id=report.id, _anchor=f"question-{question.id}")
    if may(context.identity, "write", report.standing):
        back = question_url(report, question.id) or back
    return context.page(
        "cbreport/discussion-of-question.html",
        question=question,
        talk=talk,
        threads=talk.on(question.id),
        answer=next((each for each in blocks if isinstance(each, QuestionBlock) and each.address == question.id), None),
        refusal=refusal,
        longest=COMMENT_LENGTH,
        back=back,
        **surroundings(context, report),
    )


def take_part(report_id: str, question_id: str) -> Reply:
    """Begin a thread, reply, resolve, open again, or withdraw what one has said; what was typed is kept first."""
    context, report, talk, question = _on(report_id, question_id)
    action, _, detail = request.form.get("do", "").partition(":")
    number = int(detail) if detail.isascii() and detail.isdigit() and len(detail) < 9 else 0
    text, kind = request.form.get("text", ""), request.form.get("kind", COMMENT)
    try:
        place = _take_part(context, report, question, action, number, text, kind)
    except SaveRefused as error:
        thread = _thread_of(talk, action, number)
        return _page(context, report, talk, question, Refusal(thread, text, context.why(error), kind)), 422
    anchor = f"thread-{place}" if place else "new"
    return redirect(url_for(".discussion_on", report_id=report_id, question_id=question_id, _anchor=anchor), 303)


def _take_part(
    context: Context, report: Report, question: Question, action: str, number: int, text: str, kind: str
) -> int:
    """Do what was pressed; the thread to show then."""
    store, identity = context.portal.store, context.identity
    if action == "begin" and kind in BEGINNINGS:
        return store.comment(identity, report.id, question.id, text, kind=kind)
    if action == "reply" or (action in ("resolve", "reopen") and text.strip()):
        store.reply(identity, report.id, number, text)
    if action in ("resolve", "reopen"):
        store.settle(identity, report.id, number, resolved=action == "resolve")
    elif action == "withdraw":
        store.withdraw_comment(identity, report.id, number)
        return 0
    elif action != "reply":
        abort(400, context.t("The page does not say what is to be done. Open it again."))
    return number


def _thread_of(talk: Discussion, action: str, number: int) -> int:
    return number if action != "begin" and any(each.number == number for each in talk.threads) else 0
