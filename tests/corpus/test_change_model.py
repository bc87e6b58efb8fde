"""A library changes its embedding model beside the old one, in one step."""

import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import cast

import pytest

from corpus.errors import EngineError, LibraryInUse, ModelMismatch
from corpus.home import read_model
from corpus.library import EmbeddingProgress, Library
from tests.corpus.store_samples import Bigrams, HashedTrigrams, everything, numbered, open_library

OTHER = HashedTrigrams("other", 32)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "文庫"


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with open_library(home) as made:
        for k in range(1, 4):
            made.add(*numbered(k))
        yield made


def reopened(home: Path, embedder: HashedTrigrams) -> Library:
    return Library.open(home, analyzer=Bigrams(), embedder=embedder)


def test_everything_is_found_with_the_new_vectors(home: Path, library: Library) -> None:
    revision = library.revision
    steps = list(library.change_model(OTHER, batch_size=10))
    assert steps == [EmbeddingProgress(n, 36) for n in (0, 10, 20, 30, 36)]
    assert library.model == read_model(home) == "other"
    assert library.revision > revision
    assert library.check() == ()
    found = everything(library)
    library.add(*numbered(4))  # and new documents get vectors of the new model
    assert library.check() == ()
    library.remove(numbered(4)[0].id)
    library.close()
    with reopened(home, OTHER) as again:
        assert again.repairs == ()
        assert everything(again) == found


def test_vectors_are_those_of_a_library_made_with_the_model(library: Library, tmp_path: Path) -> None:
    list(library.change_model(OTHER))
    with Library.open(tmp_path / "新", analyzer=Bigrams(), embedder=OTHER, create=True) as made:
        for k in range(1, 4):
            made.add(*numbered(k))
        assert everything(made) == everything(library)


def test_a_run_that_stops_halfway_changes_nothing_and_goes_on(home: Path, library: Library) -> None:
    before = everything(library)
    run = cast("Generator[EmbeddingProgress, None, None]", library.change_model(OTHER, batch_size=10))
    next(run)
    next(run)
    run.close()
    assert (library.model, everything(library)) == ("trigrams", before)
    assert next(iter(library.change_model(OTHER))) == EmbeddingProgress(10, 36)


def test_what_a_killed_run_left_in_the_index_is_dropped(home: Path, library: Library, tmp_path: Path) -> None:
    list(library.change_model(OTHER))
    half_done = tmp_path / "途中"
    library.close()
    shutil.copytree(home, half_done)  # as if the run had died after the index and before the registry
    with reopened(half_done, OTHER) as copy:
        list(copy.change_model(HashedTrigrams("third", 16)))
        assert copy.check() == ()
        assert len(copy._open.vectors._opened()[0].list_collections()) == 1


def test_a_failing_engine_changes_nothing(library: Library) -> None:
    class Failing(HashedTrigrams):
        def embed_passages(self, texts):  # type: ignore[no-untyped-def]
            raise EngineError(model="failing", detail="…")

    before = everything(library)
    with pytest.raises(EngineError):
        list(library.change_model(Failing("failing", 8)))
    assert (library.model, everything(library)) == ("trigrams", before)


def test_the_same_model_is_no_change(library: Library) -> None:
    revision = library.revision
    assert list(library.change_model(HashedTrigrams())) == []
    assert library.revision == revision


def test_who_has_it_open_is_told(home: Path, library: Library) -> None:
    with open_library(home) as reader:
        list(library.change_model(OTHER))
        with pytest.raises(ModelMismatch):
            reader.search_vector("再生", 3)


def test_while_another_writes_it_is_refused(home: Path, library: Library) -> None:
    with open_library(home) as writer, writer.writing(), pytest.raises(LibraryInUse):
        list(library.change_model(OTHER))


def test_back_again(library: Library) -> None:
    before = everything(library)
    list(library.change_model(OTHER))
    list(library.change_model(HashedTrigrams()))
    assert everything(library) == before
