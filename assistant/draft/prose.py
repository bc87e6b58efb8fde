"""From what a section can say to its paragraphs: how much of it, worded how, and what is missing."""

from collections.abc import Iterator, Sequence

from assistant.answering.quoting import PageText
from assistant.draft.checking import paragraph_problems
from assistant.draft.entries import Entry, groups_of
from assistant.draft.numbering import Sentence, Written
from assistant.draft.template import Content, SectionTemplate
from assistant.draft.values import Paragraph, ParagraphStatus
from assistant.findings import Scope
from corpus.values import Citation

IN_COMMON = "領域に共通するものとして、"
_MAX_RELATED = 2  # sentences on what holds for every field, where a group has none of its own


class Prose:
    """Words the sentences of one draft; what one section has said no other repeats.

    Args:
        topic: Of the draft.
        n_pages: How many pages were searched, which a paragraph on what is missing says.
        page_text: Where quotes and figures are looked for before a sentence is taken.
    """

    def __init__(self, topic: str, n_pages: int, page_text: PageText) -> None:
        self._topic = topic
        self._n_pages = n_pages
        self._page_text = page_text
        self._said: set[str] = set()

    def written(self, section: SectionTemplate, every: Sequence[Entry]) -> Iterator[Written]:
        """The paragraphs of a section, and one that needs a check where the documents say too little.

        Args:
            section: What to write.
            every: What it can say, in the order in which it is to be said.
        """
        entries: Sequence[Entry] = [e for e in every if e.said not in self._said]
        if not entries and section.content is Content.STATEMENTS:
            entries = every  # better said twice than called missing
        gathered: dict[str, list[Entry]] = {name: [] for name in groups_of(section.content)} if section.each else {}
        for entry in entries:
            gathered.setdefault(entry.group, []).append(entry)
        closest: dict[str, Sequence[Entry]] = {name: _closest(of_one) for name, of_one in gathered.items()}
        yield from self._each(section, closest) if section.each else self._together(section, closest)

    def _each(self, section: SectionTemplate, groups: dict[str, Sequence[Entry]]) -> Iterator[Written]:
        """Every group by itself; in the end those of which the documents say nothing of the topic's own."""
        silent: list[str] = []
        for name, entries in groups.items():
            said = self._worded(section, entries, section.max_items, section.max_chars, first=True)
            yield from _paragraphs(section, said)
            if name in groups_of(section.content) and not (said and _is_own(entries)):
                silent.append(name)
        if silent:
            slot = "issue" if section.content is Content.CHALLENGE else "perspective"
            listed = _listed(silent, bracketed=f"「{{{slot}}}」" in section.missing)
            named = {"perspective": "", "issue": "", slot: listed}
            yield Written(open_text=section.missing.format(**self._slots(named)))

    def _together(self, section: SectionTemplate, groups: dict[str, Sequence[Entry]]) -> Iterator[Written]:
        """As much of the groups as there is room for, the topic's own first, each its share of what is left."""
        n_own, n_left, room = 0, section.max_items, section.max_chars
        for own in (True, False):
            chosen = [entries for entries in groups.values() if _is_own(entries) is own]
            for number, entries in enumerate(chosen):
                n_groups = len(chosen) - number
                first = n_left == section.max_items
                said = self._worded(section, entries, -(-n_left // n_groups), -(-room // n_groups), first=first)
                yield from _paragraphs(section, said)
                n_own += len(said) if own else 0
                n_left -= len(said)
                room -= sum(len(sentence.text) for sentence in said)
        if not n_own:
            yield Written(open_text=section.missing.format(**self._slots({"perspective": "", "issue": ""})))

    def _worded(
        self, section: SectionTemplate, entries: Sequence[Entry], limit: int, room: int, *, first: bool
    ) -> tuple[Sentence, ...]:
        """Sentences of the entries that hold up, as many as fit into `room` characters; the very first one always."""
        made: list[Sentence] = []
        n_chars = 0
        about = ""
        for entry in entries:
            if len(made) >= limit:
                break
            wording = section.following[(len(made) - 1) % len(section.following)] if made else section.item
            again = bool(made) and entry.slots.get("about", "") == about
            text = wording.format(topic=self._topic, **entry.slots | ({"about": ""} if again else {}))
            if entry.scope is not Scope.TOPIC and section.content is Content.STATEMENTS:
                text = IN_COMMON + text
            if not self._holds_up(text, entry.citations):
                continue
            n_chars += len(text)
            if n_chars > room and not (first and not made):
                break
            about = entry.slots.get("about", "")
            self._said.add(entry.said)
            made.append(Sentence(text, entry.citations))
        return tuple(made)

    def _holds_up(self, text: str, citations: tuple[Citation, ...]) -> bool:
        """Whether a sentence says nothing that its pages do not."""
        marked = text + "".join(f"[{c.n}]" for c in citations)
        alone = Paragraph(marked, citations, ParagraphStatus.SUPPORTED)
        return not any(paragraph_problems(alone, "", self._page_text))

    def _slots(self, named: dict[str, str]) -> dict[str, object]:
        return {"topic": self._topic, "n_pages": self._n_pages, **named}


def _paragraphs(section: SectionTemplate, said: tuple[Sentence, ...]) -> Iterator[Written]:
    """One paragraph of all sentences, or one of each, as the template wants it."""
    if said and section.join:
        yield Written(said)
    else:
        yield from (Written((sentence,)) for sentence in said)


def _is_own(entries: Sequence[Entry]) -> bool:
    """Whether entries speak of the topic itself rather than of what holds for every field."""
    return bool(entries) and entries[0].scope is Scope.TOPIC


def _closest(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries on the topic itself; where there are none, a few that hold for every field."""
    own = [entry for entry in entries if entry.scope is Scope.TOPIC]
    return own or entries[:_MAX_RELATED]


def _listed(names: Sequence[str], *, bracketed: bool) -> str:
    """Names as official documents list them, A、B及びC; where brackets stand around, each in its own."""
    comma, last = ("」、「", "」及び「") if bracketed else ("、", "及び")
    return last.join((comma.join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)
