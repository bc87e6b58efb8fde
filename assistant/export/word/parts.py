"""Pieces of WordprocessingML that python-docx 1.2 has no words for: footnotes, fields, bookmarks, a stored draft.

Source: ECMA-376 part 1, 17.11 (footnotes), 17.16 (fields), 17.13.6 (bookmarks); part 1, 15.2.5 (custom XML data).
"""

import re
from collections.abc import Iterator
from typing import Any

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length
from docx.text.paragraph import Paragraph

from assistant.export.files import printable

_CUSTOM_XML = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_DRAFT_SPACE = "urn:junkan:draft"
_STORED = re.compile(rb"<draft[^>]*urn:junkan:draft[^>]*>(.*)</draft>", re.DOTALL)
_SEPARATORS = (
    f"<w:footnotes {nsdecls('w')}>"
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/>'
    "</w:pPr><w:r><w:separator/></w:r></w:p></w:footnote>"
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:pPr><w:spacing w:after="0" w:line="240" '
    'w:lineRule="auto"/></w:pPr><w:r><w:continuationSeparator/></w:r></w:p></w:footnote></w:footnotes>'
)


class Footnotes:
    """The footnotes of a document; those it has already stay.

    Args:
        document: What they belong to.
    """

    def __init__(self, document: Document) -> None:
        self._element = _footnotes_of(document)

    def add(self, paragraph: Paragraph) -> Paragraph:
        """An empty footnote whose mark stands at the end of the paragraph, to be filled."""
        number = max(int(note.get(qn("w:id"))) for note in self._element) + 1
        note = OxmlElement("w:footnote", {qn("w:id"): str(number)})
        body = OxmlElement("w:p")
        note.append(body)
        self._element.append(note)
        filled = Paragraph(body, paragraph._parent)  # a footnote has no proxy of its own
        filled.style = "footnote text"
        _reference(filled).append(OxmlElement("w:footnoteRef"))
        _reference(paragraph).append(OxmlElement("w:footnoteReference", {qn("w:id"): str(number)}))
        filled.add_run(" ")
        return filled


def footnote_elements(document: Document) -> Iterator[Any]:
    """The footnotes of a document that are no separators, in the order in which they were made."""
    part = next((r.target_part for r in document.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.FOOTNOTES), None)
    if part is not None:
        yield from (note for note in parse_xml(part.blob) if note.get(qn("w:type")) is None)


def _reference(paragraph: Paragraph) -> Any:
    return paragraph.add_run(style="footnote reference")._r


def _footnotes_of(document: Document) -> Any:
    """The root element of the footnotes, which python-docx keeps as bytes, in a part that is written from it."""
    rels = document.part.rels
    known = next((key for key, rel in rels.items() if rel.reltype == RELATIONSHIP_TYPE.FOOTNOTES), None)
    blob = rels[known].target_part.blob if known else _SEPARATORS.encode()
    element = parse_xml(blob)
    part = XmlPart(
        PackURI("/word/footnotes.xml"),
        CONTENT_TYPE.WML_FOOTNOTES,
        element,
        document.part.package,
    )
    if known:
        for rel in rels[known].target_part.rels.values():
            part.rels[rel.rId] = rel
        del rels[known]
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    return element


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field with what it shows until it is updated."""
    for kind, text in (("begin", None), (None, instruction), ("separate", None), ("", shown), ("end", None)):
        if kind is None:
            run = paragraph.add_run()
            code = OxmlElement("w:instrText", {qn("xml:space"): "preserve"})
            code.text = f" {text} "
            run._r.append(code)
        elif kind:
            paragraph.add_run()._r.append(field_mark(kind))
        else:
            paragraph.add_run(text)


def field_mark(kind: str) -> Any:
    """The begin, separate or end of a field."""
    return OxmlElement("w:fldChar", {qn("w:fldCharType"): kind})


def bookmark(paragraph: Paragraph, name: str) -> None:
    """Puts a bookmark around what the paragraph holds."""
    used = [int(n) for n in paragraph._p.xpath("//w:bookmarkStart/@w:id") if n.isdigit()]
    number = str(max(used, default=0) + 1)
    start = OxmlElement("w:bookmarkStart", {qn("w:id"): number, qn("w:name"): name})
    end = OxmlElement("w:bookmarkEnd", {qn("w:id"): number})
    properties = paragraph._p.pPr
    paragraph._p.insert(0 if properties is None else 1, start)
    paragraph._p.append(end)


def link_to(paragraph: Paragraph, name: str, text: str, *, size: Length | None = None, raised: bool = False) -> None:
    """A run of text that leads to a bookmark."""
    link = OxmlElement("w:hyperlink", {qn("w:anchor"): name, qn("w:history"): "1"})
    run = paragraph.add_run(text)
    run.font.size, run.font.superscript = size, raised or None
    link.append(run._r)
    paragraph._p.append(link)


def shading(fill: str) -> Any:
    """A ground of one colour, "RRGGBB"."""
    return OxmlElement("w:shd", {qn("w:val"): "clear", qn("w:color"): "auto", qn("w:fill"): fill})


def describe_picture(picture: Any, title: str, description: str) -> None:
    """Gives a picture the words that are read instead of it."""
    properties = picture._inline.docPr
    properties.set("title", printable(title))
    properties.set("descr", printable(description))


def store_draft(document: Document, text: str) -> None:
    """Keeps the draft's JSON in the document as custom XML data, which word processors carry along."""
    for key, rel in list(document.part.rels.items()):
        if rel.reltype == _CUSTOM_XML and not rel.is_external and _STORED.search(rel.target_part.blob):
            del document.part.rels[key]
    root = OxmlElement("w:p").makeelement(f"{{{_DRAFT_SPACE}}}draft", nsmap={None: _DRAFT_SPACE})
    root.text = printable(text)
    taken = {str(part.partname) for part in document.part.package.iter_parts()}
    number = next(n for n in range(1, 10_000) if f"/customXml/item{n}.xml" not in taken)
    uri = PackURI(f"/customXml/item{number}.xml")
    part = XmlPart(uri, "application/xml", root, document.part.package)
    document.part.relate_to(part, _CUSTOM_XML)


def stored_text(document: Document) -> str | None:
    """The draft's JSON that the document keeps, or None."""
    for rel in document.part.rels.values():
        part: Part | None = None if rel.is_external else rel.target_part
        if part is not None and rel.reltype == _CUSTOM_XML and _STORED.search(part.blob):
            return "".join(parse_xml(part.blob).itertext())
    return None
