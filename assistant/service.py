"""The one service that the command line, the page and the evaluation share."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Self

from assistant.answering import Answerer, Composition, ExtractiveAnswerer, RefusalOptions
from assistant.answering.close_reading import rank_by_reading
from assistant.answering.selection import rank_passages
from assistant.expansion import Aliases, load_all_aliases
from assistant.filters import check_filters
from assistant.question import ParsedQuestion, parse_question
from assistant.retrieval import RetrievalOptions, search
from assistant.settings import Settings
from assistant.values import Answer, Question
from corpus.errors import EmptyQuestion, LibraryNotFound, QuestionTooLong
from corpus.home import read_model
from corpus.library import EmbeddingProgress, Library
from corpus.samples import SAMPLE_PUBLISHER, load_samples
from corpus.values import Citation, DocumentType, Evidence
from ingest.cross_encoder import CrossEncoder, load_cross_encoder
from ingest.embedding import BUNDLED_MODEL, load_embedder
from ingest.morphology import JapaneseAnalyzer
from ingest.pipeline import IngestEvent, IngestOptions, KnownFacts, file_digest, ingest

if TYPE_CHECKING:
    from assistant.explaining import Explanation
    from ingest.watching import WatchEvent


class Assistant:
    """Answers over one library. Questions may come from several threads at once.

    Args:
        settings: What is set.
        library: An open library; closing the assistant closes it.
        answerer: Makes answers; the extractive one by default.
        cross_encoder: Reads statements together with the question for the extractive answerer.

    Attributes:
        aliases: Names that mean the same: those of the taxonomy and the user's own.
    """

    def __init__(
        self,
        settings: Settings,
        library: Library,
        answerer: Answerer | None = None,
        cross_encoder: CrossEncoder | None = None,
    ) -> None:
        self.settings = settings
        self.library = library
        self.aliases: Aliases = load_all_aliases(settings.home)
        self._refusal = RefusalOptions() if library.model == BUNDLED_MODEL else None
        self._answerer = answerer or ExtractiveAnswerer(
            self._page_text, refusal=self._refusal, cross_encoder=cross_encoder
        )

    @classmethod
    def open(cls, settings: Settings, *, create: bool = False, to_ask: bool = False) -> "Assistant":
        """The assistant of the library in `settings.home`.

        Args:
            settings: In force.
            create: Whether a library is made where there is none.
            to_ask: Whether questions follow at once: what they need is made ready beside the opening.

        Raises:
            LibraryNotFound: there is none and `create` is False.
            ModelMismatch: another embedding model than the one that is set made it.
            LibraryError: it cannot be read.
            EngineError: no engine runs the model.
            InvalidSetting: the aliases in `settings.home` cannot be used.
        """
        load_all_aliases(settings.home)  # a mistake in it is said before the library is opened
        embedder = load_embedder(model_in_force(settings, create=create), settings.embedding)
        cross_encoder = load_cross_encoder(settings.cross_encoder, settings.embedding)
        if to_ask and cross_encoder:
            threading.Thread(target=cross_encoder.warm_up, name="junkan-warm-up").start()
        library = Library.open(
            settings.home,
            analyzer=JapaneseAnalyzer(),
            embedder=embedder,
            create=create,
            chroma_url=settings.chroma_url,
        )
        return cls(settings, library, cross_encoder=cross_encoder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the library; a second call does nothing."""
        self.library.close()

    def ask(self, question: Question) -> Answer:
        """The answer to a question with its evidence, or an honest refusal.

        Raises:
            EmptyQuestion: there is nothing to look for.
            QuestionTooLong: it exceeds `max_question_chars`.
            UnknownFilterValue: no document has a value that is filtered for.
            LibraryError: the library cannot be read.
        """
        return self._answer(question)[0]

    def explain(self, question: Question) -> "tuple[Answer, Explanation]":
        """The answer as `ask` gives it, and how it came about.

        Raises:
            EmptyQuestion, QuestionTooLong, UnknownFilterValue, LibraryError: as `ask`.
        """
        from assistant.explaining import explain_answer

        answer, parsed, composed, found = self._answer(question)
        explained = replace(answer, evidence=found)  # in the order and with the scores that the answer was made from
        return answer, explain_answer(explained, parsed, composed, self._retrieval(), self._refusal)

    def _retrieval(self) -> RetrievalOptions:
        settings = self.settings
        return RetrievalOptions(settings.lexical_weight, settings.leg_depth, settings.n_evidence, aliases=self.aliases)

    def _answer(self, question: Question) -> tuple[Answer, ParsedQuestion, Composition, tuple[Evidence, ...]]:
        started = time.perf_counter()
        if not any(map(str.isalpha, question.text)):
            raise EmptyQuestion
        if len(question.text) > self.settings.max_question_chars:
            raise QuestionTooLong(n_chars=len(question.text), max_chars=self.settings.max_question_chars)
        parsed = parse_question(question, self.aliases, self._similarity)
        check_filters(question.filters, self.library)
        evidence = search(self.library, parsed.text, question.filters, self._retrieval())
        composed = self._answerer.compose(parsed, evidence)
        answer = Answer(
            question=question,
            mode=self._answerer.mode,
            answerable=composed.reason is None,
            text=composed.text,
            citations=tuple(map(self._marked, composed.citations)),
            evidence=rank_by_reading(rank_passages(parsed, evidence), composed.candidates),
            reason=composed.reason,
            latency_ms=(time.perf_counter() - started) * 1000,
        )
        return answer, parsed, composed, evidence

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        doc_type: DocumentType | None = None,
        sector: str | None = None,
        n_workers: int = 1,
        origin: str | None = None,
    ) -> Iterator[IngestEvent]:
        """Add files and folders, yielding what happens; files are read in processes of their own.

        Raises:
            PathNotFound, EmptyFolder, LibraryError.
        """
        options = self._options(doc_type, sector, n_workers)
        return ingest(paths, self.library, options, origin=origin)

    def watch(
        self,
        folders: Sequence[Path],
        stop: Event,
        *,
        doc_type: DocumentType | None = None,
        sector: str | None = None,
        n_workers: int = 1,
        remove_deleted: bool = False,
    ) -> "Iterator[WatchEvent]":
        """Add what folders hold and whatever comes or changes in them until stop is set, yielding what happens.

        Raises:
            PathNotFound, LibraryError.
        """
        from ingest.watching import watch

        options = self._options(doc_type, sector, n_workers)
        return watch(folders, self.library, options, stop, remove_deleted=remove_deleted)

    def _options(self, doc_type: DocumentType | None, sector: str | None, n_workers: int) -> IngestOptions:
        return IngestOptions(KnownFacts(doc_type=doc_type, sector=sector), n_workers, self.settings.max_file_mb)

    def ingest_samples(self) -> Iterator[IngestEvent]:
        """Add the bundled sample documents that the library does not hold yet, yielding what happens."""
        known = {s.file: KnownFacts(s.title, SAMPLE_PUBLISHER, s.date, s.doc_type, s.sector) for s in load_samples()}
        return ingest(tuple(known), self.library, known=known)

    def change_model(self, model: str) -> Iterator[EmbeddingProgress]:
        """Embed the library with another model and change to it when that is complete, yielding how far it is.

        Raises:
            LibraryError: the library cannot be written.
            EngineError: no engine runs the model.
        """
        return self.library.change_model(load_embedder(model, self.settings.embedding))

    def wants_samples(self) -> bool:
        """True where the library holds nothing but bundled samples, and not all of them."""
        held = {document.sha256 for document in self.library.documents(superseded=True)}
        bundled = {file_digest(sample.file) for sample in load_samples()}
        return held < bundled

    def _similarity(self, word: str, others: Sequence[str]) -> list[float]:
        """Cosines of a word and others."""
        vector = self.library.embed_query(word)
        return [float(self.library.embed_query(other) @ vector) for other in others]

    def _marked(self, citation: Citation) -> Citation:
        """The citation, saying whether it was read from a picture and the pages beside its own could be read."""
        if citation.page is None:
            return citation
        pages = [self.library.page(citation.document_id, citation.page + step) for step in (-1, 0, 1)]
        before, own, after = pages
        unreadable = tuple(page.number for page in (before, after) if page and page.problem and page.number)
        recognised = own is not None and own.is_recognised(citation.quote)
        return replace(citation, recognised=recognised, unreadable_nearby=unreadable)

    def _page_text(self, document_id: str, page: int | None) -> str:
        found = self.library.page(document_id, page)
        return found.text if found else ""


def model_in_force(settings: Settings, *, create: bool = False) -> str:
    """The embedding model that is set, else the library's own, else the bundled one.

    Raises:
        LibraryNotFound: there is no library and `create` is False.
        LibraryError: the library cannot be read.
    """
    own = read_model(settings.home)
    if own is None and not create:  # said before a model is loaded
        raise LibraryNotFound(home=settings.home)
    return settings.model or own or BUNDLED_MODEL
