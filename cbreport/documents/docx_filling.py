"""A document to fill in: each slot is a content control, and what the file was made from stands in a part of its own.

Controls are locked against removal and nothing else is protected: a document that circulates is commented on and
changed with tracking, which a protected one would not allow, and of labels nothing is read. Text that was inserted
with tracking counts, text that was deleted does not.
"""

from __future__ import annotations

import json
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from cbreport.answering.slots import TICKED
from cbreport.documents.archives import opened
from cbreport.documents.asking import Asked, Field, asked_sections
from cbreport.documents.filling import NEW_ROWS, FindForm, Outgoing, Reading
from cbreport.documents.html import printable
from cbreport.documents.nodes import Meta, Text
from cbreport.documents.word import SMALL, Paper, Setting, letters
from cbreport.errors import ReportFileError, finding
from cbreport.reporting.returning import Returned, Unread, made_from

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OURS: Final = "urn:cbreport:filling"
_ITEM: Final = "{B7C7B5C1-6E0E-4F5B-9A51-0C0B5E9F1A27}"  # an id that the format wants; it means nothing
_BOXES: Final = {TICKED: "☒", "": "☐"}
_CROSSED: Final = frozenset({"☒", "☑", "☓", "✓", "✔", "✗", "✘", "x", "X", "×"})
_LEFT: Final = "–"  # the value of the choice that is none
# What reading an entry of an archive may raise: it is not there, damaged, packed in another way, or encrypted.
_UNREADABLE: Final = (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
_PALE: Final = "5B6470"  # of what says that something can be written here
_NAME: Final = 64  # letters of the name of a control
_WIDE: Final = 4  # columns that fit beside each other with their controls
_IN_CELLS: Final = frozenset({"tick", "yes-no", "choose-one", "rating", "integer", "decimal", "year", "text", "date"})
_SIGNS: Final = {"noBreakHyphen": "\u2011", "softHyphen": "\u00ad", "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n"}
_SKIPPED: Final = frozenset({f"{_W}{name}" for name in ("del", "moveFrom", "rPr", "pPr", "sdtPr", "sdtEndPr")})


def write_docx(outgoing: Outgoing) -> bytes:
    """The report as a document to fill in."""
    return _Sheet(outgoing).to_bytes()


@dataclass
class _Map:
    """What stands in the hidden part: which slot each control is, and how choices were shown."""

    slots: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    choices: list[list[list[str]]] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def tag(self, asked: Field, shown: list[list[str]]) -> str:
        """The name of a new control."""
        number = -1
        if shown:
            if shown not in self.choices:
                self.choices.append(shown)
            number = self.choices.index(shown)
        tag = f"cb{len(self.slots) + 1}"
        self.slots[tag] = (asked.slot.address, asked.slot.part, number)
        return tag


class _Sheet:
    def __init__(self, outgoing: Outgoing) -> None:
        self.outgoing, self.t = outgoing, outgoing.t
        report, t = outgoing.report, self.t
        self.set = Setting(t.language, t.direction)
        party = t.respondent(report)
        running = Text(t.row_of(party.text, report.convention.short_name, report.cycle))
        meta = Meta(running, t("Page {page} of {pages}"), t("TO FILL IN"), party.text, t(report.convention.name).text)
        title = f"{t(report.form.title)} – {party} – {report.cycle}"
        self.paper = Paper(title, self.set, report.convention.identity, meta)
        self.map = _Map()
        self.blank = t("Click here and write").text, t("Click here and choose").text

    def to_bytes(self) -> bytes:
        report, t = self.outgoing.report, self.t
        self.line(t(report.convention.name))
        self.line(t(report.form.title), "Title")
        self.line(Text(t.row_of(t.respondent(report).text, report.cycle)))
        if report.example:
            self.line(t("Example: invented answers"), bold=True)
        self.line(
            t(
                "Fill in the fields and leave what you do not know. You may send the document to colleagues, comment on"
                " it and track changes. Then bring it back on the page of the report where you took it from: you see"
                " what it changes before anything is saved."
            )
        )
        self.line(
            t("The document holds the answers of your country. Give it only to those who may see them."), bold=True
        )
        for section in asked_sections(self.outgoing):
            self.heading(section.section.number, section.title, 1)
            for note in [*section.notes, *([section.condition] if section.condition else [])]:
                self.line(note, "Small")
            for asked in section.asked:
                self.question(asked)
        self.hide()
        return self.paper.to_bytes()

    def line(self, text: Text, style: str = "", **look: Any) -> None:
        self.paper.add(self.set.paragraph(self.paper.texts([text], **look), style))

    def heading(self, number: str, text: Text, level: int) -> None:
        before = self.set.run(Text(f"{number}\u2002", dir="ltr" if self.set.rtl else "")) if number else ""
        self.paper.add(self.set.paragraph(before + self.paper.texts([text]), f"Heading{level}"))

    def question(self, asked: Asked) -> None:
        self.heading(asked.number, asked.label, 2)
        self.notes(asked)
        self.place(asked)
        fields = asked.fields
        if asked.rows:  # what is said of the whole stands below its rows
            self.rows(asked)
        self.paper.add(*self.fields(fields))

    def notes(self, asked: Asked) -> None:
        for note in [*([asked.condition] if asked.condition else []), *asked.notes]:
            self.line(note, "Small")

    def place(self, asked: Asked) -> None:
        self.map.places[asked.address] = asked.place
        for row in asked.rows:
            self.map.places[row.address] = row.place
            for part in row.parts:
                self.place(part)

    def rows(self, asked: Asked) -> None:
        parts = asked.rows[0].parts
        plain = all(part.question.type in _IN_CELLS and not part.notes and not part.condition for part in parts)
        if plain and len(parts) <= _WIDE and not any(row.notes for row in asked.rows):
            self.paper.add(self.in_cells(asked, parts))
            return
        for row in asked.rows:
            self.heading("", row.title, 3)
            for note in row.notes:
                self.line(note, "Small")
            self.paper.add(*self.fields(row.fields))
            for part in row.parts:
                self.paper.add(self.set.paragraph(self.paper.texts([part.label], bold=True), keep=True))
                self.notes(part)
                self.paper.add(*self.fields(part.fields))

    def in_cells(self, asked: Asked, parts: tuple[Asked, ...]) -> str:
        rows = [["", *(self.paper.texts([part.label], bold=True) for part in parts)]]
        made = [[self.set.paragraph(cell) for cell in row] for row in rows]
        for row in asked.rows:
            title = self.set.paragraph(self.paper.texts([row.title], bold=True)) + "".join(self.fields(row.fields))
            made.append([title, *("".join(self.fields(part.fields)) for part in row.parts)])
        return self.set.table(made, [], head=True, caption=asked.label.text)

    def fields(self, fields: tuple[Field, ...]) -> Iterator[str]:
        """A paragraph for each control, with its label."""
        for each in fields:
            control = self.control(each)
            if each.slot.kind == "tick":
                label = self.set.run(Text("\u2002")) + self.paper.texts([each.label]) if each.label else ""
                yield self.set.paragraph(control + label, "ListParagraph")
                continue
            apart = each.slot.kind == "lines" or each.shown.dir not in ("", self.set.direction)
            label = ""
            if each.label:
                label = self.paper.texts([each.label], size=SMALL) + self.set.run(Text(":" if apart else ": "))
            if label and apart:
                yield self.set.paragraph(label, keep=True)
                label = ""
            # What stands there decides the direction of its paragraph only where there is no label beside it.
            yield self.set.paragraph(label + control, dir="" if label else each.shown.dir)

    def control(self, each: Field) -> str:
        kind, slot = each.slot.kind, each.slot
        choices = [] if kind != "one" else _told_apart(each)
        tag = self.map.tag(each, choices)
        name = (self.map.places.get(slot.address) or slot.address)[:_NAME]
        blank = kind != "tick" and not each.content
        if kind == "tick":
            shown = Text(_BOXES[each.content])
        elif blank:
            shown = Text(self.blank[kind == "one"])
        else:
            label = dict(choices).get(each.content)
            shown = Text(label or each.content, each.shown.lang, each.shown.dir)
        properties = (
            f"<w:sdtPr>{self.set.look()}<w:alias w:val={_quoted(name)}/>"
            f'<w:tag w:val="{tag}"/><w:id w:val="{1000 + len(self.map.slots)}"/><w:lock w:val="sdtLocked"/>'
            f"{'<w:showingPlcHdr/>' if blank else ''}{self.kind(each, choices)}</w:sdtPr>"
        )
        # As it was typed: what no file can hold was taken out when the slot was filled.
        run = f"<w:r>{self.set.look(shown, colour=_PALE if blank else '')}{letters(shown.text)}</w:r>"
        # LibreOffice before 7.5 forgets tags, and keeps bookmarks.
        number = len(self.map.slots)
        start = f'<w:bookmarkStart w:id="{number}" w:name="{tag}"/>'
        control = f"<w:sdt>{properties}<w:sdtContent>{run}</w:sdtContent></w:sdt>"
        return f'{start}{control}<w:bookmarkEnd w:id="{number}"/>'

    def kind(self, each: Field, choices: list[list[str]]) -> str:
        kind = each.slot.kind
        if kind == "tick":
            return (
                f'<w14:checkbox><w14:checked w14:val="{int(bool(each.content))}"/><w14:checkedState w14:val="2612"'
                ' w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
            )
        if kind == "one":
            none = self.t("No answer").text
            items = [f"<w:listItem w:displayText={_quoted(none)} w:value={_quoted(_LEFT)}/>"]
            items += [
                f"<w:listItem w:displayText={_quoted(label)} w:value={_quoted(f'{number}')}/>"
                for number, (_, label) in enumerate(choices, 1)
            ]
            return f"<w:dropDownList>{''.join(items)}</w:dropDownList>"
        if kind == "date":
            full = f' w:fullDate="{each.content}T00:00:00Z"' if _is_day(each.content) else ""
            return (
                f'<w:date{full}><w:dateFormat w:val="yyyy-MM-dd"/><w:lid w:val="en-GB"/>'
                '<w:storeMappedDataAs w:val="date"/><w:calendar w:val="gregorian"/></w:date>'
            )
        return '<w:text w:multiLine="1"/>' if kind == "lines" or "\n" in each.content else "<w:text/>"

    def hide(self) -> None:
        """What the file was made from, in a part that programs keep and nobody sees."""
        data = {
            "made": self.outgoing.made.signed(self.outgoing.secret),
            "slots": self.map.slots,
            "choices": self.map.choices,
            "places": self.map.places,
            "none": self.t("No answer").text,
            "blank": self.blank,
        }
        content = f'<cbreport xmlns="{_OURS}">{escape(json.dumps(data))}</cbreport>'
        about = (
            f'<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"'
            f' ds:itemID="{_ITEM}"><ds:schemaRefs><ds:schemaRef ds:uri="{_OURS}"/></ds:schemaRefs></ds:datastoreItem>'
        )
        package = self.paper.docx.part.package
        assert package is not None  # every document has one
        item = Part(PackURI("/customXml/item9.xml"), "application/xml", content.encode(), package)
        kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
        item.relate_to(
            Part(PackURI("/customXml/itemProps9.xml"), kind, about.encode(), package),
            RELATIONSHIP_TYPE.CUSTOM_XML_PROPS,
        )
        self.paper.docx.part.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)


def _quoted(text: str) -> str:
    return quoteattr(" ".join(printable(text).split()))


def _told_apart(each: Field) -> list[list[str]]:
    """Codes with labels of which no two are the same: a list with the same entry twice cannot be opened."""
    found: dict[str, str] = {}
    for code, label in each.choices:
        shown = " ".join(printable(label.text).split()) or code
        found[shown if shown not in found else f"{shown} ({code})"] = code
    return [[code, shown] for shown, code in found.items()]


def _is_day(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is not None


def read_docx(content: bytes, find_form: FindForm, secret: bytes = b"") -> Returned:
    """What such a document says.

    :raises ReportFileError: it is broken, or was not signed here.
    """
    with opened(content) as archive:
        hidden = _hidden(archive)
        made = made_from(hidden.get("made"), secret)
        body = _parsed(archive, _main(archive))
    form = find_form(made)
    reading = Reading(form)
    new = {made.new_row(group.id, number) for group in form.questions() for number in range(1, NEW_ROWS + 1)}
    _Controls(hidden, reading, new).read(body)
    return reading.returned(made)


def _broken() -> ReportFileError:
    return ReportFileError("The document is broken.", "Download it anew and copy your answers there.")


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:
    """A part of the file as a tree; one that brings definitions of its own is refused.

    :raises ReportFileError: there is none, or it is no XML.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = etree.fromstring(archive.read(name), parser)
    except (*_UNREADABLE, etree.XMLSyntaxError):
        raise _broken() from None
    if tree.getroottree().docinfo.doctype:
        raise _broken()
    return tree


def _main(archive: zipfile.ZipFile) -> str:
    """The name of the part with the text."""
    for each in _parsed(archive, "_rels/.rels"):
        if each.get("Type", "").endswith("/officeDocument"):
            return posixpath.normpath(str(each.get("Target", ""))).lstrip("/")
    raise _broken()


def _hidden(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    for name in archive.namelist():
        if re.fullmatch(r"customXml/item\d+\.xml", name):
            tree = _parsed(archive, name)
            if tree.tag == f"{{{_OURS}}}cbreport":
                try:
                    data = json.loads(tree.text or "")
                except (ValueError, RecursionError):
                    raise _broken() from None
                if isinstance(data, dict):
                    return data
    return {}


class _Controls:
    """Reads the controls of a document."""

    def __init__(self, hidden: Mapping[str, Any], reading: Reading, new: set[str]) -> None:
        self.reading, self.new = reading, new
        try:
            self.slots = {
                str(tag): (str(at), str(part), int(number)) for tag, (at, part, number) in hidden["slots"].items()
            }
            self.choices = [{str(label): str(code) for code, label in each} for each in hidden["choices"]]
            self.places = {str(address): str(place) for address, place in hidden["places"].items()}
            self.none, self.blank = str(hidden["none"]), tuple(map(str, hidden["blank"]))
        except (AttributeError, KeyError, TypeError, ValueError):
            raise _broken() from None

    def read(self, body: Any) -> None:
        found: dict[str, list[str]] = {}
        marked: dict[str, str] = {}  # bookmarks that have begun and not yet ended, by their number in the file
        for each in body.iter(f"{_W}sdt", f"{_W}bookmarkStart", f"{_W}bookmarkEnd"):
            if each.tag == f"{_W}bookmarkStart":
                marked[each.get(f"{_W}id", "")] = each.get(f"{_W}name", "")
            elif each.tag == f"{_W}bookmarkEnd":
                marked.pop(each.get(f"{_W}id", ""), None)
            elif not _deleted(each) and each.find(f"{_W}sdtContent//{_W}sdt") is None:  # ours hold no other
                self.add(each, list(marked.values()), found)
        for name, texts in found.items():
            self.take(name, texts)
        self.missing([name for name in self.slots if name not in found])

    def add(self, control: Any, marked: list[str], found: dict[str, list[str]]) -> None:
        """What a control holds. One without a tag is known by its bookmark, which may have moved inside."""
        tags = [each.get(f"{_W}val", "") for each in control.iterfind(f"{_W}sdtPr/{_W}tag")]
        inside = [each.get(f"{_W}name", "") for each in control.iter(f"{_W}bookmarkStart")]
        name = next((name for name in [*tags, *inside, *reversed(marked)] if name in self.slots), "")
        if name and (text := self.text(control)) not in found.setdefault(name, []):
            found[name].append(text)

    def text(self, control: Any) -> str:
        properties = control.find(f"{_W}sdtPr")
        content = control.find(f"{_W}sdtContent")
        text = _text(content) if content is not None else ""
        box = properties.find(f"{_W14}checkbox/{_W14}checked")
        if properties.find(f"{_W14}checkbox") is not None or text.strip() in _BOXES.values():
            if box is not None:
                return TICKED if box.get(f"{_W14}val") in ("1", "true", "on") else ""
            return TICKED if text.strip() in _CROSSED else ""
        showing = properties.find(f"{_W}showingPlcHdr")
        if showing is not None and showing.get(f"{_W}val", "1") not in ("0", "false", "off"):
            return ""
        for blank in self.blank:  # a program that does not know placeholders took them for text
            text = text.removeprefix(blank).removesuffix(blank)
        if properties.find(f"{_W}date") is not None:
            return "-".join(_western(part) for part in text.strip().split("-"))
        return text

    def take(self, name: str, texts: list[str]) -> None:
        address, part, number = self.slots[name]
        place = self.places.get(address, address)
        if len(texts) > 1:
            problem = finding("A40", address)
            self.reading.refuse(place, " / ".join(texts)[:200], problem)
            return
        [text] = texts
        if number >= 0:
            known = self.choices[number] if number < len(self.choices) else {}
            shown = " ".join(text.split())
            if shown and shown != self.none and shown not in known:
                self.reading.refuse(place, text[:200], finding("A06", address, option=shown[:200]))
                return
            text = known.get(shown, "")
        self.reading.add(address, part, text, place)

    def missing(self, names: list[str]) -> None:
        """Controls that were deleted, told once for each question; rows for new entries may go."""
        told: set[str] = set()
        for name in names:
            address = self.slots[name][0]
            question, _, row = address.partition("[")
            if question in told or row.partition("]")[0] in self.new:
                continue
            told.add(question)
            place = self.places.get(address, address)
            self.reading.unread.append(Unread(place, "", finding("A41", address)))


def _western(text: str) -> str:
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


def _deleted(element: Any) -> bool:
    return any(above.tag in (f"{_W}del", f"{_W}moveFrom", _FALLBACK) for above in element.iterancestors())


def _text(element: Any) -> str:
    """The text of an element, deletions taken as made; a new line for each paragraph that follows another."""
    found: list[str] = []
    for each in element:
        tag = each.tag
        if tag in _SKIPPED or tag == _FALLBACK:
            continue
        name = tag.removeprefix(_W)
        if name == "t":
            found.append(each.text or "")
        elif name in _SIGNS:
            found.append(_SIGNS[name])
        elif name == "p":
            gone = (
                each.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None
            )  # its end was deleted, so the next one goes on here
            found += [_text(each), "" if gone or _is_last(each) else "\n"]
        elif name not in ("delText", "instrText", "delInstrText"):
            found.append(_text(each))
    return "".join(found)


def _is_last(paragraph: Any) -> bool:
    return not any(each.tag == f"{_W}p" or each.find(f".//{_W}p") is not None for each in paragraph.itersiblings())
