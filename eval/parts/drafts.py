"""What drafts hold of what they should, and which of their sentences nothing supports."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.draft import Draft, Paragraph, ParagraphStatus
from eval.folding import fold, fold_numbers, states_any, without_citation_marks
from eval.measures import Item, Part, measure_values

BUNDLED_DRAFTS: Final = Path(__file__).parents[1] / "references" / "drafts.jsonl"
MIN_SHARED: Final = 0.5
"""Share of a sentence's character bigrams that its cited quotes must hold; our own, half as for quotes and gold."""

_SENTENCE: Final = re.compile(r"[^。\n]+(?:。(?:\[\d+\])*|\n|$)")
_MARK: Final = re.compile(r"\[(\d+)\]")
_QUOTED: Final = re.compile(r"「([^」]+)」")
_MIN_CHARS: Final = 4


@dataclass(frozen=True, slots=True)
class DraftReference:
    """A draft that is asked for, and the facts it should state in one of their spellings."""

    id: str
    template: str
    topic: str
    must_include: tuple[tuple[str, ...], ...]


def load_draft_references() -> tuple[DraftReference, ...]:
    """The bundled ones, in the order of their file."""
    rows = (json.loads(line) for line in BUNDLED_DRAFTS.read_text(encoding="utf-8").splitlines() if line)
    return tuple(
        DraftReference(row["id"], row["template"], row["topic"], tuple(map(tuple, row["must_include"]))) for row in rows
    )


def measure_drafts(compose: Callable[[str, str], Draft], references: Sequence[DraftReference], *, seed: int) -> Part:
    """The figures of drafts.

    Coverage: required facts that stand in paragraphs shown as supported / required facts. Filled sections: sections
    with a supported paragraph / sections. Unsupported sentences: sentences of paragraphs shown as supported that cite
    nothing, or that share less than half of their character bigrams (of what they quote in 「」, where they do) with
    the quotes they cite / such sentences. Needs check: paragraphs marked for checking / paragraphs.

    Source: our own, after citation recall of Gao et al., Enabling Large Language Models to Generate Text with
    Citations (2023), with shared bigrams in the place of the model that judges.

    Args:
        compose: Gives the draft of a template and a topic.
        references: What is asked for.
        seed: Of the bootstrap.
    """
    coverage: list[float] = []
    filled: list[float] = []
    unsupported: list[float] = []
    needs_check: list[float] = []
    items = []
    for reference in references:
        draft = compose(reference.template, reference.topic)
        paragraphs = [p for section in draft.sections for p in section.paragraphs]
        shown = [p for p in paragraphs if p.status is ParagraphStatus.SUPPORTED]
        stated = _stated(draft, shown, reference)
        loose = [sentence for p in shown for sentence in unsupported_sentences(p)]
        coverage += stated
        filled += [float(any(p in shown for p in section.paragraphs)) for section in draft.sections]
        unsupported += [float(sentence in loose) for p in shown for sentence in _sentences(p.text)]
        needs_check += [float(p not in shown) for p in paragraphs]
        missing = [variants[0] for variants, ok in zip(reference.must_include, stated, strict=True) if not ok]
        share = sum(stated) / len(stated)
        items.append(
            Item(
                f"{reference.template}:{reference.id}",
                reference.topic,
                " / ".join(variants[0] for variants in reference.must_include),
                " / ".join((*(f"−{fact}" for fact in missing), *loose)),
                not missing and not loose,
                {"drafts/coverage": share},
            )
        )
    values = {
        "drafts/coverage": coverage,
        "drafts/filled_sections": filled,
        "drafts/unsupported_sentences": unsupported,
        "drafts/needs_check": needs_check,
    }
    return Part("drafts", tuple(measure_values(name, v, seed=seed) for name, v in values.items()), tuple(items))


def _stated(draft: Draft, shown: Sequence[Paragraph], reference: DraftReference) -> list[float]:
    tables = [milestone.text for milestone in draft.milestones] + [kpi.name for kpi in draft.kpis]
    cited = [c for milestone in draft.milestones for c in milestone.citations]
    quotes = [c.quote for c in (*cited, *(c for kpi in draft.kpis for c in kpi.citations))]
    text = "\n".join((*(p.text for p in shown), *tables, *quotes))
    folded = fold_numbers(without_citation_marks(text))
    return [float(states_any(folded, variants)) for variants in reference.must_include]


def unsupported_sentences(paragraph: Paragraph) -> Iterator[str]:
    """The sentences of a paragraph that its citations do not support, in order."""
    quotes = {citation.n: citation.quote for citation in paragraph.citations}
    for sentence in _sentences(paragraph.text):
        cited = [quotes[n] for n in map(int, _MARK.findall(sentence)) if n in quotes]
        quoted = "".join(_QUOTED.findall(sentence))  # what stands around it is the template's own
        said = _bigrams(quoted or without_citation_marks(sentence))
        held = frozenset[str]().union(*map(_bigrams, cited))
        if len(said & held) < MIN_SHARED * len(said):
            yield sentence


def _sentences(text: str) -> list[str]:
    found = (match.group().strip() for match in _SENTENCE.finditer(text))
    return [sentence for sentence in found if len(fold(without_citation_marks(sentence))) >= _MIN_CHARS]


def _bigrams(text: str) -> frozenset[str]:
    folded = fold(text)
    return frozenset(folded[i : i + 2] for i in range(max(1, len(folded) - 1)))
