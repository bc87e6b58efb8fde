"""What a document says of itself: title, publisher, date, kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.values import Block, BlockKind, DocumentType
from ingest.loaders import LoadedFile
from ingest.normalization import normalize

_COVER_CHARS = 600  # how much of the beginning counts as cover
_TITLE_CHARS = range(4, 81)
_BAD_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)|untitled|無題|presentation|スライド|print|document)|\.(?:docx?|pptx?|xlsx?|pdf)$",
    re.I,
)
_JAPANESE = re.compile(r"[ぁ-ヺ一-鿿]")
_PUBLISHERS = re.compile(
    r"経済産業省|環境省|財務省|総務省|内閣府|内閣官房|厚生労働省|農林水産省|国土交通省|文部科学省|外務省|デジタル庁|消費者庁|"
    r"資源エネルギー庁|中小企業庁|サーキュラーパートナーズ|[一-鿿ァ-ヺー]{2,20}(?:株式会社|合同会社|協会|機構|研究所|連合会)"
)
_ERA = re.compile(r"(令和|平成|昭和)\s*(元|\d{1,2})\s*年\s*(?:(\d{1,2})\s*月)?\s*(?:(\d{1,2})\s*日)?")
_WESTERN = re.compile(r"((?:19|20)\d\d)\s*[年./-]\s*(?:(\d{1,2})\s*[月./-]?)?\s*(?:(\d{1,2})\s*日)?")
_ERA_START = {"令和": 2018, "平成": 1988, "昭和": 1925}
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
    """What the file and its beginning say; the file's stem where no title is found."""
    cover = normalize("\n".join(block.text for block in blocks[:40])[:_COVER_CHARS])
    title = _title(loaded, blocks) or path.stem
    publisher = _PUBLISHERS.search(cover)
    head = normalize(title)
    kind = next((t for text in (head, cover) for t, cue in _TYPES if cue.search(text)), DocumentType.OTHER)
    return Metadata(title, publisher.group() if publisher else None, find_date(cover), kind, None)


def find_date(text: str) -> str | None:
    """The first date of text as ISO 8601 day, month or year, or None; 和暦 is converted."""
    found = [
        (m.start(), _ERA_START[m[1]] + (1 if m[2] == "元" else int(m[2])), m[3], m[4]) for m in _ERA.finditer(text)
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


def _title(loaded: LoadedFile, blocks: Sequence[Block]) -> str | None:
    headings = [b.text for b in blocks[:12] if b.kind is BlockKind.HEADING and b.level == 1]
    lines = [b.text for b in blocks[:6] if b.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING}]
    candidates = [loaded.title or "", *headings[:1], *lines]
    return next((" ".join(c.split()) for c in candidates if _is_title(c)), None)


def _is_title(text: str) -> bool:
    stripped = text.strip()
    return (
        len(stripped) in _TITLE_CHARS
        and not _BAD_TITLE.search(stripped)
        and bool(_JAPANESE.search(stripped))
        and not stripped.endswith("。")
    )
