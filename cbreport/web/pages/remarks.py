"""Remarks beside needs: those at one place with the forms to write, and all of them as a document for the meeting."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, redirect, request, url_for

from cbreport.definition import LANGUAGE_NAMES
from cbreport.documents.remarks import kind_words, remarks_document, verdict_words
from cbreport.errors import NotPermitted, SaveRefused, UnknownName
from cbreport.reporting.remarks import REMARK_KINDS, VERDICTS, Answered, NewRemark, Remark, Said, Where
from cbreport.web.context import Reply, name_by_id
from cbreport.web.printing import document_file
from cbreport.web.remarking import Needs, needs_of, needs_of_secretariat
from cbreport.web.team import today

_LONGEST = 200  # characters of a code in an address


@dataclass(frozen=True)
class Typed:
    """What was typed and could not be kept.

    :param place: id of the remark that was to be changed or answered; empty for a new one.
    :param action: what was to be done with it.
    """

    place: str = ""
    action: str = ""
    text: str = ""
    kind: str = ""
    language: str = ""
    problem: str = ""


def remarks_file(convention_id: str, kind: str) -> Response:
    """The document for the meeting: of one opening, or of all remarks with today's numbers."""
    needs = needs_of_secretariat(convention_id, request.args.get("opening", ""))
    context, convention = needs.context, needs.convention
    shown = (needs.opening,) if needs.opening else needs.openings
    texts = context.texts(convention.id)
    document = remarks_document(needs.remarks, needs.table, convention, context.language, texts, shown)
    name = f"{convention.id}-remarks-{today()}-{context.language}.{kind}".lower()
    return document_file(context, document, name, url_for(".remarks", convention_id=convention.id))


def at_place(convention_id: str) -> Reply:
    """The remarks at one place, with the forms to write."""
    needs = needs_of(convention_id, request.args.get("opening", ""))
    return _shown(needs, _asked(needs))


def _asked(needs: Needs) -> Where:
    """The place that the address names: one of the table, or one at which something was remarked."""
    where = Where(*(request.args.get(name, "")[:_LONGEST] for name in ("axis", "topic", "column")))
    if where not in needs.table and all(each.where != where for each in needs.remarks):
        abort(404)
    return where


def _shown(needs: Needs, where: Where, typed: Typed | None = None) -> str:
    context = needs.context
    t, here = needs.t, [each for each in needs.remarks if each.where == where]
    return context.page(
        "cbreport/remarks-at.html",
        needs=needs,
        convention=needs.convention,
        where=where,
        here=here,
        typed=_placed(typed or Typed(language=context.language), here, needs),
        kinds={kind: kind_words(t, kind) for kind in REMARK_KINDS},
        verdicts={verdict: verdict_words(t, verdict) for verdict in VERDICTS},
        written_in={language: LANGUAGE_NAMES[language] for language in context.portal.library.languages},
        party=lambda each: context.respondent(needs.convention.id, each.party),
        written_by=lambda step: name_by_id(context, step.author, step.name),
        changes=lambda each: needs.side == each.party and needs.writes and not each.withdrawn,
    )


def _placed(typed: Typed, here: list[Remark], needs: Needs) -> Typed:
    """What was typed, in a form that is there: that of a remark which was answered or withdrawn meanwhile is not."""
    found = next((each for each in here if each.id == typed.place), None)
    gone = found is None or found.withdrawn or (typed.action == "edit" and found.reply)
    return Typed("", "", typed.text, typed.kind, typed.language, typed.problem) if typed.place and gone else typed


def write(convention_id: str) -> Reply:
    """Remark something, write it anew, withdraw it, or answer it."""
    needs = needs_of(convention_id, request.args.get("opening", ""))
    where, context = _asked(needs), needs.context
    action, _, id = request.form.get("do", "").partition(":")
    text, kind, language = (request.form.get(name, "") for name in ("text", "kind", "language"))
    if language not in context.portal.library.languages:
        language = context.language
    typed = Typed(id, action, text, kind, language)
    try:
        place = _write(needs, where, typed)
    except SaveRefused as error:
        again = Typed(id, action, text, kind, language, context.why(error))
        return _shown(_anew(needs), where, again), 409
    except NotPermitted as error:
        again = Typed("", "", text, kind, language, context.why(error))
        return _shown(_anew(needs), where, again), 403
    except UnknownName:
        abort(404)
    return redirect(needs.address(where, f"remark-{place}"), 303)


def _anew(needs: Needs) -> Needs:
    """The same as it is now, after somebody else may have written."""
    return needs_of(needs.convention.id, needs.opening.id if needs.opening else "")


def _write(needs: Needs, where: Where, typed: Typed) -> str:
    """Do what was pressed; the id of the remark."""
    store, identity = needs.context.portal.store, needs.context.identity
    said = Said(typed.kind, typed.text, typed.language)
    if typed.action == "new":
        opening = needs.opening.id if needs.opening else ""
        return store.remark(identity, NewRemark(needs.convention.id, where, needs.labels(where), said, opening)).id
    if typed.action not in ("edit", "withdraw", "answer") or all(each.id != typed.place for each in needs.remarks):
        abort(400, needs.context.t("The page does not say what is to be done. Open it again."))
    base = request.form.get("base", "")
    seen = int(base) if base.isascii() and base.isdigit() and len(base) < 6 else -1
    if typed.action == "answer":
        answered = Answered(typed.kind, typed.text, typed.language)
        return store.answer_remark(identity, typed.place, answered, base=seen).id
    return store.change_remark(identity, typed.place, said if typed.action == "edit" else None, base=seen).id
