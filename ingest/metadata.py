"""What a document says of itself: title, publisher, date, kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.values import Block, BlockKind, DocumentType, Page
from ingest.layout.headings import title_line
from ingest.layout.lines import split_lines
from ingest.layout.markers import find_marker
from ingest.layout.traced import read_text
from ingest.loaders import LoadedFile
from ingest.normalization import normalize
from ingest.years import era_to_western

_TITLE_SCALE = 1.12  # a title is set this much bigger than the text
_COVER_LINES = 16  # a page of so few lines is a cover: its biggest line is the title whatever its size
_TITLE_END = re.compile(
    r"(?:について|に関する件|報告書|計画|概要|概況|まとめ|マニュアル|ガイドライン|手引き?|白書|戦略|ロードマップ|ビジョン)"
    r"(?:[(（].{1,20}[)）])?$"
)
_YEAR_CHARS = 4
_COVER_CHARS = 600  # how much of the beginning counts as cover
_TITLE_CHARS = range(4, 81)
_BAD_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)|untitled|無題|presentation|スライド|print|document"
    r"|報道発表|目次|はじめに|概要|資料|参考資料)|\.(?:docx?|pptx?|xlsx?|pdf)$",
    re.I,
)
_JAPANESE = re.compile(r"[ぁ-ヺ一-鿿]")
_PUBLISHERS = re.compile(
    r"経済産業省|環境省|財務省|総務省|内閣府|内閣官房|厚生労働省|農林水産省|国土交通省|文部科学省|外務省|デジタル庁|消費者庁|"
    r"資源エネルギー庁|中小企業庁|サーキュラーパートナーズ|"
    r"(?:[ァ-ヺー]{2,20} ){0,3}[一-鿿ァ-ヺー]{2,20}(?:株式会社|合同会社|協会|機構|研究所|連合会)"
)
_ERA = re.compile(r"(令和|平成|昭和)\s*(元|\d{1,2})\s*年\s*(?:(\d{1,2})\s*月)?\s*(?:(\d{1,2})\s*日)?")
_WESTERN = re.compile(r"((?:19|20)\d\d)\s*[年./-]\s*(?:(\d{1,2})\s*[月./-]?)?\s*(?:(\d{1,2})\s*日)?")
# The first that the title or the cover holds.
_TYPES: tuple[tuple[DocumentType, re.Pattern[str]], ...] = (
    (DocumentType.MINUTES, re.compile(r"議事録|議事要旨|議事概要|開催記録|会議録")),
    (DocumentType.MEMBER_TARGETS, re.compile(r"会員.{0,6}目標|定量目標|目標提出|目標一覧")),
    (DocumentType.LAW, re.compile(r"法律第|施行令|施行規則|省令|告示|^(?:.{2,20}法)$")),
    (DocumentType.ACTION_PLAN, re.compile(r"行動計画|アクションプラン|ロードマップ|工程表")),
    (DocumentType.WG_REPORT, re.compile(r"wg|ワーキング|検討会|小委員会|報告書|調査報告|とりまとめ|取りまとめ")),
    (DocumentType.POLICY, re.compile(r"戦略|基本計画|ビジョン|方針|大綱|白書|経済対策|施策")),
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """Metadata of a document as its first page and its file give it; fields as in `Document`."""

    title: str
    publisher: str | None
    date: str | None
    doc_type: DocumentType
    sector: str | None


def describe(loaded: LoadedFile, blocks: Sequence[Block], path: Path) -> Metadata:
    """What the file and its first page say; the file's stem where no title is found."""
    first_page = blocks[0].span.page if blocks else None
    on_cover = [block for block in blocks if block.span.page == first_page][:40]
    cover = normalize("\n".join(block.text for block in on_cover)[:_COVER_CHARS])
    title = _title(loaded, on_cover) or Path(loaded.source).stem
    publisher = _PUBLISHERS.search(cover) or _PUBLISHERS.search(normalize(loaded.author or ""))
    head = normalize(title)
    kind = next((t for text in (head, cover) for t, cue in _TYPES if cue.search(text)), DocumentType.OTHER)
    date = find_date(cover)
    if date is None or (len(date) == _YEAR_CHARS and loaded.created is not None and date > loaded.created):
        date = loaded.created  # a bare year after the making of the file is one the document speaks of
    return Metadata(title, publisher.group() if publisher else None, date, kind, None)


def find_date(text: str) -> str | None:
    """The first date of text as ISO 8601 day, month or year, or None; 和暦 is converted."""
    found = [
        (m.start(), era_to_western(m[1], 1 if m[2] == "元" else int(m[2])), m[3], m[4]) for m in _ERA.finditer(text)
    ]
    found += [(m.start(), int(m[1]), m[2], m[3]) for m in _WESTERN.finditer(text)]
    with_month = [f for f in found if f[2] and 1 <= int(f[2]) <= 12]
    if not found:
        return None
    _, year, month, day = min(with_month or found)
    parts = [f"{year:04d}"]
    if month and 1 <= int(month) <= 12:
        parts.append(f"{int(month):02d}")
        if day and 1 <= int(day) <= 31:
            parts.append(f"{int(day):02d}")
    return "-".join(parts)


def _title(loaded: LoadedFile, on_cover: Sequence[Block]) -> str | None:
    """The title of the file's properties, else what is set biggest on the cover, else the first line like a title."""
    lines = [block.text for block in on_cover[:12] if block.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING}]
    headings = [block.text for block in on_cover[:12] if block.kind is BlockKind.HEADING and block.level == 1]
    named = [line for line in lines if _TITLE_END.search(line) and not find_marker(line)]
    plain = [line for line in (*headings[:1], *lines) if not find_marker(line)]
    candidates = [loaded.title or "", _biggest(loaded.pages), *named, *plain, *headings]
    return next((" ".join(c.split()) for c in candidates if _is_title(c)), None)


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
