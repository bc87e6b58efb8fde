"""Where a statement belongs: to which of the three perspectives, and to which of the six challenges."""

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.taxonomy import Challenge, Perspective, load_challenges, load_perspectives
from ingest.morphology import bigrams
from ingest.normalization import compact

_ASPECT = r"(?:の|に(?:関する|おける))?(?:「)?(?:20\d\d年の)?(?:あるべき姿|ありたい姿|目指す姿|観点|視点|側面)"


def perspective_of(text: str, label: str | None = None, headings: Sequence[str] = ()) -> Perspective:
    """The perspective that a statement takes.

    A label that is a perspective's name decides, then the innermost heading that says 「ビジネスの観点」 or the like;
    else the cue words of the label (twice) and the text, and if there are none, those of the headings. Ties and
    statements without any cue go to the first perspective of the taxonomy.

    Args:
        text: What is stated.
        label: What a table row is about.
        headings: Document title and headings, outermost first.
    """
    return told_perspective(text, label, headings) or load_perspectives()[0]


def told_perspective(
    text: str, label: str | None = None, headings: Sequence[str] = (), topic: str = ""
) -> Perspective | None:
    """The perspective that something in the statement speaks for, or None; else as `perspective_of`.

    Args:
        text: What is stated.
        label: What a table row is about.
        headings: Document title and headings, outermost first.
        topic: What it was asked for; cue words that the topic itself holds tell nothing.
    """
    perspectives, asked = load_perspectives(), compact(topic)
    for perspective in perspectives:
        if label and compact(label) in {compact(name) for name in perspective.names}:
            return perspective
    for heading in reversed(headings):
        named = [p for p in perspectives if _names_aspect(p, compact(heading))]
        if len(named) == 1:
            return named[0]
    telling = [tuple(cue for cue in _folded(p.cues) if cue not in asked) for p in perspectives]
    scores = [_n_cues(cues, text) + 2 * _n_cues(cues, label or "") for cues in telling]
    if not any(scores):
        scores = [_n_cues(cues, " ".join(headings)) for cues in telling]
    return perspectives[scores.index(max(scores))] if any(scores) else None


def issue_of(text: str, topic: str = "") -> Challenge | None:
    """The one of the six challenges that a challenge belongs to, or None where no cue word speaks for any.

    By the number of cue words and viewpoints in the text; ties go to the challenge whose name shares more with it. What
    the topic itself says tells nothing: under 「地域脱炭素」 every challenge names the region.
    """
    folded, asked = compact(text), compact(topic)
    best: Challenge | None = None
    best_score = (0, 0.0)
    for challenge in load_challenges():
        if compact(challenge.ja) in folded:
            return challenge
        name = set(bigrams(challenge.ja))
        likeness = len(name & set(bigrams(text))) / len(name)
        cues = (cue for cue in (*challenge.cues, *challenge.viewpoints) if compact(cue) not in asked)
        n_cues = _n_cues(tuple(cues), text)
        if n_cues and (n_cues, likeness) > best_score:
            best, best_score = challenge, (n_cues, likeness)
    return best


def _names_aspect(perspective: Perspective, folded: str) -> bool:
    return any(re.search(re.escape(compact(name)) + _ASPECT, folded) for name in perspective.names)


def _n_cues(cues: Sequence[str], text: str) -> int:
    """How many cues the text holds; one that lies inside a longer one that it holds does not count again."""
    folded = compact(text)
    held = {cue for cue in _folded(tuple(cues)) if _held(cue, folded)}
    return sum(not any(cue != other and cue in other for other in held) for cue in held)


@lru_cache(maxsize=1024)
def _folded(cues: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(compact, cues))


def _held(cue: str, folded: str) -> bool:
    if cue.isascii():
        return bool(re.search(rf"(?<![a-z]){re.escape(cue)}(?![a-z])", folded))
    return cue in folded
