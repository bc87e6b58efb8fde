"""An answer, and how it came about, as plain text."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.explaining import Explanation, RankedPassage, Reading, Searched, Verdict, WeighedStatement
from assistant.naming import field_named, name_of
from assistant.values import Answer
from assistant.wording import Wording
from corpus.values import SUPERSEDED_MARK, Citation, Twin

_MAX_STATEMENT_CHARS = 80
_N_FEATURES = 5


def answer_as_text(answer: Answer, wording: Wording) -> str:
    """The answer, then its numbered sources, one a line."""
    if not answer.citations:
        return answer.text
    lines = [answer.text, "", wording.say("ask.citations")]
    for citation in answer.citations:
        lines.append(f"[{citation.n}] {place_of(citation, wording)}")
        if citation.also_in:
            lines.append(f"    {also_in(citation.also_in, wording)}")
    return "\n".join(lines)


def also_in(twins: Sequence[Twin], wording: Wording) -> str:
    """The other documents in which the same words stand, with their pages, on one line."""
    return wording.say(
        "ask.also_in", places=_listed((_title_and_page(t.title, t.page, wording) for t in twins), wording)
    )


def place_of(citation: Citation, wording: Wording) -> str:
    """Title, page and heading path of a citation on one line."""
    page = page_of(citation, wording)
    title = citation.title.removesuffix(SUPERSEDED_MARK)
    section = citation.section[1:] if citation.section[:1] == (title,) else citation.section
    parts = (citation.title, page, " > ".join(section))
    return "　".join(part for part in parts if part)


def page_of(citation: Citation, wording: Wording) -> str:
    """The page of a citation with what a reader must know of it; empty where the format has no pages."""
    if citation.page is None:
        return ""
    parts = [wording.say("ask.page", page=citation.page)]
    if citation.recognised:
        parts.append(wording.say("ask.recognised"))
    if citation.unreadable_nearby:
        parts.append(wording.say("ask.unreadable_nearby", pages=", ".join(map(str, citation.unreadable_nearby))))
    return "".join(parts)


def explanation_as_text(explanation: Explanation, wording: Wording) -> str:
    """The sections of an explanation under each other, their lines indented."""
    blocks = (
        "\n".join((title, *(f"  {line}" for line in lines)))
        for title, lines in explanation_sections(explanation, wording)
    )
    return "\n".join((wording.say("explain.title"), *blocks))


def explanation_sections(explanation: Explanation, wording: Wording) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(heading, lines) of each part of an explanation that has something to tell, in the order it happened."""
    sections = (
        ("explain.reading", _reading_lines(explanation.reading, wording)),
        ("explain.searched", _searched_lines(explanation.searched, wording)),
        ("explain.passages", (_passage_line(p, wording) for p in explanation.passages)),
        ("explain.statements", (_statement_line(s, wording) for s in explanation.statements)),
        ("explain.verdict", _verdict_lines(explanation.verdict, explanation.reading, wording)),
    )
    told = ((wording.say(key), tuple(lines)) for key, lines in sections)
    return tuple((title, lines) for title, lines in told if lines)


def _reading_lines(reading: Reading, wording: Wording) -> Iterator[str]:
    say = wording.say
    yield say("explain.kind", kind=say(f"explain.kind_{reading.kind.value}"))
    if reading.leans_on:
        yield say("explain.leans_on", text=reading.leans_on)
    lists = (
        ("explain.terms", reading.terms),
        ("explain.years", map(str, reading.years)),
        ("explain.ordinals", reading.ordinals),
        ("explain.unit", [reading.unit] if reading.unit else []),
        ("explain.measure", [reading.measure] if reading.measure else []),
    )
    for key, values in lists:
        named = _listed(values, wording)
        if named:
            yield say(key, named=named)
    for name, others in reading.aliases:
        yield say("explain.alias", name=name, others=_listed(others, wording))


def _searched_lines(searched: Searched, wording: Wording) -> Iterator[str]:
    say, weight, text = wording.say, searched.keyword_weight, searched.vector_text
    yield say("explain.keyword_text", percent=_percent(weight), text=text)
    if searched.added:
        yield say("explain.added", named=_listed(searched.added, wording))
    yield say("explain.vector_text", percent=_percent(1 - weight), text=text)
    for name, value in searched.filters:
        field, meant = field_named(name), name_of(name, value)
        yield say("explain.filter", name=field.in_language(wording.lang), value=meant.in_language(wording.lang))


def _passage_line(passage: RankedPassage, wording: Wording) -> str:
    place = _title_and_page(passage.title, passage.page, wording)
    if passage.section[-1:] not in {(), (passage.title,)}:
        place += f"　{passage.section[-1]}"
    score = f"{passage.score:.2f}"
    if passage.keyword is None or passage.vector is None:
        return wording.say("explain.passage", rank=passage.rank, score=score, place=place)
    legs = {"keyword": f"{passage.keyword:.2f}", "vector": f"{passage.vector:.2f}"}
    return wording.say("explain.passage_of_legs", rank=passage.rank, score=score, place=place, **legs)


def _statement_line(statement: WeighedStatement, wording: Wording) -> str:
    text = " ".join(statement.text.split())
    shown = text if len(text) <= _MAX_STATEMENT_CHARS else text[:_MAX_STATEMENT_CHARS] + "…"
    features = (
        f"{wording.say(f'explain.feature_{feature.name}')} {feature.contribution:+.1f}"
        for feature in statement.features[:_N_FEATURES]
    )
    return wording.say(
        "explain.statement",
        percent=_percent(statement.score),
        text=shown,
        place=_title_and_page(statement.title, statement.page, wording),
        features=_listed(features, wording),
    )


def _verdict_lines(verdict: Verdict, reading: Reading, wording: Wording) -> Iterator[str]:
    say = wording.say
    if verdict.rule:
        missing = _listed(verdict.missing, wording) or say(f"explain.kind_{reading.kind.value}")
        yield say(f"explain.rule_{verdict.rule.value}", missing=missing)
    else:
        yield say("explain.answered")
    if verdict.similarity is None:
        return
    yield say("explain.similarity", value=f"{verdict.similarity:.3f}")
    yield say("explain.coverage", percent=_percent(verdict.coverage))
    if verdict.similarity_floor is not None and verdict.coverage_floor is not None:
        floors = f"{verdict.similarity_floor:.3f}", _percent(verdict.coverage_floor)
        yield say("explain.floors", similarity=floors[0], percent=floors[1])


def _title_and_page(title: str, page: int | None, wording: Wording) -> str:
    return title if page is None else f"{title}　{wording.say('ask.page', page=page)}"


def _listed(values: Iterable[str], wording: Wording) -> str:
    return ("、" if wording.lang == "ja" else ", ").join(values)


def _percent(share: float) -> str:
    return f"{share * 100:.0f}"
