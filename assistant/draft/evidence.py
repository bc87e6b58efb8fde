"""Which of the statements found on a topic may stand in a draft.

A gap table may hold a loose phrase of a slide; a draft quotes sentences, so what is taken here has to be said whole, to
be about the topic rather than to mention it in passing, and to be new.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.draft.parts_played import roles_of
from assistant.draft.template_file import Need
from assistant.findings import Concept, Finding, Scope, gather, gather_all, rank_findings, read_topic
from assistant.retrieval import RetrievalOptions, search, verbatim_passage
from assistant.roles import bare, clean_cell, is_aside
from assistant.service import Assistant
from corpus.taxonomy import Sector, load_sectors
from corpus.values import BlockKind, Evidence
from ingest.morphology import bigrams, morphemes
from ingest.normalization import compact
from ingest.years import find_years

# What stands in front of a sentence only to tie it to the one before: a quote begins behind it.
_CONNECTIVE = re.compile(
    r"^(?:また|さらに|更に|しかし|しかしながら|一方で?|他方で?|特に|とりわけ|加えて|なお|例えば|たとえば|具体的には|"
    r"あわせて|併せて|したがって|従って|よって|そして|このほか|そのほか|このため|そのため|そこで|このように|"
    r"このような中|こうした中|その際|その上で|そのうえで|同時に|まず|次に|第[一二三]に|ただし|但し|すなわち|つまり|実際に|他に)、\s*"
)
_LABEL = re.compile(
    r"^【?(?:関連する|主な|今後の)?(?:目標|現状|課題|問題|取組|施策|あるべき姿|何が問題か|目的|背景)[:：】]\s*"
)
_ROMAN = re.compile(r"^[(（]?(?:[ivxIVX]{1,4}[.)）．]|[ⅰ-ⅻⅠ-Ⅻ][.)）．]?)\s*")
# What points at a sentence that a reader of the draft does not see.
_POINTS_BACK = re.compile(
    r"^(?:これ|この(?!たび)|こう|それ|その|そう|同(?!時|様|様の)|上記|前述|当該|後述|以下|下記|次の|右の|左の|各々|両者)"
)
_POINTS_WITHIN = re.compile(r"こうした|このような|これら|本年[^度]|昨年[^度]|前述|上記")
# A noun that never begins a sentence: what it belongs to stands on the page before.
_BOUND = re.compile(r"^(?:間|後|等|者|化|的|性|率|量|型|別|分|個|内|類|費|料|群|側)(?:[をがはにのでと、]|して)")
_IN_NAME = re.compile(
    r"度?\s*(?:カーボン|ビジョン|版|目標の達成に向け)"
)  # the year names a plan: 2050年カーボンニュートラル
_SPACED = re.compile(r"(?:[ぁ-んァ-ヶ一-龥] ){4}")  # letters set apart on the page: no reader joins them safely
_REFERS = re.compile(
    r"[（(](?:※|注)\d*[）)]|参照[。）)]?$|(?:以下|次|別紙)のとおり|[次前]頁|[次前]ページ|下表|上表|下図|上図"
)
_OF_ITSELF = re.compile(
    r"^(?:本編の?|本書の?)?第[0-9０-９一二三四五六七八九十]+[章節]|^本(?:報告書|編|書|章|節|項|稿)(?:は|で|の)|"
    r"(?:詳述|後述|再掲)(?:する|している)?。?$"
)
# What is said to the reader: greetings, thanks, requests, questions, the items of an agenda, who wrote or sells it.
_TO_THE_READER = re.compile(
    r"お願い(?:を?(?:申し上げ|いた|致|し)|。?$)|ありがとう|感謝(?:を?申し|いたし|致し|します)|お礼を?申し|挨拶|お待ち(?:して|申し)|"
    r"(?:ください|下さい|くださいませ)。?$|(?:る|た|い|う|の|す|せん|しょう)か[。？?]?$|[？?]$|"
    r"^(?:第[0-9０-９一二三四五六七八九十]+回|(?:[0-9０-９]+[.．、]\s*)?(?:開会|閉会|休憩|議題|議事|質疑|報告事項|審議事項))|"
    r"^(?:著者?|執筆|文責|編集|発行|監修|作成|出典|資料|お?問い?合わ?せ先?)[:：]|©|copyright",
    re.IGNORECASE,
)
# What a polite sentence adds to what it says: 「…を進めて参りますので、ご支援のほど、よろしくお願い申し上げます」.
_POLITE_TAIL = re.compile(
    r"(?:と(?:存じ|考え|思い)(?:ており)?ます|(?:ており|いたし|致し|参り|まいり)?ます)(?:ので|が|から)、"
    r"[^。]{0,20}?(?:ご|御)(?:支援|協力|理解|指導|鞭撻|参加|活用|覧|確認|意見|検討)[^。]*(?:お願い|賜|いただ|頂|ください)[^。]*。?$"
)
# A sentence that names a time in the place of what it speaks of: 「2020年以降は、落ち込んでいる」.
_WITHOUT_THEME = re.compile(
    r"^(?:[12][0-9]{3}|(?:令和|平成)?[0-9元]{1,2})年[^、はが]{0,6}(?:は|には|も)?、[^はがも]*。?$"
)
_TWICE = re.compile(r"(.{14,}).+\1")  # a heading that the page's layout ran into its text
_FORM = re.compile(r"XX|ＸＸ|[○〇△]{2}")  # an example with blanks to fill in
_UNREADABLE_ALONE = (_FORM, _WITHOUT_THEME, _TWICE, _REFERS, _SPACED, _OF_ITSELF, _TO_THE_READER)
_THEME = re.compile(r"^.{0,24}?(?:について|においては|では|には|とは|とも|は|が|も)")
_PREDICATE = frozenset({"動詞", "形容詞", "助動詞", "形状詞"})
_NOUNS = frozenset({"名詞", "接尾辞", "代名詞"})
_PARTICLE = re.compile(r"[をがにはでと]|から|まで|による|の")
_WITHIN = re.compile(r"^(?:から|まで|より(?!よ)|を|は[、一-鿿])")  # 「①から⑤までの」 without its number
_CASE = re.compile(r"[をがに]|により|による|ための")  # ties a noun to what is done with it
_GLUED_FIGURE = re.compile(r"[一-鿿ァ-ヺー][0-9０-９][0-9０-９,，.．]*\s*[一-鿿%％ァ-ヺa-zA-Z]{1,6}$")
# What a title of a figure or a table ends in.
_CAPTION = re.compile(r"(?:推移|一覧|イメージ|概要|内訳|全体像|体系|構造|比較|事例|例|図|表|フロー|スケジュール)$")
_BRACKETS = (("（", "）"), ("(", ")"), ("「", "」"), ("『", "』"), ("【", "】"), ("〔", "〕"))
_MIN_CHARS, _MAX_CHARS = 12, 240
_MAX_FIGURES = 0.35  # share of digits and letters above which it is a line of a table rather than a sentence
_ALIKE = 0.72  # share of bigrams from which two statements say the same
_PASSING = 0.25  # a document with no larger share of the best one's own mentions speaks of the topic in passing
_OPENING_CHARS = 14
_MAX_FINDINGS = 1500
_MAX_DOCUMENTS = 8
# What is looked for besides where the topic is one of the partnership's sectors: what is aimed at in all of them.
FRAME = "サーキュラーエコノミー"
_PASSAGES_PER_QUERY = 30


@dataclass(frozen=True, slots=True)
class Pool:
    """What a draft is made from.

    Attributes:
        findings: What may stand in it, best first.
        related: What binds every field, for what the topic itself does not hold: rows of gap tables on its matter, and
            where it is a sector, what is said of the circular economy as a whole.
        found: All that was found, also what may not stand in it.
        concepts: What the topic names.
        n_pages: How many pages of the library they were looked for on.
    """

    findings: tuple[Finding, ...]
    related: tuple[Finding, ...]
    found: tuple[Finding, ...]
    concepts: tuple[Concept, ...]
    n_pages: int


def gather_pool(topic: str, needs: Iterable[Need], assistant: Assistant) -> Pool:
    """The statements that may stand in a draft on the topic, with what the sections look for besides.

    Raises:
        EmptyQuestion, QuestionTooLong, LibraryError, EngineError: see `assistant.findings.gather`.
    """
    concepts = read_topic(topic, assistant.aliases)
    gathered = gather_all(topic, assistant)
    found = [finding for finding in gathered if finding.scope is Scope.TOPIC]
    related = [finding for finding in gathered if finding.scope is Scope.RELATED]
    known = {(f.evidence.chunk.id, f.statement.span) for f in found}
    queries = dict.fromkeys(query for need in needs for query in need.search)
    besides = (*_searched(topic, tuple(queries), assistant), *_documents_on(concepts, assistant))
    for finding in rank_findings(concepts, besides):
        key = (finding.evidence.chunk.id, finding.statement.span)
        if key not in known:
            known.add(key)
            found.append(finding)
    if any(compact(FRAME) in concept.names for concept in concepts):  # one sector is not all of them
        found = [f for f in found if f.is_own or not names_sector(_theme_of(f))]
    if names_sector(topic):
        related += [f for f in gather(FRAME, assistant) if not names_sector(_words_of(f))]
    n_pages = sum(document.n_pages for document in assistant.library.documents())
    frame = tuple(replace(finding, scope=Scope.RELATED) for finding in related if _may_frame(finding))
    return Pool(narrow(found, concepts), frame, tuple(found), concepts, n_pages)


def _may_frame(finding: Finding) -> bool:
    """Whether it may stand beside what is said of the topic itself: a row of a table, or a sentence said whole."""
    is_row = finding.statement.kind is BlockKind.ROW
    return not is_aside(finding.section) and _stands_alone(finding) and (is_row or finding.is_own)


def names_sector(text: str) -> bool:
    """True where a text names one of the partnership's sectors."""
    folded = compact(text)
    return any(Concept((name,)).occurs_in(folded) for sector in load_sectors() for name in _names_of(sector))


def _names_of(sector: Sector) -> tuple[str, ...]:
    return (compact(sector.ja), *map(compact, sector.cues))


def _theme_of(finding: Finding) -> str:
    """What a sentence speaks of: its words before the first は or が; "" for a row."""
    theme = None if finding.statement.kind is BlockKind.ROW else _THEME.match(opening_cut(finding.statement.text))
    return theme[0] if theme else ""


def _words_of(finding: Finding) -> str:
    return " ".join((*finding.section, *finding.statement.head, finding.statement.text))


def _documents_on(concepts: Sequence[Concept], assistant: Assistant) -> tuple[Evidence, ...]:
    """Every passage of the documents whose title names the topic: a roadmap leaves out nothing they say."""
    library = assistant.library
    on_it = [d for d in library.documents() if all(c.occurs_in(compact(d.title)) for c in concepts)]
    return tuple(
        Evidence(chunk, document, 0.0, verbatim_passage(chunk, library))
        for document in on_it[:_MAX_DOCUMENTS]
        for chunk in library.chunks(document.id)
    )


def _searched(topic: str, queries: Sequence[str], assistant: Assistant) -> tuple[Evidence, ...]:
    """The passages that the queries find besides, each once, best first."""
    settings = assistant.settings
    options = RetrievalOptions(
        lexical_weight=settings.lexical_weight,
        leg_depth=settings.leg_depth,
        top_k=_PASSAGES_PER_QUERY,
        max_chars=0,
        aliases=assistant.aliases,
    )
    best: dict[str, Evidence] = {}
    for query in queries:
        for evidence in search(assistant.library, f"{topic} {query}", None, options):
            known = best.get(evidence.chunk.id)
            if known is None or known.score < evidence.score:
                best[evidence.chunk.id] = evidence
    return tuple(sorted(best.values(), key=lambda e: (-e.score, e.chunk.document_id, e.chunk.position)))


def narrow(findings: Sequence[Finding], concepts: Sequence[Concept]) -> tuple[Finding, ...]:
    """The findings that are said whole, are about the topic and are new, best first.

    How close a finding must be depends on what there is: where documents speak of the topic throughout, one that names
    it in passing has to make it its theme.
    """
    mentions = Counter(f.evidence.document.id for f in findings if f.is_own and f.relevance >= _full(findings))
    most = max(mentions.values(), default=0)
    about = {
        f.evidence.document.id
        for f in findings
        if all(c.occurs_in(compact(f.evidence.document.title)) for c in concepts)
    }
    scored: list[tuple[float, Finding]] = []
    for finding in findings:
        if is_aside(finding.section) or any(is_aside((heading,)) for heading in finding.section):
            continue
        if not _stands_alone(finding):
            continue
        home = finding.evidence.document.id in about
        passing = not home and mentions[finding.evidence.document.id] <= most * _PASSING
        central = is_central(finding, concepts)
        if passing and not (central and _opens_with(finding, concepts)):
            continue
        if about and not home and not central:
            continue
        text = opening_cut(finding.statement.text)
        points = 0.3 * bool(_POINTS_BACK.match(text)) + 0.15 * bool(_POINTS_WITHIN.search(text))
        score = finding.relevance + 0.15 * central + 0.1 * home + 0.1 * finding.evidence.score - points
        scored.append((score, finding))
    scored.sort(key=lambda pair: -pair[0])
    return _fresh([finding for _, finding in scored][:_MAX_FINDINGS])


def admits(need: Need, finding: Finding) -> bool:
    """True where a finding is what a section needs."""
    statement, document = finding.statement, finding.evidence.document
    own = compact(" ".join((statement.text, *statement.head)))
    above = compact(finding.section[-1]) if finding.section else ""
    if need.types and document.doc_type not in need.types:
        return False
    if need.cues and not any(compact(cue) in own or compact(cue) in above for cue in need.cues):
        return False
    if need.indicators and not any(compact(word) in own for word in need.indicators):
        return False
    if need.years is not None:
        first, last = need.years
        texts = (statement.text, *statement.head)
        if not any(first <= m.year <= last and not _IN_NAME.match(t[m.end :]) for t in texts for m in find_years(t)):
            return False
    return not need.roles or any(role in need.roles for role in roles_of(finding))


def opening_cut(text: str) -> str:
    """A statement as a quote shows it: without a bullet and without a word that ties it to what stood before.

    Of a sentence that ends in a polite request only what it says is left, with … where it is cut.
    """
    plain = _LABEL.sub("", _ROMAN.sub("", bare(text)))
    tail = _POLITE_TAIL.search(plain)
    if tail and tail.start() > _MIN_CHARS:
        plain = f"{plain[: tail.start()]}…"
    return _CONNECTIVE.sub("", plain) if len(plain) > _MIN_CHARS else plain


def _stands_alone(finding: Finding) -> bool:
    """Whether a reader understands the statement without its page: a row by its column names, a sentence by itself."""
    statement = finding.statement
    if statement.kind is BlockKind.ROW:
        filled = [cell for cell in statement.cells if clean_cell(cell)]
        return len(filled) > 1 and any(re.search(r"[ぁ-ん一-鿿ァ-ヺ]{4}", cell) for cell in filled)
    if statement.kind in {BlockKind.HEADING, BlockKind.CAPTION, BlockKind.NOTE} or _is_torn(finding):
        return False
    text = opening_cut(statement.text)
    if not _MIN_CHARS <= len(text) <= _MAX_CHARS or any(text.count(a) != text.count(b) for a, b in _BRACKETS):
        return False
    if statement.kind is BlockKind.FIELD:
        return True
    n_figures = sum(c.isascii() and c.isalnum() for c in text)
    if n_figures > _MAX_FIGURES * len(text) or any(pattern.search(text) for pattern in _UNREADABLE_ALONE):
        return False
    in_list = statement.kind is BlockKind.ITEM or text != bare(statement.text)
    return _is_sentence(text) and (in_list or text.endswith(("。", "…")) or bool(_CASE.search(text)))


def _is_torn(finding: Finding) -> bool:
    """Whether it is the rest of a sentence that the page before breaks off: its head is no whole sentence."""
    statement = finding.statement
    plain = statement.kind is BlockKind.PARAGRAPH and statement.head
    if statement.kind is BlockKind.PARAGRAPH and _BOUND.match(opening_cut(statement.text)):
        return True
    return bool(plain) and not statement.head[-1].rstrip().endswith(("。", "：", ":", "）", ")", "】", "＞"))


def _is_sentence(text: str) -> bool:
    """Whether it ends in a predicate, or in a noun that sums up what particles tie to it."""
    found = [m for m in morphemes(text.rstrip("。．.…！!？? 」』）)")) if m.pos != "空白"]
    if not found or found[0].pos in {"助詞", "助動詞", "接尾辞"} or _WITHIN.match(text):
        return False
    last = found[-1]
    if last.pos in _PREDICATE:
        return len(found) > 4
    if last.pos == "助詞" or text.endswith("。"):
        return text.endswith("。")
    if _CAPTION.search(text):
        return False
    noun = last.pos in _NOUNS and len(found) > 5
    return noun and bool(_PARTICLE.search(text)) and not _GLUED_FIGURE.search(text)


def is_central(finding: Finding, concepts: Sequence[Concept]) -> bool:
    """Whether the topic is what the statement is about: it stands in its headings, its label or its theme."""
    statement = finding.statement
    if statement.kind is BlockKind.ROW:
        places = [*statement.cells[:2], *finding.section]
    else:
        theme = _THEME.match(opening_cut(statement.text))
        places = [theme[0] if theme else "", *finding.section]
    rarest = concepts[:1] if len(concepts) < 3 else concepts[:2]
    joined = compact(" ".join(places))
    return all(concept.occurs_in(joined) for concept in (concepts if len(concepts) < 3 else rarest))


def opens_with_all(finding: Finding, concepts: Sequence[Concept]) -> bool:
    """Whether the theme of a sentence, its own words before the first は or が, names all of the topic."""
    theme = compact(_theme_of(finding))
    return all(concept.occurs_in(theme) for concept in concepts)


def points_elsewhere(text: str) -> bool:
    """Whether a text points at what a reader of the draft does not see: これ, こうした, 上記."""
    return bool(_POINTS_BACK.match(text) or _POINTS_WITHIN.search(text))


def _opens_with(finding: Finding, concepts: Sequence[Concept]) -> bool:
    """Whether the topic stands at the very beginning or in the headings."""
    statement = finding.statement
    first = statement.cells[0] if statement.cells else opening_cut(statement.text)[:_OPENING_CHARS]
    joined = compact(" ".join((first, *finding.section)))
    return any(concept.occurs_in(joined) for concept in concepts)


def _full(findings: Sequence[Finding]) -> float:
    return 0.9 * max((f.relevance for f in findings), default=0.0)


def _fresh(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without those that say what a better one says, of a sentence given twice the one said whole."""
    kept: list[Finding] = []
    grams: list[frozenset[str]] = []
    by_gram: dict[str, set[int]] = defaultdict(set)
    for finding in findings:
        own = frozenset(bigrams(opening_cut(finding.statement.text)))
        near = Counter(i for gram in own for i in by_gram[gram])
        if any(n >= _ALIKE * min(len(own), len(grams[i])) for i, n in near.items()):
            continue
        for gram in own:
            by_gram[gram].add(len(kept))
        kept.append(finding)
        grams.append(own)
    return tuple(kept)
