"""Whether references keep their own rules: quotes stand in the sources, facts agree, nothing joins the splits."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from eval.folding import fold, fold_numbers, states_any
from eval.metrics import FOUND_SHARE, char_grams, missing_facts, states_wrong_fact
from eval.references import Group, PageText, Reference, check_gold

NEAR_DUPLICATE: Final = 0.5
"""Jaccard index of the character bigrams of two questions from which they ask the same.

Source: our own reading of the bundled references; rewordings of one question lie above, questions on one table below.
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a reference breaks.

    Attributes:
        reference_id: The reference.
        rule: "no_page", "no_quote", "fact_not_on_page", "answer_lacks_fact", "answer_states_wrong", "same_question" or
            "leak".
        detail: The quote, the fact, or the id of the other reference.
    """

    reference_id: str
    rule: str
    detail: str


def check_references(references: Sequence[Reference], page_text: PageText | None) -> tuple[Finding, ...]:
    """Everything that is wrong, reference by reference; empty where all is well.

    A fact's variant must stand on a page of the gold; the reference answer must state every required fact and no wrong
    one; no two questions may be the same; nothing may join the two splits.

    Args:
        references: Those to check.
        page_text: Text of a page by source and number; None leaves out what needs the sources.
    """
    findings = [finding for reference in references for finding in _check_answer(reference)]
    if page_text is not None:
        findings += [Finding(p.reference_id, p.problem, p.gold.quote) for p in check_gold(references, page_text)]
        findings += [finding for reference in references for finding in _check_facts(reference, page_text)]
    findings += _same_questions(references)
    findings += find_leaks(references)
    place = {reference.id: n for n, reference in enumerate(references)}
    return tuple(sorted(findings, key=lambda finding: place[finding.reference_id]))


def _check_answer(reference: Reference) -> Iterator[Finding]:
    if reference.group is not Group.ANSWERABLE or not reference.reference_answer:
        return
    for fact in missing_facts(reference.reference_answer, reference.must_include):
        yield Finding(reference.id, "answer_lacks_fact", fact)
    if states_wrong_fact(reference.reference_answer, reference.must_not_include):
        yield Finding(reference.id, "answer_states_wrong", reference.reference_answer)


def _check_facts(reference: Reference, page_text: PageText) -> Iterator[Finding]:
    pages = fold_numbers("\n".join(page_text(gold.source, gold.page) or "" for gold in reference.gold))
    for variants in reference.must_include:
        if not states_any(pages, variants):
            yield Finding(reference.id, "fact_not_on_page", variants[0])


def _same_questions(references: Sequence[Reference]) -> Iterator[Finding]:
    first: dict[tuple[str, ...], str] = {}
    for reference in references:
        key = (fold(reference.question), *(fold(turn.question) for turn in reference.history))
        other = first.setdefault(key, reference.id)
        if other != reference.id:
            yield Finding(reference.id, "same_question", other)


def find_leaks(references: Sequence[Reference]) -> tuple[Finding, ...]:
    """The pairs that are joined although they are in different splits, at the later of the two."""
    split_of = {reference.id: reference.split for reference in references}
    return tuple(
        Finding(second, "leak", first)
        for first, second in joined_pairs(references)
        if None not in (split_of[first], split_of[second]) and split_of[first] is not split_of[second]
    )


def joined_pairs(references: Sequence[Reference]) -> Iterator[tuple[str, str]]:
    """Ids of references of which one tells something about the other, in their order.

    They ask the same or nearly so, one asks what the other's history has answered, or they rest on the same quote.
    """
    asked = [[_bigrams(text) for text in _questions(reference)] for reference in references]
    quotes = [[(gold.source, char_grams(gold.quote)) for gold in reference.gold] for reference in references]
    for first, second in combinations(range(len(references)), 2):
        near = any(_jaccard(a, b) >= NEAR_DUPLICATE for a in asked[first] for b in asked[second])
        if near or any(s == t and _covers(a, b) for s, a in quotes[first] for t, b in quotes[second]):
            yield references[first].id, references[second].id


def _questions(reference: Reference) -> Iterable[str]:
    """The question and those of its history; a follow-up alone ("では？") says nothing, so it stands with its turn."""
    if not reference.history:
        return (reference.question,)
    before = [turn.question for turn in reference.history]
    return (*before, "".join((*before, reference.question)))


def _bigrams(text: str) -> frozenset[str]:
    folded = fold(text)
    return frozenset(folded[i : i + 2] for i in range(max(1, len(folded) - 1)))


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b)


def _covers(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= FOUND_SHARE * min(len(a), len(b))
