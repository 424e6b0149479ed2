"""A page to fill in that stands alone: one file that works without a line and saves its answers to another one.

Nothing in it comes from elsewhere, and its policy lets nothing but its own style and script run. What comes back is the
file with the answers (:func:`cbreport.documents.filling.read_data`), not the page.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from itertools import count
from typing import Final

import rjsmin
from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from cbreport.answering.live import Live, LiveConditions
from cbreport.definition import Question
from cbreport.documents.asking import Asked, AskedSection, asked_sections
from cbreport.documents.filling import FindForm, Outgoing
from cbreport.documents.html import check_identity
from cbreport.errors import ReportFileError
from cbreport.reporting.returning import Returned

_FEW: Final = 8  # choices that are shown side by side; more become a list that opens


def write_html(outgoing: Outgoing) -> bytes:
    """The report as a page to fill in."""
    report, t = outgoing.report, outgoing.t
    identity = report.convention.identity
    check_identity(identity)
    form, sections = report.form, tuple(asked_sections(outgoing))
    here = frozenset(asked.address for each in sections for asked in each.asked)

    def rows(group: Question) -> tuple[str, ...]:
        return outgoing.rows(group)

    conditions = LiveConditions(form, report.evaluation.answers, here, rows)

    def live(asked: Asked) -> Live:
        return conditions.of(asked.question, asked.address)

    def live_section(each: AskedSection) -> Live:
        return conditions.of_section(each.section)

    numbers = count(1)
    party = t.respondent(report)
    style = f":root{{--colour:{identity.colour};--accent:{identity.accent}}}\n{_packaged('filling.css')}"
    script = rjsmin.jsmin(_packaged("filling.js"))
    words = {
        "kept": t("A draft is kept in this browser. It is not saved to a file yet."),
        "notKept": t("This browser keeps no draft. Save your answers to a file before you close the page."),
        "saved": t("Your answers are in the file that the browser has downloaded. Bring that file back."),
        "opened": t("The answers of the file stand in the page now."),
        "notOpened": t("These are no answers that were saved from this page. Choose the file that you saved from it."),
        "found": t("The draft that this browser kept stands in the page. It is not saved to a file yet."),
        "forgotten": t("The draft is deleted. The page is as you received it."),
        "sure": t("Delete the draft and everything that you typed here and did not save to a file?"),
    }
    data = {
        "made": outgoing.made.signed(outgoing.secret),
        "words": {name: text.text for name, text in words.items()},
        "name": f"{report.party}-{report.cycle}-{form.id}.cbreport.json".lower(),
    }
    text = _template().render(
        title=f"{t(form.title)} – {party} – {report.cycle}",
        language=t.language,
        direction=t.direction,
        convention=t(report.convention.name),
        heading=t(form.title),
        party_and_cycle=t.row_of(party.text, report.cycle),
        example=report.example,
        sections=sections,
        live=live,
        live_section=live_section,
        number=lambda node: next(numbers),
        few=_FEW,
        choices=lambda each: (("", t("No answer")), *each.choices),
        is_day=lambda content: not content or re.fullmatch(r"(?!0000)\d{4}-\d\d-\d\d", content, re.ASCII),
        t=t,
        data=data,
        style=Markup(style),  # packaged text and checked colours
        style_hash=_hash(style),
        script=Markup(script),
        script_hash=_hash(script),
    )
    return text.encode()


def read_page(content: bytes, find_form: FindForm, secret: bytes = b"") -> Returned:
    """Say what to do: a page never holds what was typed into it.

    :raises ReportFileError: always.
    """
    raise ReportFileError(
        "This is the page itself; what you typed is not in it.",
        "Open it in your browser, choose “Save answers to a file”, and bring the file that it saves.",
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _packaged(name: str) -> str:
    return files("cbreport.documents").joinpath(name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    environment = Environment(loader=FunctionLoader(_packaged), autoescape=True, undefined=StrictUndefined)
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False}
    return environment.get_template("filling.html")
