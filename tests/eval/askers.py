"""Small real askers over a small real library: one good, three broken in a known way."""

import random
from dataclasses import dataclass

from assistant.values import Answer, Question, RefusalReason
from corpus.values import BlockKind, Chunk, Citation, Document, DocumentType, Evidence, Span, Statement
from eval.references import Gold, Group, Reference

SOURCE = "循環経済の報告.pdf"
PAGES = (
    "会員数は2024年12月末で646者となり、このうち企業は449社である。",
    "再生材の利用率は現状で12.5%にとどまり、2030年の目標は30%とされた。",
    "課題は、品質の情報が製造側と回収側のあいだで共有されていないことである。",
    "回収拠点は全国に1,200か所あり、前年より80か所増えた。",
)


def make_document(source: str = SOURCE, sha256: str = "ab" * 32) -> Document:
    return Document(
        id=sha256[:12],
        source=source,
        origin=f"/library/{source}",
        sha256=sha256,
        title="循環経済の報告",
        publisher=None,
        date=None,
        doc_type=DocumentType.WG_REPORT,
        sector=None,
        n_pages=len(PAGES),
        unreadable_pages=(),
        added_at="2026-01-01T00:00:00+00:00",
    )


def make_evidence(page: int, score: float = 0.5) -> Evidence:
    document = make_document()
    text = PAGES[page - 1]
    statement = Statement(BlockKind.PARAGRAPH, text, Span(page, 0, len(text)))
    chunk = Chunk(f"{document.id}-{page - 1:04}", document.id, page - 1, (), text, (statement,))
    return Evidence(chunk, document, score, text)


def make_citation(n: int, page: int, quote: str) -> Citation:
    document = make_document()
    return Citation(n, document.id, SOURCE, document.title, page, (), quote, f"{document.id}-{page - 1:04}")


def page_text(source: str, page: int | None) -> str | None:
    if source != SOURCE:
        return None
    if page is None:
        return "\n".join(PAGES)
    return PAGES[page - 1] if 1 <= page <= len(PAGES) else None


def make_reference(
    id_: str = "q1",
    *,
    group: Group = Group.ANSWERABLE,
    gold: tuple[Gold, ...] = (Gold(SOURCE, 1, "このうち企業は449社である"),),
    facts: tuple[tuple[str, ...], ...] = (("449社", "449の企業"),),
    wrong: tuple[str, ...] = ("646社",),
) -> Reference:
    answerable = group is Group.ANSWERABLE
    return Reference(
        id=id_,
        question="企業の会員は何社ですか。",
        history=(),
        type="numeric",
        group=group,
        difficulty="easy",
        gold=gold if answerable else (),
        must_include=facts if answerable else (),
        must_not_include=wrong,
        reference_answer="449社です。",
    )


REFERENCES = (
    make_reference("member"),
    make_reference("rate", gold=(Gold(SOURCE, 2, "2030年の目標は30%とされた"),), facts=(("30%",),), wrong=()),
    make_reference(
        "issue",
        gold=(Gold(SOURCE, 3, "品質の情報が製造側と回収側のあいだで共有されていない"),),
        facts=(("共有されていない",),),
    ),
    make_reference("silent", group=Group.NOT_STATED),
    make_reference("weather", group=Group.OUT_OF_SCOPE),
    make_reference("nothing", group=Group.NO_EVIDENCE),
)
"""Three questions that can be answered, then three that cannot, one for each reason."""


def _answer(
    question: Question,
    *,
    text: str,
    citations: tuple[Citation, ...] = (),
    evidence: tuple[Evidence, ...] = (),
    reason: RefusalReason | None = None,
) -> Answer:
    return Answer(question, "extractive", reason is None, text, citations, evidence, reason, 10.0)


@dataclass(frozen=True)
class PerfectAsker:
    """Knows the references: quotes the gold, refuses for the right reason."""

    references: tuple[Reference, ...] = REFERENCES

    def __call__(self, question: Question) -> Answer:
        reference = next(r for r in self.references if r.id == question.id)
        if not reference.answerable:
            return _answer(question, text="記載がありません。", reason=RefusalReason(reference.group.value))
        pages = [gold.page or 0 for gold in reference.gold]
        citations = tuple(make_citation(n, g.page or 0, g.quote) for n, g in enumerate(reference.gold, 1))
        text = "".join(f"{c.quote}[{c.n}]。" for c in citations)
        return _answer(question, text=text, citations=citations, evidence=tuple(map(make_evidence, pages)))


def refuse_always(question: Question) -> Answer:
    """Refuses everything as not stated, although the evidence is there."""
    evidence = tuple(make_evidence(page) for page in (1, 2, 3, 4))
    return _answer(question, text="記載がありません。", evidence=evidence, reason=RefusalReason.NOT_STATED)


def answer_everything(question: Question) -> Answer:
    """Answers everything with the whole library, three times over so that nobody reads it."""
    citations = tuple(make_citation(page, page, PAGES[page - 1]) for page in (1, 2, 3, 4))
    text = "".join(f"{c.quote}[{c.n}]" for c in citations) * 6
    return _answer(question, text=text, citations=citations, evidence=tuple(make_evidence(p) for p in (1, 2, 3, 4)))


def invent_quotes(question: Question) -> Answer:
    """States the right number but cites words that no page says."""
    citation = make_citation(1, 1, "企業の会員は449社に達した")
    return _answer(question, text="企業は449社です[1]。", citations=(citation,), evidence=(make_evidence(1),))


@dataclass
class RandomAsker:
    """Answers with one random page, whatever was asked."""

    generator: random.Random

    def __call__(self, question: Question) -> Answer:
        pages = self.generator.sample(range(1, len(PAGES) + 1), len(PAGES))
        quote = PAGES[pages[0] - 1]
        return _answer(
            question,
            text=f"{quote}[1]",
            citations=(make_citation(1, pages[0], quote),),
            evidence=tuple(map(make_evidence, pages)),
        )
