"""One answer against its reference: the figures of a question and what is wrong with it."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.values import Answer
from corpus.values import Citation
from eval import metrics
from eval.figures import figure_recall
from eval.references import Group, PageText, Reference, names_source

MAX_ANSWER_CHARS = 600
"""An answer is concise up to here; a reader of a gap table does not read more."""

MIN_SUPPORT = 0.5
"""Share of the required facts that the cited quotes of a correct answer hold."""

SHOWN_PASSAGES = 5
SHOWN_CHARS = 400


class Problem(StrEnum):
    """Why an answer is not correct."""

    FALSE_REFUSAL = "false_refusal"
    NOT_REFUSED = "not_refused"
    FACT_MISSING = "fact_missing"
    WRONG_FACT = "wrong_fact"
    TOO_LONG = "too_long"
    NOT_SUPPORTED = "not_supported"
    NOT_VERBATIM = "not_verbatim"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Figures of the ranked evidence of one answerable question; see `eval.metrics` for each."""

    gold_ranks: tuple[int | None, ...]
    recall_1: float
    recall_5: float
    recall_10: float
    hit_1: float
    hit_5: float
    hit_10: float
    all_gold_10: float
    reciprocal_rank: float
    ndcg_10: float
    ndcg_graded_10: float


@dataclass(frozen=True, slots=True)
class Content:
    """Figures of the text and the citations of one answerable question; see `eval.metrics` for each.

    A refusal states nothing: its recall and support are 0.
    """

    nugget_recall: float
    missing_facts: tuple[str, ...]
    wrong_fact: float
    support: float
    citation_precision: float | None
    page_exact: float | None
    citation_recall: float = 0.0
    figure_recall: float | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that was found or a quote that was cited, as a report shows it.

    Attributes:
        source: File name of its document.
        page: From 1, or None.
        text: The beginning of the passage, or the quote.
        is_gold: True where it completes a gold quote (a passage) or shares half of one (a quote).
    """

    source: str
    page: int | None
    text: str
    is_gold: bool


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one question.

    Attributes:
        id: Of the reference.
        question: What was asked.
        type: Of the reference.
        group: Of the reference.
        difficulty: Of the reference.
        wanted: The reference answer.
        got: The answer's text.
        refused: Whether the asker declined.
        reason: Why it declined, or None.
        correct: True where `problems` is empty.
        problems: What is wrong, in the order of `Problem`.
        n_chars: Length of the answer without white space and [n].
        latency_ms: As the answer reports it.
        citation_verbatim: Share of verbatim citations; None without citations or without page texts.
        retrieval: None where the question cannot be answered.
        content: None where the question cannot be answered.
        n_turns: Questions of the conversation, this one included.
        found: The best passages, at most `SHOWN_PASSAGES`.
        cited: The quotes of the answer.
        gold: Where the documents say it.
    """

    id: str
    question: str
    type: str
    group: Group
    difficulty: str
    wanted: str
    got: str
    refused: bool
    reason: str | None
    correct: bool
    problems: tuple[Problem, ...]
    n_chars: int
    latency_ms: float
    citation_verbatim: float | None
    retrieval: Retrieval | None
    content: Content | None
    n_turns: int = 1
    found: tuple[Passage, ...] = ()
    cited: tuple[Passage, ...] = ()
    gold: tuple[Passage, ...] = ()


def score_answer(reference: Reference, answer: Answer, page_text: PageText | None) -> Row:
    """The row of one question.

    Correct is: refused where it cannot be answered; otherwise answered, with every required fact and no wrong one, in
    at most 600 characters, with half of the required facts in the cited quotes; and no citation that is not verbatim.

    Args:
        reference: What was wanted.
        answer: What came.
        page_text: Text of a page by source and number; None leaves out what needs it.
    """
    verbatim = None if page_text is None else _verbatim(answer.citations, page_text)
    content = _score_content(reference, answer) if reference.answerable else None
    problems = _problems(reference, answer, content, verbatim)
    return Row(
        id=reference.id,
        question=reference.question,
        type=reference.type,
        group=reference.group,
        difficulty=reference.difficulty,
        wanted=reference.reference_answer,
        got=answer.text,
        refused=not answer.answerable,
        reason=answer.reason.value if answer.reason else None,
        correct=not problems,
        problems=problems,
        n_chars=metrics.answer_chars(answer.text),
        latency_ms=answer.latency_ms,
        citation_verbatim=verbatim,
        retrieval=_score_retrieval(reference, answer) if reference.answerable else None,
        content=content,
        n_turns=1 + len(reference.history),
        found=_found(reference, answer),
        cited=_cited(reference, answer),
        gold=_gold(reference),
    )


def score_search(reference: Reference, answer: Answer) -> Row:
    """The row of one question that can be answered where only its evidence counts.

    Correct is: every gold quote within the first five passages.
    """
    found = _score_retrieval(reference, answer)
    problems = () if found.recall_5 == 1 else (Problem.NOT_FOUND,)
    return Row(
        id=reference.id,
        question=reference.question,
        type=reference.type,
        group=reference.group,
        difficulty=reference.difficulty,
        wanted=reference.reference_answer,
        got="",
        refused=False,
        reason=None,
        correct=not problems,
        problems=problems,
        n_chars=0,
        latency_ms=answer.latency_ms,
        citation_verbatim=None,
        retrieval=found,
        content=None,
        n_turns=1 + len(reference.history),
        found=_found(reference, answer),
        gold=_gold(reference),
    )


def _gold(reference: Reference) -> tuple[Passage, ...]:
    return tuple(Passage(gold.source, gold.page, gold.quote, is_gold=True) for gold in reference.gold)


def _found(reference: Reference, answer: Answer) -> tuple[Passage, ...]:
    ranks = metrics.found_ranks([gold.quote for gold in reference.gold], [e.text for e in answer.evidence])
    return tuple(
        Passage(e.document.source, e.chunk.page, e.text[:SHOWN_CHARS], rank in ranks)
        for rank, e in enumerate(answer.evidence[:SHOWN_PASSAGES], 1)
    )


def _cited(reference: Reference, answer: Answer) -> tuple[Passage, ...]:
    gold = [gold.quote for gold in reference.gold]
    return tuple(
        Passage(c.source, c.page, c.quote[:SHOWN_CHARS], bool(metrics.citation_precision([c.quote], (), gold)))
        for c in answer.citations
    )


def _verbatim(citations: tuple[Citation, ...], page_text: PageText) -> float | None:
    return metrics.verbatim_share([c.quote for c in citations], [page_text(c.source, c.page) for c in citations])


def _score_retrieval(reference: Reference, answer: Answer) -> Retrieval:
    passages = [evidence.text for evidence in answer.evidence]
    ranks = metrics.found_ranks([gold.quote for gold in reference.gold], passages)
    return Retrieval(
        gold_ranks=ranks,
        recall_1=metrics.recall_at_k(ranks, 1),
        recall_5=metrics.recall_at_k(ranks, 5),
        recall_10=metrics.recall_at_k(ranks, 10),
        hit_1=metrics.hit_at_k(ranks, 1),
        hit_5=metrics.hit_at_k(ranks, 5),
        hit_10=metrics.hit_at_k(ranks, 10),
        all_gold_10=metrics.all_gold_at_k(ranks, 10),
        reciprocal_rank=metrics.reciprocal_rank(ranks, 10),
        ndcg_10=metrics.ndcg_of_ranks(ranks, len(passages)),
        ndcg_graded_10=metrics.ndcg_of_ranks(ranks, len(passages), graded=True),
    )


def _score_content(reference: Reference, answer: Answer) -> Content:
    text = answer.text if answer.answerable else ""
    quotes = [citation.quote for citation in answer.citations]
    facts = reference.must_include
    return Content(
        nugget_recall=metrics.nugget_recall(text, facts),
        missing_facts=metrics.missing_facts(text, facts),
        wrong_fact=metrics.states_wrong_fact(text, reference.must_not_include),
        support=metrics.support(quotes, facts),
        citation_precision=metrics.citation_precision(quotes, facts, [gold.quote for gold in reference.gold]),
        citation_recall=metrics.citation_recall(quotes, [gold.quote for gold in reference.gold]),
        figure_recall=figure_recall(text, reference.reference_answer, [gold.quote for gold in reference.gold]),
        page_exact=metrics.page_exact(
            [(citation.source, citation.page) for citation in answer.citations],
            [(gold.source, gold.page) for gold in reference.gold],
            names_source,
        ),
    )


def _problems(
    reference: Reference, answer: Answer, content: Content | None, verbatim: float | None
) -> tuple[Problem, ...]:
    not_verbatim = verbatim is not None and verbatim < 1
    if content is None:
        found = {Problem.NOT_REFUSED: answer.answerable, Problem.NOT_VERBATIM: not_verbatim}
    elif not answer.answerable:
        found = {Problem.FALSE_REFUSAL: True}
    else:
        found = {
            Problem.FACT_MISSING: bool(content.missing_facts),
            Problem.WRONG_FACT: content.wrong_fact > 0,
            Problem.TOO_LONG: metrics.answer_chars(answer.text) > MAX_ANSWER_CHARS,
            Problem.NOT_SUPPORTED: content.support < MIN_SUPPORT,
            Problem.NOT_VERBATIM: not_verbatim,
        }
    return tuple(problem for problem, there in found.items() if there)
