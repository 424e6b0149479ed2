"""A report as JSON-LD, in terms of schema.org, Dublin Core, SKOS and, once it is published, DCAT 3.

Names are URNs of ours, made from ids that never change: of forms and questions, options, Parties and reports. Concepts
that questions of several forms share are SKOS concepts, so that answers can be found by what they mean.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from cbreport.definition import Form, Question, Translator, find_party
from cbreport.documents.answer_tables import answer_tables
from cbreport.documents.tables import Value
from cbreport.documents.viewing import Audience
from cbreport.errors import UnknownName
from cbreport.reporting import PUBLISHED, Report

CONTEXT: Final[Mapping[str, Any]] = {
    "schema": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_Node = dict[str, Any]
Row = Mapping[str, Value]


def report_jsonld(report: Report, language: str = "en", audience: Audience = "party") -> bytes:
    """The report with every answer, its question and the options chosen.

    :param language: of titles and labels.
    :param audience: everybody but the ``party`` gets what leaves the Party and no more.

    >>> from cbreport.testing import example_library
    >>> library = example_library()
    >>> report = Report(library.form("example-national-report"), "KEN", "EX1", library=library)
    >>> json.loads(report_jsonld(report))["@id"]
    'urn:cbreport:report:example-national-report:ex1:KEN:EX1:1'
    """
    t = report.source.translator(language, report.form.convention)
    answers = answer_tables([report], language, audience)[0]
    rows: dict[str, list[Row]] = {}
    for row in answers.rows:
        named = dict(zip(answers.names, row, strict=True))
        rows.setdefault(str(named["address"]), []).append(named)
    data = {
        "@context": CONTEXT,
        **_about(report, t),
        "schema:hasPart": [_answer(report, address, said, t) for address, said in rows.items()],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8")


def form_id(form: Form) -> str:
    """The name of an edition of a form."""
    return f"urn:cbreport:form:{form.id}:{form.edition}"


def report_id(report: Report) -> str:
    """The name of a version of a report."""
    cycle = quote(report.cycle, safe="")
    return f"urn:cbreport:report:{report.form.id}:{report.form.edition}:{report.party}:{cycle}:{report.version}"


def _about(report: Report, t: Translator) -> _Node:
    convention = report.convention
    creator, place = _creator(report, t)
    published = report.status == PUBLISHED
    title = f"{t(report.form.title)} – {report.respondent_name(t)} – {report.cycle}"
    about: _Node = {
        "@id": report_id(report),
        "@type": ["schema:Report", "dcat:Dataset"] if published else "schema:Report",
        "dcterms:title": _text(title, t.language),
        "dcterms:identifier": report_id(report),
        "dcterms:conformsTo": {
            "@id": form_id(report.form),
            "@type": "dcterms:Standard",
            "dcterms:title": _shown(report.form.title, t),
        },
        "dcterms:creator": creator,
        **place,
        "dcterms:audience": {
            "@id": f"urn:cbreport:convention:{convention.id}",
            "schema:name": _shown(convention.name, t),
        },
        "schema:creativeWorkStatus": report.status,
        "schema:version": report.version,
    }
    if published:
        about["dcat:version"] = str(report.version)
    if report.submitted:
        about["dcterms:issued"] = {"@value": report.submitted[:10], "@type": "xsd:date"}
    if report.example:
        about["schema:description"] = _shown("Example: invented answers", t)
    return {**about, **_period(report)}


def _creator(report: Report, t: Translator) -> tuple[_Node, _Node]:
    """Whoever answers, and what the report then says of the place; a Secretariat is of no country."""
    if report.by_secretariat:
        name = _shown(report.convention.secretariat, t)
        id = f"urn:cbreport:secretariat:{report.convention.id}"
        return {"@id": id, "@type": "schema:Organization", "schema:name": name, "schema:identifier": report.party}, {}
    party = find_party(report.party)
    id = f"urn:cbreport:party:{party.code}"
    about = {
        "@id": id,
        "@type": "schema:Organization" if not party.m49 else "schema:Country",
        "schema:name": _text(party.name_in(t.language), t.language),
        "schema:identifier": party.code,
    }
    return about, {"dcterms:spatial": {"@id": id}}


def _period(report: Report) -> _Node:
    try:
        cycle = report.convention.cycle(report.cycle)
    except UnknownName:  # a draft may name its cycle wrongly
        return {}
    return {
        "dcterms:temporal": {
            "@type": "dcterms:PeriodOfTime",
            "dcat:startDate": {"@value": cycle.period_from.isoformat(), "@type": "xsd:date"},
            "dcat:endDate": {"@value": cycle.period_to.isoformat(), "@type": "xsd:date"},
        }
    }


def _answer(report: Report, address: str, rows: list[Row], t: Translator) -> _Node:
    """An answer: ``schema:text`` are its texts, ``schema:value`` figures, days, codes, yes and no, and
    ``dcterms:subject`` the options chosen, and ``dcterms:type`` the non-answer that was recorded.
    """
    question = report.form.at(address)
    key = str(rows[0]["question"]).partition("#")[2]
    name = f"{form_id(report.form)}#{quote(key, safe='')}"
    node: _Node = {
        "@id": f"{report_id(report)}#{quote(address, safe='')}",
        "@type": "schema:Answer",
        "schema:parentItem": _question(name, question, t),
    }
    said = [pair for row in rows for pair in _said(name, row, question)]
    for term in dict.fromkeys(term for term, _ in said):
        values = [value for each, value in said if each == term]
        node[term] = values[0] if len(values) == 1 else values
    return node


def _question(name: str, question: Question | None, t: Translator) -> _Node:
    node: _Node = {"@id": name, "@type": "schema:Question"}
    if question is not None:
        node["schema:name"] = _shown(question.label, t)
        if question.concept:
            node["schema:about"] = _concept(question.concept)
    return node


def _concept(id: str) -> _Node:
    return {"@id": f"urn:cbreport:concept:{quote(id, safe='.')}", "@type": "skos:Concept", "skos:notation": id}


def _said(name: str, row: Row, question: Question | None) -> Iterator[tuple[str, Any]]:
    """What one row of the table of answers says, as terms with their values."""
    kind = row["said"]
    if kind == "option":
        code = str(row["value"])
        option = question.option(code) if question else None
        chosen: _Node = {
            "@id": f"{name}{quote('=' + code, safe='')}",
            "@type": "skos:Concept",
            "skos:notation": code,
            "skos:prefLabel": _text(str(row["text"]), str(row["language"])),
        }
        if option and option.concept:
            chosen["skos:closeMatch"] = _concept(option.concept)
        yield "dcterms:subject", chosen
        if row["beside"]:
            yield "schema:text", _text(str(row["beside"]), "")
    elif kind == "non-answer":
        code = str(row["value"])
        concept = {"@id": f"urn:cbreport:non-answer:{quote(code, safe='')}", "@type": "skos:Concept"}
        yield "dcterms:type", {**concept, "skos:notation": code}
    elif kind == "comment":
        yield "schema:comment", _text(str(row["value"]), str(row["language"] or ""))
    elif kind == "file":
        yield "schema:associatedMedia", {"schema:name": str(row["text"]), "schema:sha256": _digest(row)}
    else:
        yield from _value(row)


def _value(row: Row) -> Iterator[tuple[str, Any]]:
    figure = row["figure"]
    if row["type"] == "link" and row["valid"]:
        yield "schema:url", {"@id": quote(str(row["value"]), safe=":/?#[]@!$&'()*+,;=%-._~")}
    if row["holds"] is not None:
        yield "schema:value", row["holds"]
    elif row["day"] or row["day_to"]:
        for day in (row["day"], row["day_to"]):
            if day:
                yield "schema:value", {"@value": str(day), "@type": "xsd:date"}
    elif isinstance(figure, Decimal):
        yield "schema:value", _figure(row, figure)
    elif row["type"] in ("party", "reference") and row["valid"]:
        yield "schema:value", str(row["value"])
    else:
        text = row["text"] if row["type"] in ("link", "file") else row["value"]
        yield "schema:text", _text(str(text), str(row["language"] or ""))


def _figure(row: Row, figure: Decimal) -> Any:
    """A number; with a unit, a currency or an upper end it is a value of several parts."""
    upper, unit, currency = row["figure_to"], row["unit"], row["currency"]
    if not (unit or currency) and upper is None:
        return _decimal(figure)
    ends = {"schema:value": _decimal(figure)}
    if isinstance(upper, Decimal):
        ends = {"schema:minValue": _decimal(figure), "schema:maxValue": _decimal(upper)}
    node: _Node = {"@type": "schema:MonetaryAmount" if currency else "schema:QuantitativeValue", **ends}
    if currency:
        node["schema:currency"] = str(currency)
    if unit:
        node["schema:unitText"] = str(unit)
    return node


def _decimal(figure: Decimal) -> _Node:
    return {"@value": f"{figure:f}", "@type": "xsd:decimal"}


def _digest(row: Row) -> str:
    return str(row["value"]).removeprefix("sha256:")


def _shown(source: str, t: Translator) -> _Node:
    shown = t.show(source)
    return _text(shown.text, shown.language)


def _text(text: str, language: str) -> _Node:
    return {"@value": text, "@language": language} if _LANGUAGE.fullmatch(language) else {"@value": text}
