"""What people bring back of a file that went out: the file itself, or what the page saved that was filled in."""

from __future__ import annotations

import json
from typing import Any

import html5lib

from cbreport.documents.filling import FILLINGS, Outgoing


def brought_back(kind: str, outgoing: Outgoing) -> bytes:
    """The file that comes back when nobody touched anything."""
    content = FILLINGS[kind].write(outgoing)
    return saved_from(content) if kind == "html" else content


def saved_from(page: bytes) -> bytes:
    """What the page saves as it is: the content of its fields, as a browser reads them."""
    tree = html5lib.parse(page, namespaceHTMLElements=False, transport_encoding="utf-8")
    data = json.loads(next(each.text for each in tree.iter("script") if each.get("id") == "data"))
    texts: dict[str, dict[str, str]] = {}
    for field in tree.iter():
        if field.get("data-part") is not None:
            texts.setdefault(field.get("data-at"), {})[field.get("data-part")] = _content(field)
    return json.dumps({"cbreport-filled": 1, "made": data["made"], "texts": texts}).encode()


def _content(field: Any) -> str:
    if field.tag == "fieldset":
        return next((each.get("value") for each in field.iter("input") if each.get("checked") is not None), "")
    if field.tag == "select":
        return next((each.get("value") for each in field.iter("option") if each.get("selected") is not None), "")
    if field.get("type") == "checkbox":
        return "true" if field.get("checked") is not None else ""
    if field.tag == "textarea":
        return field.text or ""
    return (field.get("value") or "").replace("\n", "").replace("\r", "")  # as browsers read a line
