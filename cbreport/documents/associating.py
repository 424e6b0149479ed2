"""What a PDF says of itself that the renderer does not write: what its attached file is to it, and that a file for the
archive is an accessible one as well.

PDF/A-3 and PDF/UA-1 do not exclude each other. A file is both when its metadata say both, with the schema of the second
described, because PDF/A wants every name in the metadata described that it does not know.
"""

from __future__ import annotations

from typing import Any, Final

RELATIONSHIP: Final = "Source"  # of the attached file: the pages were made of it
_END: Final = b"</rdf:RDF>"
_ACCESSIBLE: Final = b"""\
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file keeps</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def associate(pdf: Any) -> None:
    """Say of the attached files what they are to the document, once each, and nothing of when they were attached.

    :param pdf: about to be written.
    """
    files = []
    found: list[Any] = [each for each in pdf.objects if isinstance(each, dict)]
    for each in found:
        if each.get("Type") == "/Filespec":
            each["AFRelationship"] = f"/{RELATIONSHIP}"
            files.append(each.reference)
            content = pdf.objects[int(each["EF"]["F"].split()[0])]
            for time in ("CreationDate", "ModDate"):
                content.extra["Params"].pop(time, None)
    pdf.catalog["AF"] = b"[" + b" ".join(files) + b"]"


def say_that_it_is_accessible(pdf: Any) -> None:
    """Add to the metadata of a PDF/A file that it is PDF/UA-1, too.

    :param pdf: about to be written.
    """
    stream = _metadata(pdf).stream
    stream[:] = [part.replace(_END, _ACCESSIBLE + _END, 1) for part in stream]


def mark_for_compression(pdf: Any) -> None:
    """Have what PDF/A allows to be compressed compressed, each stream for itself.

    Metadata have to be readable as they stand. A stream whose last byte would be a carriage return (it is that of a
    checksum) is left as it is, too: with the line feed that follows, a reader that goes by lines would take both for
    the end of the line, and the length for wrong.

    :param pdf: about to be written, nothing in it compressed.
    """
    kept = _metadata(pdf)
    for each in pdf.objects:
        if hasattr(each, "stream") and each is not kept and "Filter" not in each.extra:
            each.compress = True
            each.compress = not each.data.endswith(b"\r\nendstream")


def _metadata(pdf: Any) -> Any:
    return pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
