"""Web pages → one marked page. The only module that imports lxml."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from lxml import etree
from lxml import html as lxml_html

from corpus.errors import CorruptFile, EmptyFile, UnreadableFile, UnsafeFile
from corpus.values import BlockKind
from ingest.loaders.base import LoadedFile, LoadLimits, source_name
from ingest.loaders.encodings import decode
from ingest.loaders.grids import CellBudget, GridCell, Row, write_grid
from ingest.loaders.marked import PageWriter
from ingest.quotation import join_lines

_DECLARED: Final = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,30})", re.I
)
_XML_HEAD: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_SKIPPED_NAMES: Final = (
    "script style noscript template head nav header footer aside form button select input textarea iframe "
    "object embed svg math canvas audio video map dialog"
)
_SKIPPED: Final = frozenset(_SKIPPED_NAMES.split())
_SKIPPED_ROLES: Final = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu", "dialog"})
# Names that sites give to what stands around the text, as whole words of an id or a class.
_CHROME: Final = re.compile(
    r"^(?:g?nav|gnavi|lnavi|navi|navigation|menu|submenu|breadcrumbs?|pankuzu|topicpath|pager|pagination|footer|header|"
    r"sidebar|side|sns|share|pagetop|skip|skiplink|cookie|banner|search|hidden|sr-only|screen-reader-text|noprint)$"
)
_MAIN_NAMES: Final = "main contents content maincontents maincontent main-contents main-content honbun article"
_MAIN: Final = frozenset(_MAIN_NAMES.split())
_BLOCKS_NAMES: Final = (
    "p div section article main body blockquote pre ul ol li dl dt dd table tr td th thead tbody tfoot "
    "caption figure figcaption details summary address center hr fieldset h1 h2 h3 h4 h5 h6"
)
_BLOCKS: Final = frozenset(_BLOCKS_NAMES.split())
_HEADING: Final = re.compile(r"^h([1-6])$")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS: Final = re.compile(r"[ \t\r\n\f\u00a0]+")
_MIN_MAIN_SHARE: Final = 0.3  # of the text; a smaller "content" is a part of it
_MAX_NAMED: Final = 50
_MAX_SPAN: Final = 200
_MAX_DEPTH: Final = 150
_MAX_TREE_DEPTH: Final = 256  # as libxml2 has it where a page is not huge
_DAY: Final = re.compile(r"^(\d{4})-(\d{2})-(\d{2})")
_PUBLISHER_NAMES: Final = ("author", "dc.publisher", "dcterms.publisher", "og:site_name", "publisher")
_DATE_NAMES: Final = (
    "article:published_time",
    "date",
    "dc.date",
    "dcterms.issued",
    "dcterms.modified",
    "last-modified",
)


class HtmlLoader:
    """Reads the main text of web pages: headings, lists, tables; scripts, styles and navigation are left out."""

    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml")

    def load(self, path: Path, limits: LoadLimits) -> LoadedFile:
        """The page as one page without a number.

        Raises:
            EmptyFile: it holds no text.
            CorruptFile: it is of no known encoding or no page.
            TooManyParts: its tables have too many cells.
            UnsafeFile: its elements are nested deeper than any page needs.
            UnreadableFile: the operating system refuses.
        """
        source = source_name(path)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise UnreadableFile(source=source, detail=error.strerror or str(error)) from error
        root = _parsed(data, source)
        writer = _PageReader(CellBudget(source, limits.max_cells))
        writer.write(_main(root))
        page = writer.page.page(None)
        if page.problem:
            raise EmptyFile(source=source)
        title = _title(root)
        date = next((m.group() for v in _meta(root, _DATE_NAMES) if (m := _DAY.match(v))), None)
        return LoadedFile(source, (page,), title, next(_meta(root, _PUBLISHER_NAMES), None), date)


def _parsed(data: bytes, source: str) -> Any:
    declared = _DECLARED.search(data[:4096])
    text = decode(data, declared[1].decode("ascii") if declared else None)
    if text is None:
        raise CorruptFile(source=source)
    text = _XML_HEAD.sub("", text.replace("\0", ""))
    if not text.strip():
        raise EmptyFile(source=source)
    try:
        root, fatal = _tree(text, is_huge=False)
        if "huge" in fatal and "depth" not in fatal:  # a text longer than libxml2 takes unasked; ours is bounded anyway
            root, fatal = _tree(text, is_huge=True)
            fatal = fatal or ("depth" if _depth(root) > _MAX_TREE_DEPTH else "")
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise CorruptFile(source=source) from error
    if "depth" in fatal:
        raise UnsafeFile(source=source)
    return root


def _tree(text: str, *, is_huge: bool) -> tuple[Any, str]:
    """The tree of the page, and in lower case why libxml2 stopped before its end, or ""."""
    # Entities of a document type are not read and nothing is fetched; unless huge, libxml2 stops at a depth of 256.
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=is_huge)
    root = lxml_html.document_fromstring(text, parser=parser)
    return root, next((e.message.lower() for e in parser.error_log if e.level == etree.ErrorLevels.FATAL), "")


def _depth(root: Any) -> int:
    """How many elements stand in each other, at the deepest place."""
    deepest = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _title(root: Any) -> str | None:
    """The first heading of the first level, else the title of the page up to the name of the site."""
    headings = [" ".join(h.text_content().split()) for h in root.iter("h1") if not _is_skipped(h)]
    named = " ".join((root.findtext(".//title") or "").split())
    only = headings[0] if len(headings) == 1 else ""
    return only or re.split(r"\s*[|｜]\s*|\s[-–—]\s", named)[0] or None


def _meta(root: Any, names: tuple[str, ...]) -> Iterator[str]:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        found.setdefault(name, (meta.get("content") or "").strip())
    return (found[name] for name in names if found.get(name))


def _main(root: Any) -> Any:
    """The element that holds the main text; the body where none is named or those named hold little."""
    body = root.find("body")
    body = body if body is not None else root
    n_chars = max(1, _n_chars(body))
    named = [
        element
        for element in body.iter("main", "article", "div", "section", "td")
        if element.tag == "main" or element.get("role") == "main" or _MAIN & set(_names(element))
    ]
    return next((element for element in named[:_MAX_NAMED] if _n_chars(element) >= _MIN_MAIN_SHARE * n_chars), body)


def _n_chars(element: Any) -> int:
    return len("".join(element.text_content().split()))


def _names(element: Any) -> list[str]:
    return f"{element.get('id') or ''} {element.get('class') or ''}".lower().replace("_", "-").strip("-").split()


def _is_skipped(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _SKIPPED or element.get("role") in _SKIPPED_ROLES:
        return element.tag not in ("header", "form") or not _holds_text(element)
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN.search(element.get("style") or "")) or any(_CHROME.match(name) for name in _names(element))


def _holds_text(element: Any) -> bool:
    """True for the header of an article or a page set inside a form, which old sites do."""
    if element.tag == "header":
        return next(element.iter("h1"), None) is not None
    return next(element.iter("p", "table", "h1", "h2", "h3"), None) is not None


class _PageReader:
    """Goes through the elements in their order and writes what they hold."""

    def __init__(self, budget: CellBudget) -> None:
        self.page = PageWriter()
        self._budget = budget

    def write(self, element: Any, depth: int = 0) -> None:
        """Write the element: blocks in it one after another, text between them as paragraphs."""
        if depth > _MAX_DEPTH:
            self.page.add(BlockKind.PARAGRAPH, _inline(element))
            return
        loose: list[str] = [_flat(element.text)]
        for child in element:
            if _is_skipped(child):
                pass
            elif child.tag in _BLOCKS or _holds_blocks(child):
                self._write_loose(loose)
                self._write_block(child, depth)
            else:
                loose.append(_inline(child))
            loose.append(_flat(child.tail))
        self._write_loose(loose)

    def _write_loose(self, loose: list[str]) -> None:
        self.page.add(BlockKind.PARAGRAPH, _squeezed("".join(loose)))
        loose.clear()

    def _write_block(self, element: Any, depth: int) -> None:
        heading = _HEADING.match(element.tag)
        if heading:
            self.page.add(BlockKind.HEADING, " ".join(_squeezed(_inline(element)).split("\n")), level=int(heading[1]))
        elif element.tag in ("ul", "ol"):
            self._write_list(element, depth)
        elif element.tag == "dl":
            self._write_definitions(element, depth)
        elif element.tag == "table":
            self._write_table(element, depth)
        elif element.tag in ("caption", "figcaption"):
            self.page.add(BlockKind.CAPTION, _squeezed(_inline(element)))
        elif element.tag == "pre":
            self.page.add(BlockKind.PARAGRAPH, element.text_content())
        else:
            self.write(element, depth + 1)

    def _write_list(self, element: Any, depth: int) -> None:
        number = _integer(element.get("start"), 1)
        for item in element:
            if item.tag != "li":
                if not _is_skipped(item):
                    self._write_block(item, depth + 1)
                continue
            if _is_skipped(item):
                continue
            label = f"{number}. " if element.tag == "ol" else "・"
            number += 1
            if any(
                child.tag in _BLOCKS - {"p", "ul", "ol"}
                for child in item.iter()
                if child is not item and child.tag != "li"
            ):
                self.write(item, depth + 1)
                continue
            own = _squeezed(_inline(item, without=("ul", "ol")))
            self.page.add(BlockKind.ITEM, label + own if own else "")
            for nested in item.iter("ul", "ol"):
                if next(nested.iterancestors("ul", "ol"), None) is element:
                    self._write_list(nested, depth + 1)

    def _write_definitions(self, element: Any, depth: int) -> None:
        """Write terms with what they mean as fields; longer ones as a term and the blocks under it."""
        term = ""
        for child in element.iter("dt", "dd"):
            if child.tag == "dt":
                if term:
                    self.page.add(BlockKind.PARAGRAPH, term)
                term = _squeezed(_inline(child))
            elif any(_holds_blocks(part) or part.tag in _BLOCKS for part in child):
                self.page.add(BlockKind.PARAGRAPH, term)
                self.write(child, depth + 1)
                term = ""
            else:
                self.page.add_field(term, _squeezed(_inline(child)))
                term = ""
        if term:
            self.page.add(BlockKind.PARAGRAPH, term)

    def _write_table(self, element: Any, depth: int) -> None:
        rows = [row for row in element.iter("tr") if next(row.iterancestors("table"), None) is element]
        cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
        if len(cells) <= 1 or any(next(cell.iter("table", "h1", "h2", "h3"), None) is not None for cell in cells):
            self._write_layout_table(element, cells, depth)
            return
        for caption in element.iterchildren("caption"):
            self.page.add(BlockKind.CAPTION, _squeezed(_inline(caption)))
        n_head = sum(1 for row in rows if row.getparent().tag == "thead")
        write_grid(self.page, self._grid(rows), n_head=n_head)

    def _write_layout_table(self, element: Any, cells: list[Any], depth: int) -> None:
        """Write a table that only places things on the page."""
        if not cells:
            self.page.add(BlockKind.PARAGRAPH, _squeezed(_inline(element)))
        for cell in cells:
            self.write(cell, depth + 1)

    def _grid(self, rows: list[Any]) -> list[Row]:
        grid: list[dict[int, GridCell]] = [{} for _ in rows]
        for at, row in enumerate(rows):
            column = 0
            for cell in (cell for cell in row if cell.tag in ("td", "th")):
                while column in grid[at]:
                    column += 1
                width = min(max(_integer(cell.get("colspan"), 1), 1), _MAX_SPAN)
                height = _integer(cell.get("rowspan"), 1) or len(rows)
                height = min(max(height, 1), len(rows) - at)
                self._budget.spend(width * height)
                text, is_head = _squeezed(_inline(cell)), cell.tag == "th"
                for down in range(height):
                    for across in range(width):
                        merged = "left" if across else "above" if down else ""
                        grid[at + down].setdefault(column + across, GridCell(text, merged, is_head))
                column += width
        return [tuple(row.get(k, GridCell("")) for k in range(max(row, default=-1) + 1)) for row in grid]


def _holds_blocks(element: Any) -> bool:
    return next(element.iter(*_BLOCKS), None) is not None


def _inline(element: Any, without: tuple[str, ...] = ()) -> str:
    """The text of the element on one line, a line break where it has `br` or a block ends."""
    parts: list[str] = []
    skipped = 0  # inside so many elements that are left out
    for event, node in etree.iterwalk(element, events=("start", "end")):
        is_left_out = node is not element and (_is_skipped(node) or node.tag in without)
        if event == "start":
            skipped += is_left_out
            if not skipped:
                parts.append("\n" if node.tag == "br" else "\n" if node.tag in _BLOCKS and node is not element else "")
                parts.append("" if node.tag in ("rt", "rp") else _flat(node.text))
            continue
        if not skipped and node.tag in _BLOCKS and node is not element:
            parts.append("\n")
        skipped -= is_left_out
        if not skipped and node is not element:
            parts.append(_flat(node.tail))
    return "".join(parts)


def _flat(text: str | None) -> str:
    """Text of the source, in which a line break is a blank, or nothing between two characters of Japanese."""
    return _BLANKS.sub(" ", join_lines(text or ""))


def _squeezed(text: str) -> str:
    """The text without blanks at the ends of its lines and without blank lines."""
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _integer(text: str | None, default: int) -> int:
    try:
        return int((text or "").strip())
    except ValueError:
        return default
