"""Japanese morphemes: the one door to fugashi."""

import hashlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import fugashi

from corpus.taxonomy import load_aliases
from ingest.normalization import normalize
from ingest.notations import quantity_terms, unified

# To be raised whenever the same text gives other terms than before.
_RULES = "2"
# Parts of speech (UniDic pos1) that carry meaning in a search; particles, auxiliaries and symbols do not.
_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞", "接頭辞", "接尾辞"})
_CJK_RUN = re.compile(r"[々〇ぁ-ゖァ-ヺー一-鿿㐀-䶿豈-﫿]+")
_KANJI_OR_KATAKANA = re.compile(r"[々〇ァ-ヺー一-鿿㐀-䶿豈-﫿]")
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Morpheme:
    """One morpheme of a normalised text.

    Attributes:
        surface: As it stands in the text.
        lemma: Its dictionary form, or the surface where the dictionary does not know it.
        pos: UniDic's first-level part of speech.
        pos2: UniDic's second-level part of speech.
    """

    surface: str
    lemma: str
    pos: str
    pos2: str

    @property
    def is_content(self) -> bool:
        """True where it carries meaning in a search."""
        return self.pos in _CONTENT


@cache
def _tagger() -> fugashi.Tagger:
    return fugashi.Tagger()  # one for the process: each maps the whole dictionary into memory


_LOCK = threading.Lock()
_MAX_LINE_CHARS = 10_000


def morphemes(text: str) -> tuple[Morpheme, ...]:
    """Morphemes of text after normalisation, in order; empty for blank text."""
    found: list[Morpheme] = []
    for line in _bounded_lines(normalize(text)):
        with _LOCK:  # the tagger reuses one lattice
            nodes = [(n.surface, n.feature.lemma, n.feature.pos1, n.feature.pos2) for n in _tagger()(line)]
        for surface, lemma, pos, pos2 in nodes:
            plain = lemma.partition("-")[0] if lemma else ""  # UniDic: "エコノミー-economy"
            found.append(Morpheme(surface, plain or surface, pos, pos2))
    return tuple(found)


def _bounded_lines(text: str) -> Iterator[str]:
    """The lines of text, cut where one is longer than the tagger can take: MeCab crashes on hundreds of thousands."""
    for line in text.splitlines():
        for start in range(0, len(line), _MAX_LINE_CHARS):
            yield line[start : start + _MAX_LINE_CHARS]


class JapaneseAnalyzer:
    """Lemmas of content words, character bigrams, compounds and quantities, for the lexical index.

    Bigrams find what the dictionary splits otherwise in the document than in the question; compounds of the field
    (循環|経済, 再|商品|化) are terms of their own as well.
    Source: measured on 300 questions over 2,126 pages, docs/decisions/0002-lexical-terms.md; compounds and notations on
    third-party sets, docs/decisions/0015-notations.md and 0016-vocabulary.md.
    """

    @property
    def version(self) -> str:
        """Names the rules and the vocabulary: an index that was made with another version is out of date."""
        return f"{_RULES}-{_vocabulary_digest()}"

    def terms(self, text: str) -> list[str]:
        """Lemmas of content words in order, bigrams of Japanese runs, compounds, quantities; none holds white space."""
        plain = unified(text)
        words = [_BLANK.sub("", m.lemma) for m in morphemes(plain) if m.is_content]
        return [w for w in words if w] + bigrams(plain) + compounds(plain) + quantity_terms(text)


def bigrams(text: str) -> list[str]:
    """Character pairs of every Japanese run of the normalised text, in order; pairs of hiragana alone left out."""
    runs = _CJK_RUN.findall(normalize(text))
    pairs = (run[i : i + 2] for run in runs for i in range(len(run) - 1))
    return [pair for pair in pairs if _KANJI_OR_KATAKANA.search(pair)]


def compounds(text: str) -> list[str]:
    """The terms of the field in text that the dictionary splits, each once, in order; the longest where several fit."""
    return list(dict.fromkeys(_compound_pattern().findall(normalize(text))))


@cache
def _compound_pattern() -> re.Pattern[str]:
    names = sorted(filter(_is_compound, _vocabulary()), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)) or r"(?!)")


def _is_compound(name: str) -> bool:
    return bool(_CJK_RUN.fullmatch(name)) and len(morphemes(name)) > 1


@cache
def _vocabulary() -> tuple[str, ...]:
    """The names of the taxonomy's aliases, normalised, each once, in order of their code points."""
    return tuple(sorted({normalize(name) for group in load_aliases() for name in group}))


@cache
def _vocabulary_digest() -> str:
    return hashlib.sha256("\n".join(_vocabulary()).encode()).hexdigest()[:8]
