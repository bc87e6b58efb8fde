"""The lexical index: BM25 over the terms of chunks. The only module that imports tantivy."""

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from corpus.errors import LibraryDamaged, LibraryInUse, StorageFailed
from corpus.hits import Hit, best_first

# One thread makes one segment a commit; 32 MB hold the terms of several thousand chunks (tantivy's least is 15 MB).
_HEAP_BYTES = 32_000_000
_STORAGE_FAILURES = ("No space left", "Permission denied", "Read-only file system", "Disk quota", "Input/output error")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("document_id", tokenizer_name="raw", index_option="basic")
    # Terms arrive ready-made, so nothing may split or lower-case them: they are handed over as tokens, never as text.
    builder.add_text_field("terms", tokenizer_name="raw", index_option="freq")
    return builder.build()


def _tokens(terms: Sequence[str]) -> tantivy.PreTokenizedString:
    tokens = []
    start = 0
    for position, term in enumerate(terms):
        tokens.append(tantivy.Token(term, position, start, start + len(term)))
        start += len(term) + 1
    return tantivy.PreTokenizedString(" ".join(terms), tokens)


class LexicalIndex:
    """BM25 over ready-made terms, one entry a chunk.

    What was added or deleted is seen by searches after `commit`. Searching is safe from several threads; writing
    is for one thread at a time.
    """

    def __init__(self, path: Path) -> None:
        """The index in the folder path, made where there is none.

        Raises:
            LibraryDamaged: the folder holds something that is no such index; `wipe` makes it empty.
            StorageFailed: the folder cannot be made or read.
        """
        self._path = path
        self._schema = _schema()
        self._writer: tantivy.IndexWriter | None = None
        with self._translated():
            path.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(path))
            self._index.config_reader("manual")
            self.refresh()

    @classmethod
    def wipe(cls, path: Path) -> None:
        """Removes the index in the folder path, whatever state it is in."""
        shutil.rmtree(path, ignore_errors=True)

    def refresh(self) -> None:
        """Makes searches see what another process has committed."""
        with self._translated():
            self._index.reload()
            self._searcher = self._index.searcher()

    def add(self, chunk_id: str, document_id: str, terms: Sequence[str]) -> None:
        """Adds a chunk; a chunk without terms is counted and never found.

        Raises:
            LibraryInUse: another process writes into the index.
            StorageFailed: the disk is full or read-only.
        """
        document = tantivy.Document()
        document.add_text("id", chunk_id)
        document.add_text("document_id", document_id)
        document.add_pre_tokenized_text("terms", _tokens(terms))
        with self._translated():
            self._open_writer().add_document(document)

    def delete_document(self, document_id: str) -> None:
        """Removes all chunks of a document; does nothing where there are none. Raises as `add`."""
        with self._translated():
            self._open_writer().delete_documents_by_term("document_id", document_id)

    def commit(self) -> None:
        """Makes what was added and deleted durable, all of it or, when it fails, none. Raises as `add`."""
        with self._translated():
            self._open_writer().commit()
        self.refresh()

    def release(self) -> None:
        """Gives the right to write back, so that another process can have it; drops what was not committed."""
        writer, self._writer = self._writer, None
        if writer is not None:
            with self._translated():
                writer.rollback()
                writer.wait_merging_threads()

    def count(self) -> int:
        """How many chunks the index holds."""
        return int(self._searcher.num_docs)

    def ids(self) -> frozenset[str]:
        """Ids of all chunks of the index."""
        searcher = self._searcher
        if not searcher.num_docs:
            return frozenset()
        found = searcher.search(tantivy.Query.all_query(), searcher.num_docs).hits
        return frozenset(str(searcher.doc(address)["id"][0]) for _, address in found)

    def search(self, terms: Sequence[str], limit: int, document_ids: frozenset[str] | None = None) -> tuple[Hit, ...]:
        """The best chunks by BM25 over the given terms, best first; equal scores in the order of their ids.

        A term that is repeated weighs as often. Empty where nothing matches, where there are no terms or limit < 1.

        Args:
            terms: As the analyser gives them; they are looked up as they are, nothing in them is syntax.
            limit: How many chunks at most.
            document_ids: Where given, only chunks of these documents.
        """
        if not terms or limit < 1 or (document_ids is not None and not document_ids):
            return ()
        query = self._query(terms, document_ids)
        searcher = self._searcher
        with self._translated():
            n_wanted = limit + 1
            found = searcher.search(query, n_wanted, count=False).hits
            # Which of several equal scores tantivy returns depends on its segments: fetch all that tie with the last.
            while len(found) == n_wanted and found[-1][0] == found[limit - 1][0]:
                n_wanted *= 2
                found = searcher.search(query, n_wanted, count=False).hits
            hits = [Hit(str(searcher.doc(address)["id"][0]), float(score)) for score, address in found]
        return best_first(hits, limit)

    def _query(self, terms: Sequence[str], document_ids: frozenset[str] | None) -> tantivy.Query:
        should = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term("terms", term), float(n)))
            for term, n in Counter(terms).items()
        ]
        query = tantivy.Query.boolean_query(should)
        if document_ids is None:
            return query
        among = tantivy.Query.term_set_query(self._schema, "document_id", sorted(document_ids))
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, query), (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0))],
        )

    def _term(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, value, "freq")

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            # What a commit that was killed has left would bear the names that the next one needs.
            self._writer.garbage_collect_files()
        return self._writer

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as error:
            self._writer = None  # a writer that failed is of no more use; the next one starts from the last commit
            detail = str(error)
            home = self._path.parent
            if "LockBusy" in detail:
                raise LibraryInUse(home=home) from error
            if isinstance(error, OSError) or any(failure in detail for failure in _STORAGE_FAILURES):
                raise StorageFailed(home=home, detail=detail) from error
            raise LibraryDamaged(home=home, detail=f"lexical: {detail}") from error
