"""The pieces of a DOCX: runs with their language and direction, paragraphs, tables, and the file around them.

The body is written as markup, because the order of elements and what each run says of its language matter to the
programs that open it; python-docx has the package, styles, header and footer.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from docx import Document as new_document
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from cbreport.definition import DocumentIdentity
from cbreport.documents.html import check_identity, printable
from cbreport.documents.nodes import Meta, Text

_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)  # of what has no time of its own, so that the bytes are the same
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_LOCALES: Final = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "ru": "ru-RU", "ar": "ar-SA", "zh": "zh-CN"}
_FONTS: Final = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="Microsoft YaHei"/>'
_WIDTH: Final = 9638  # twentieths of a point: what is left of A4 between margins of 20 mm
_NAMESPACES: Final = nsdecls("w", "r") + ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
_END_TAB: Final = f'<w:tab w:val="right" w:pos="{_WIDTH}"/>'
SMALL: Final = 18  # half points
_GREY: Final = "4D5761"
_NOTHING: Final = Text("")


def language_of(language: str, rtl: bool) -> str:
    """What a run says of its language: ``w:lang`` has an attribute for each kind of script."""
    named = quoteattr(_LOCALES.get(language, language))
    kinds = f"w:bidi={named}" if rtl else f"w:val={named}"
    return f"<w:lang {kinds}{f' w:eastAsia={named}' if language.startswith('zh') else ''}/>"


@dataclass(frozen=True)
class Setting:
    """Language and direction of a document, against which its texts are set."""

    language: str
    direction: str

    @property
    def rtl(self) -> bool:
        """Whether the document runs from right to left."""
        return self.direction == "rtl"

    def look(
        self, text: Text = _NOTHING, *, bold: bool = False, size: int = 0, colour: str = "", style: str = ""
    ) -> str:
        """What a run says of itself."""
        rtl = (text.dir or self.direction) == "rtl"
        return "".join(
            [
                "<w:rPr>",
                f'<w:rStyle w:val="{style}"/>' if style else "",
                "<w:b/><w:bCs/>" if bold else "",
                f'<w:color w:val="{colour}"/>' if colour else "",
                f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else "",
                "<w:rtl/>" if rtl else "",
                language_of(text.lang or self.language, rtl),
                "</w:rPr>",
            ]
        )

    def run(self, text: Text, *, bold: bool = False, size: int = 0, colour: str = "", style: str = "") -> str:
        """A run of text; line ends and tabs stay, and what no file can hold is written out."""
        look = self.look(text, bold=bold, size=size, colour=colour, style=style)
        return f"<w:r>{look}{letters(printable(text.text))}</w:r>"

    def paragraph(self, content: str, style: str = "", *, dir: str = "", keep: bool = False, more: str = "") -> str:
        """A paragraph of runs.

        :param dir: its direction, where that is not the document's.
        :param keep: on one page with what follows.
        :param more: further properties that follow the direction.
        """
        own = "" if not dir or dir == self.direction else f'<w:bidi w:val="{int(dir == "rtl")}"/>'
        said = [
            f'<w:pStyle w:val="{style}"/>' if style else "",
            "<w:keepNext/>" if keep else "",
            own,
            more,
        ]
        return f"<w:p><w:pPr>{''.join(said)}</w:pPr>{content}</w:p>"

    def table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        *,
        head: bool,
        caption: str = "",
        column: bool = True,
        shades: Sequence[Sequence[str]] = (),
    ) -> str:
        """A table of cells that hold paragraphs.

        :param widths: of the columns in per cent; empty where they are all the same.
        :param head: whether the first row is that of the headings, which is repeated on every page.
        :param column: whether the first cell of each row is its heading.
        :param shades: the ground of each cell as ``RRGGBB``, empty for none; by default none has any.
        """
        parts = widths or [100 // len(rows[0])] * len(rows[0])
        sizes = [_WIDTH * part // 100 for part in parts]
        turned = "<w:bidiVisual/>" if self.rtl else ""
        named = f"<w:tblCaption w:val={quoteattr(printable(caption))}/>" if caption else ""
        columns = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
        made = [
            f'<w:tblPr><w:tblStyle w:val="TableGrid"/>{turned}<w:tblW w:w="{sum(sizes)}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/>'
            '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/></w:tblCellMar>'
            f'<w:tblLook w:val="0000" w:firstRow="{int(head)}" w:lastRow="0" w:firstColumn="{int(column)}"'
            f' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>{named}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>',
        ]
        for number, row in enumerate(rows):
            first = head and number == 0
            made.append(f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if first else ''}</w:trPr>")
            grounds = ["EEF1F4"] * len(row) if first else shades[number] if shades else [""] * len(row)
            made += [
                f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{_shade(ground)}</w:tcPr>{cell}</w:tc>'
                for cell, size, ground in zip(row, sizes, grounds, strict=True)
            ]
            made.append("</w:tr>")
        return f"<w:tbl>{''.join(made)}</w:tbl>{self.paragraph('', 'Small')}"


def _shade(ground: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>' if ground else ""


def letters(text: str) -> str:
    """Text as runs hold it, with breaks and tabs."""
    lines = [
        "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\t"))
        for line in text.split("\n")
    ]
    return "<w:br/>".join(lines)


def field(code: str, look: str = "") -> str:
    """A field that the program works out, such as the number of the page."""
    return (
        f'<w:r>{look}<w:fldChar w:fldCharType="begin"/></w:r><w:r>{look}<w:instrText xml:space="preserve"> {code} '
        f'</w:instrText></w:r><w:r>{look}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{look}<w:t>1</w:t></w:r>'
        f'<w:r>{look}<w:fldChar w:fldCharType="end"/></w:r>'
    )


class Paper:
    """A DOCX that is being written."""

    def __init__(self, title: str, setting: Setting, identity: DocumentIdentity, meta: Meta) -> None:
        check_identity(identity)
        self.setting = setting
        self.identity = identity
        self.docx: DocxDocument = new_document()
        self.body: list[str] = []
        self._links: dict[str, str] = {}
        self._styles()
        self._about(title, meta)
        self._furniture(meta)

    def add(self, *markup: str) -> None:
        """Put pieces at the end of the body."""
        self.body.extend(markup)

    def link(self, text: Text) -> str:
        """A text that leads to its web address."""
        if text.link not in self._links:
            part = self.docx.part
            self._links[text.link] = part.relate_to(text.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        run = self.setting.run(text, colour=self.identity.colour[1:])
        return f'<w:hyperlink r:id="{self._links[text.link]}">{run}</w:hyperlink>'

    def texts(self, texts: Iterable[Text], between: str = " ", **look: Any) -> str:
        """Texts one after another, each in its language and direction."""
        runs = [self.link(text) if text.link else self.setting.run(text, **look) for text in texts]
        return f"<w:r>{letters(between)}</w:r>".join(runs)

    def to_bytes(self) -> bytes:
        """The file: the same bytes for the same content."""
        body = self.docx.element.body
        made = parse_xml(f"<w:body {_NAMESPACES}>{''.join(self.body)}</w:body>".encode())
        last = body[-1]  # the properties of the section
        for each in list(made):
            last.addprevious(each)
        out = io.BytesIO()
        self.docx.save(out)
        return _with_fixed_times(out.getvalue())

    def _styles(self) -> None:
        styles, colour = self.docx.styles, RGBColor.from_string(self.identity.colour[1:].upper())
        defaults = styles.element.find(qn("w:docDefaults"))
        assert defaults is not None  # it is in the template of python-docx
        defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}").getparent().replace(
            defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}"),
            parse_xml(
                f'<w:rPr {nsdecls("w")}>{_FONTS}<w:sz w:val="20"/><w:szCs w:val="20"/>'
                f"{language_of(self.setting.language, self.setting.rtl)}</w:rPr>"
            ),
        )
        for name, size, before, after in (
            ("Normal", 10, 0, 4),
            ("Title", 24, 12, 12),
            ("Heading 1", 16, 18, 6),
            ("Heading 2", 11.5, 14, 4),
            ("Heading 3", 10.5, 8, 3),
            ("Caption", 10, 6, 3),
            ("List Paragraph", 10, 0, 2),
        ):
            style = styles[name]
            look = style.element.get_or_add_rPr()
            for fonts in look.findall(qn("w:rFonts")):
                look.remove(fonts)
            look.insert(0, parse_xml(_FONTS.replace("<w:rFonts", f"<w:rFonts {nsdecls('w')}")))
            for sizes in look.findall(qn("w:szCs")):
                look.remove(sizes)
            style.font.size = Pt(size)
            look.find(qn("w:sz")).addnext(parse_xml(f'<w:szCs {nsdecls("w")} w:val="{int(size * 2)}"/>'))
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
            if name.startswith(("Heading", "Title")):
                style.font.color.rgb = colour
                style.paragraph_format.keep_with_next = True
        styles["List Paragraph"].paragraph_format.left_indent = Pt(14)
        if self.setting.rtl:
            shape = styles["Normal"].element.get_or_add_pPr()
            shape.insert(0, parse_xml(f"<w:bidi {nsdecls('w')}/>"))
        small = styles.add_style("Small", 1)
        small.base_style = styles["Normal"]
        small.font.size = Pt(SMALL / 2)
        small.font.color.rgb = RGBColor.from_string(_GREY)

    def _about(self, title: str, meta: Meta) -> None:
        about = self.docx.core_properties
        when = datetime.fromisoformat(meta.modified) if meta.modified else _NEVER
        about.title, about.author, about.subject = printable(title)[:255], meta.author[:255], meta.subject[:255]
        about.language = self.setting.language
        about.created = about.modified = when.astimezone(UTC).replace(tzinfo=None)
        about.comments, about.last_modified_by, about.revision = "", meta.author[:255], 1
        package = self.docx.part.package
        for key, each in list(package.rels.items()):
            if each.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # a picture of the empty template
                del package.rels[key]

    def _furniture(self, meta: Meta) -> None:
        page = self.docx.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(20)
        page.top_margin, page.bottom_margin = Mm(24), Mm(20)
        page.different_first_page_header_footer = True
        if self.setting.rtl:
            page._sectPr.append(parse_xml(f"<w:bidi {nsdecls('w')}/>"))
        head = self.setting.run(meta.running, size=16, colour=_GREY)
        if meta.state:
            state = self.setting.run(meta.state, bold=True, size=16, colour=self.identity.accent[1:])
            head += f"<w:r><w:tab/></w:r>{state}"
        before, _, rest = meta.page.text.partition("{page}")
        middle, _, after = rest.partition("{pages}")
        look = self.setting.look(size=16, colour=_GREY)
        words = [f"<w:r>{look}{letters(each)}</w:r>" for each in (before, middle, after)]
        foot = words[0] + field("PAGE", look) + words[1] + field("NUMPAGES", look) + words[2]
        for style in ("Header", "Footer"):
            for tabs in self.docx.styles[style].element.iter(qn("w:tabs")):
                tabs.getparent().remove(tabs)
        for part, shape, content in (
            (page.header, f'<w:pStyle w:val="Header"/><w:tabs>{_END_TAB}</w:tabs>', head),
            (page.footer, '<w:pStyle w:val="Footer"/><w:jc w:val="right"/>', foot),
        ):
            part.is_linked_to_previous = False
            part._element.remove(part.paragraphs[0]._p)
            part._element.append(parse_xml(f"<w:p {_NAMESPACES}><w:pPr>{shape}</w:pPr>{content}</w:p>"))
        for empty in (page.first_page_header, page.first_page_footer):
            empty.is_linked_to_previous = False


def _with_fixed_times(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()
