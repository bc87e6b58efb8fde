"""Reading the XML of Word documents: styles, lists, notes, boxes; nothing here needs a library."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from ingest.loaders.docx_numbering import Level, ListCounter

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
BODY_LEVEL: Final = 9  # the outline level of plain text


class Element(Protocol):
    """What is used of an element of lxml."""

    tag: str
    text: str | None

    def get(self, name: str, default: str | None = None) -> str | None:
        """The attribute, or default."""
        ...

    def find(self, path: str) -> "Element | None":
        """The first element at the path, or None."""
        ...

    def findall(self, path: str) -> "list[Element]":
        """The elements at the path, in their order."""
        ...

    def iter(self, *tags: str) -> "Iterator[Element]":
        """It and all elements in it with these tags, in their order."""
        ...

    def iterancestors(self, *tags: str) -> "Iterator[Element]":
        """The elements around it with these tags, from the inside."""
        ...

    def __iter__(self) -> "Iterator[Element]":
        """The elements right in it."""
        ...


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says, those it is based on included."""

    name: str = ""
    outline: int | None = None
    list_id: str | None = None
    list_level: int = 0
    size: float | None = None
    is_bold: bool = False


def children_of(element: Element, name: str) -> list[Element]:
    """The children of this name in their order, those in content controls included."""
    return [
        found
        for child in element
        for sought in (child.findall(f"{W}sdtContent/{W}{name}") if child.tag == W + "sdt" else [child])
        if (found := sought).tag == W + name
    ]


def text_boxes(paragraph: Element) -> list[Element]:
    """The text boxes anchored in the paragraph, each once: their older form for old readers is passed over."""
    return [
        box
        for box in paragraph.iter(W + "txbxContent")
        if next(box.iterancestors(MC + "Fallback"), None) is None and _is_outermost(box, paragraph)
    ]


def _is_outermost(box: Element, paragraph: Element) -> bool:
    """True where no other box stands between the box and the paragraph."""
    for ancestor in box.iterancestors():
        if ancestor is paragraph:
            return True
        if ancestor.tag == W + "txbxContent":
            return False
    return False


def ticked(field: Element) -> str:
    """The box of a form field, or nothing where the field is none."""
    box = field.find(f"{W}ffData/{W}checkBox")
    if box is None:
        return ""
    state = box.find(f"{W}checked")
    return "☑" if is_on(state if state is not None else box.find(f"{W}default")) else "☐"


def is_on(element: Element | None) -> bool:
    """True for a switch that is there and not set off."""
    return element is not None and (element.get(W + "val") or "1") not in ("0", "false", "off", "none")


def number_of(element: Element | None, default: int) -> int:
    """The number that the element holds as its value, or default."""
    value = element.get(W + "val") if element is not None else None
    try:
        return int(float(value)) if value is not None else default
    except (ValueError, OverflowError):
        return default


def read_styles(root: Element) -> dict[str, Style]:
    """The paragraph styles by id; "" is the default one."""
    elements = {e.get(W + "styleId") or "": e for e in root.findall(f"{W}style") if e.get(W + "type") == "paragraph"}
    base_size = number_of(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz"), 0) / 2 or None
    styles = {key: _read_style(key, elements, base_size) for key in elements}
    default = next((key for key, e in elements.items() if e.get(W + "default") in ("1", "true")), None)
    styles[""] = styles[default] if default is not None else Style(size=base_size)
    return styles


def _read_style(key: str, elements: dict[str, Element], base_size: float | None) -> Style:
    chain: list[Element] = []
    at: str | None = key
    while at is not None and at in elements and elements[at] not in chain:
        chain.append(elements[at])
        base = elements[at].find(f"{W}basedOn")
        at = base.get(W + "val") if base is not None else None

    def first(path: str) -> Element | None:
        return next((found for element in chain if (found := element.find(path)) is not None), None)

    outline, number = first(f"{W}pPr/{W}outlineLvl"), first(f"{W}pPr/{W}numPr/{W}numId")
    name = chain[0].find(f"{W}name")
    return Style(
        name=(name.get(W + "val") or "") if name is not None else "",
        outline=number_of(outline, BODY_LEVEL) if outline is not None else None,
        list_id=number.get(W + "val") if number is not None else None,
        list_level=number_of(first(f"{W}pPr/{W}numPr/{W}ilvl"), 0),
        size=number_of(first(f"{W}rPr/{W}sz"), 0) / 2 or base_size,
        is_bold=is_on(first(f"{W}rPr/{W}b")),
    )


def read_numbering(root: Element | None) -> ListCounter:
    """The lists of the document, at their beginnings."""
    if root is None:
        return ListCounter({}, {}, {})
    lists: dict[str, str] = {}
    restarts: dict[tuple[str, int], int] = {}
    for num in root.findall(f"{W}num"):
        key, scheme = num.get(W + "numId") or "", num.find(f"{W}abstractNumId")
        lists[key] = (scheme.get(W + "val") or "") if scheme is not None else ""
        for override in num.findall(f"{W}lvlOverride"):
            start = override.find(f"{W}startOverride")
            if start is not None:
                restarts[key, int(override.get(W + "ilvl") or 0)] = number_of(start, 1)
    levels = {
        scheme.get(W + "abstractNumId") or "": {
            int(level.get(W + "ilvl") or 0): Level(
                number_of(level.find(f"{W}start"), 1),
                _value(level.find(f"{W}numFmt"), "decimal"),
                _value(level.find(f"{W}lvlText"), ""),
            )
            for level in scheme.findall(f"{W}lvl")
        }
        for scheme in root.findall(f"{W}abstractNum")
    }
    return ListCounter(lists, levels, restarts)


def _value(element: Element | None, default: str) -> str:
    return (element.get(W + "val") or default) if element is not None else default


def read_notes(root: Element | None) -> dict[str, str]:
    """The texts of the footnotes or endnotes by id; those that only draw lines hold none."""
    if root is None:
        return {}
    return {
        note.get(W + "id") or "": " ".join(
            "".join(t.text or "" for t in paragraph.iter(W + "t")).strip() for paragraph in note.iter(W + "p")
        )
        for note in root
    }
