"""What a document says of itself: title, publisher, date, kind, each with how sure that is."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.values import Block, BlockKind, DocumentStatus, DocumentType, Page
from ingest.kind import BY_DEFAULT, Found, find_fiscal_year, find_sector, find_status, find_type
from ingest.layout.headings import title_line
from ingest.layout.lines import split_lines
from ingest.layout.markers import find_marker
from ingest.layout.traced import read_text
from ingest.loaders import LoadedFile
from ingest.normalization import normalize
from ingest.units import unit_named
from ingest.years import era_to_western

_WORKBOOKS = (".xlsx", ".xlsm")
_TITLE_SCALE = 1.12  # a title is set this much bigger than the text
_COVER_LINES = 16  # a page of so few lines is a cover: its biggest line is the title whatever its size
_TITLE_END = re.compile(
    r"(?:について|に関する件|報告書|計画|概要|概況|まとめ|マニュアル|ガイドライン|手引き?|白書|戦略|ロードマップ|ビジョン)"
    r"(?:[(（].{1,20}[)）])?$"
)
_YEAR_CHARS = 4
_COVER_BLOCKS = 40
_COVER_CHARS = 600  # how much of the beginning counts as cover
_TITLE_CHARS = range(4, 81)
_BAD_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)|untitled|無題|presentation|スライド|print|document"
    r"|報道発表|目次|はじめに|概要|資料|参考資料)|\.(?:docx?|pptx?|xlsx?|pdf)$",
    re.I,
)
_JAPANESE = re.compile(r"[ぁ-ヺ一-鿿]")
_MINISTRIES = (
    "経済産業省|環境省|財務省|総務省|内閣府|内閣官房|厚生労働省|農林水産省|国土交通省|文部科学省|外務省|法務省|防衛省|復興庁|"
    "デジタル庁|消費者庁|金融庁|国税庁|林野庁|水産庁|観光庁|文化庁|特許庁|資源エネルギー庁|中小企業庁|公正取引委員会|"
    "こども家庭庁|サーキュラーパートナーズ"
)
_MINISTRY = re.compile(_MINISTRIES)
_PUBLISHERS = re.compile(
    rf"{_MINISTRIES}|"
    r"(?:[ァ-ヺー]{2,20} ){0,3}[一-鿿ァ-ヺー]{2,20}(?:株式会社|合同会社|協会|機構|研究所|連合会)"
)
# Councils that publish without naming their ministry. Source: the acts and orders that establish them.
_COUNCILS = {
    "産業構造審議会": "経済産業省",
    "総合資源エネルギー調査会": "経済産業省",
    "中央環境審議会": "環境省",
    "国・地方脱炭素実現会議": "内閣官房",
    "食料・農業・農村政策審議会": "農林水産省",
    "社会資本整備審議会": "国土交通省",
    "交通政策審議会": "国土交通省",
    "情報通信審議会": "総務省",
    "社会保障審議会": "厚生労働省",
    "中央教育審議会": "文部科学省",
}
_COUNCIL = re.compile("|".join(map(re.escape, _COUNCILS)))
_IMPRINT_CHARS = 6_000  # how much of the beginning and of the end is searched for a publisher that the cover omits
_IMPRINT_SHARE = 0.6  # of the mentions of ministries there
_IMPRINT_LEAST = 3
_SENTENCE_LINE = re.compile(r"^.*。.*$", re.MULTILINE)
_ERA = re.compile(r"(令和|平成|昭和)\s*(元|\d{1,2})\s*年\s*(?:(\d{1,2})\s*月)?\s*(?:(\d{1,2})\s*日)?")
_WESTERN = re.compile(r"((?:19|20)\d\d)\s*[年./-]\s*(?:(\d{1,2})\s*[月./-]?)?\s*(?:(\d{1,2})\s*日)?")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Metadata of a document as its first page and its file give it; fields as in `Document`.

    Attributes:
        confidences: (field, in [0, 1]) for each field that has a value.
    """

    title: str
    publisher: str | None
    date: str | None
    doc_type: DocumentType
    sector: str | None
    fiscal_year: int | None
    status: DocumentStatus | None
    confidences: tuple[tuple[str, float], ...] = ()


def describe(loaded: LoadedFile, blocks: Sequence[Block], path: Path) -> Metadata:
    """What the file and its first page say; the file's stem where no title is found."""
    first_page = blocks[0].span.page if blocks else None
    on_first = [block for block in blocks if block.span.page == first_page][:_COVER_BLOCKS]
    # The rows of a table speak of other things; of a page that is a table only its head says what it is.
    on_cover = [block for block in on_first if block.kind is not BlockKind.ROW]
    lines = [block.text for block in on_cover]
    heads = [block.text for block in on_first[:1] if block.kind is BlockKind.ROW]
    cover = normalize("\n".join(lines)[:_COVER_CHARS])
    stem = Path(loaded.source).stem
    title = (
        _sheet_title(loaded, on_cover) if path.suffix.lower() in _WORKBOOKS else _title(loaded, on_cover)
    ) or Found(stem, 0.1)
    publisher = _publisher(cover, loaded)
    date = _date(cover, loaded)
    doc_type = find_type(title.value, [*heads, *lines[:_COVER_LINES]])
    text = "\n".join(page.text for page in loaded.pages)
    sector = find_sector(title.value, text)
    labels = [line for line in lines[:_COVER_LINES] if "。" not in line]
    year = find_fiscal_year(title.value, labels, date.value if date else None)
    status: Found[DocumentStatus] | None = find_status(title.value, lines[:_COVER_LINES], stem)
    if status and status.confidence == BY_DEFAULT and publisher is None and doc_type.value is DocumentType.OTHER:
        status = None  # a table or a memo of one's own is neither a draft nor decided
    found: dict[str, Found[Any] | None] = {
        "title": title,
        "publisher": publisher,
        "date": date,
        "doc_type": doc_type,
        "sector": sector,
        "fiscal_year": year,
        "status": status,
    }
    return Metadata(
        title.value,
        publisher.value if publisher else None,
        date.value if date else None,
        doc_type.value,
        sector.value if sector else None,
        year.value if year else None,
        status.value if status else None,
        confidences=tuple((name, value.confidence) for name, value in found.items() if value is not None),
    )


def _publisher(cover: str, loaded: LoadedFile) -> Found[str] | None:
    """Who the cover names, else the file's properties, else a council's ministry, else who the imprint names."""
    # A sentence speaks of an office; a line names the publisher.
    short = "\n".join(line for line in cover.split("\n") if "。" not in line)
    named = _PUBLISHERS.search(short)
    if named:
        return Found(named.group(), 0.9)
    author = _PUBLISHERS.search(normalize(loaded.author or ""))
    if author:
        return Found(author.group(), 0.8)
    council = _COUNCIL.search(short)
    if council:
        return Found(_COUNCILS[council.group()], 0.7)
    text = "\n".join(page.text for page in loaded.pages)
    imprint = normalize(text[:_IMPRINT_CHARS] + "\n" + text[-_IMPRINT_CHARS:])
    counts = Counter(_MINISTRY.findall(imprint)).most_common()
    if counts and counts[0][1] >= max(_IMPRINT_LEAST, _IMPRINT_SHARE * sum(n for _, n in counts)):
        return Found(counts[0][0], 0.5)
    return None


def _date(cover: str, loaded: LoadedFile) -> Found[str] | None:
    """The date on the cover, else the day the file was made."""
    # A year after the making of the file, and any date to come, is one the document speaks of.
    today = datetime.now(UTC).date().isoformat()
    date = find_date(cover, latest=today, latest_year=loaded.created or today)
    if date is None:
        return None if loaded.created is None else Found(loaded.created, 0.5)
    return Found(date, 0.6 if len(date) == _YEAR_CHARS else 0.8)


def find_date(text: str, *, latest: str = "9999", latest_year: str = "9999") -> str | None:
    """The first date of text as ISO 8601 day, month or year, or None; 和暦 is converted.

    A bare year counts where it stands on a line that is no sentence.

    Args:
        text: Normalised.
        latest: ISO 8601; dates after it are passed over.
        latest_year: ISO 8601; bare years after it are passed over.
    """
    spoken = [line.span() for line in _SENTENCE_LINE.finditer(text)]
    found = [
        (m.start(), era_to_western(m[1], 1 if m[2] == "元" else int(m[2])), m[3], m[4]) for m in _ERA.finditer(text)
    ]
    found += [(m.start(), int(m[1]), m[2], m[3]) for m in _WESTERN.finditer(text)]
    dates = [(start, _iso(year, month, day)) for start, year, month, day in found]
    with_month = [(start, iso) for start, iso in dates if len(iso) > _YEAR_CHARS and iso <= latest]
    bare = [
        (start, iso)
        for start, iso in dates
        if len(iso) == _YEAR_CHARS and iso <= latest_year and not any(a <= start < b for a, b in spoken)
    ]
    return min(with_month or bare, default=(0, None))[1]


def _iso(year: int, month: str | None, day: str | None) -> str:
    parts = [f"{year:04d}"]
    if month and 1 <= int(month) <= 12:
        parts.append(f"{int(month):02d}")
        if day and 1 <= int(day) <= 31:
            parts.append(f"{int(day):02d}")
    return "-".join(parts)


def _title(loaded: LoadedFile, on_cover: Sequence[Block]) -> Found[str] | None:
    """The title of the file's properties, else what is set biggest on the cover, else the first line like a title."""
    lines = [block.text for block in on_cover[:12] if block.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING}]
    headings = [block.text for block in on_cover[:12] if block.kind is BlockKind.HEADING and block.level == 1]
    named = [line for line in lines if _TITLE_END.search(line) and not find_marker(line)]
    plain = [line for line in (*headings[:1], *lines) if not find_marker(line)]
    candidates = [
        ([loaded.title or ""], 0.8),
        ([_biggest(loaded.pages)], 0.7),
        (named, 0.7),
        (plain, 0.5),
        (headings, 0.3),
    ]
    found = (Found(" ".join(c.split()), sure) for texts, sure in candidates for c in texts if _is_title(c))
    return next(found, None)


def _sheet_title(loaded: LoadedFile, on_cover: Sequence[Block]) -> Found[str] | None:
    """The title of a workbook's properties, else the line over its only table; a sheet's name is not the book's."""
    lines = [block.text for block in on_cover[:3] if block.kind is BlockKind.PARAGRAPH and not find_marker(block.text)]
    candidates = [(loaded.title or "", 0.8), *((line, 0.5) for line in lines if len(loaded.pages) == 1)]
    found = (Found(" ".join(c.split()), sure) for c, sure in candidates if _is_title(c) and unit_named(c) != c)
    return next(found, None)


def _biggest(pages: Sequence[Page]) -> str:
    """The lines in the biggest letters of the first readable page, joined; empty where nothing stands out."""
    page = next((page for page in pages if not page.problem), None)
    laid_out = split_lines(page) if page is not None else None
    if laid_out is None or laid_out.body_size is None:
        return ""
    if laid_out.is_slide and len(laid_out.lines) > _COVER_LINES:
        title = title_line(laid_out)
        return read_text(title.text) if title is not None else ""
    placed = [(line, line.box.size) for line in laid_out.lines if line.box is not None and _JAPANESE.search(line.text)]
    big = [(line, size) for line, size in placed if len(line.text) >= _TITLE_CHARS.start]
    if not big:
        return ""
    biggest = max(size for _, size in big)
    first = next(line for line, size in big if size == biggest)
    if biggest < _TITLE_SCALE * laid_out.body_size and len(placed) > _COVER_LINES:
        return ""
    parts = [line.text for line, size in big if size >= 0.8 * biggest and abs(line.index - first.index) <= 1]
    return read_text("\n".join(parts))


def _is_title(text: str) -> bool:
    stripped = text.strip()
    return (
        len(stripped) in _TITLE_CHARS
        and not _BAD_TITLE.search(stripped)
        and bool(_JAPANESE.search(stripped))
        and not stripped.endswith("。")
    )
