"""A small library of bundled samples, made once for the whole run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.service import Assistant
from assistant.settings import Settings
from corpus.samples import load_samples

SAMPLES = (
    "03_indicator_guide.md",
    "08_roadmap_2024_2030.pdf",
    "10_regional_models.md",
    "16_target_form_example.pdf",
)


@pytest.fixture(scope="session")
def sample_files() -> tuple[Path, ...]:
    """Two PDFs and two Markdown files, in the order of their names."""
    return tuple(sample.file for sample in load_samples() if sample.file.name in SAMPLES)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, sample_files: tuple[Path, ...]) -> Path:
    """The folder of a library that holds them. Read it; whoever changes it makes a copy first."""
    home = tmp_path_factory.mktemp("文庫") / "home"
    with Assistant.open(Settings(home=home), create=True) as assistant:
        for _ in assistant.ingest(sample_files):
            pass
        assert assistant.library.counts().n_documents == len(SAMPLES)
    return home


@pytest.fixture(scope="session")
def assistant(sample_home: Path) -> Iterator[Assistant]:
    """An assistant on the sample library."""
    with Assistant.open(Settings(home=sample_home)) as opened:
        yield opened
