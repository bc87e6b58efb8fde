import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import load_settings
from corpus.errors import InputError, LibraryNotFound, PathNotFound
from eval.command import evaluate
from eval.measuring import UNRECORDED_SETTINGS, versions
from tests.eval.test_references import line


def test_references_are_checked_before_anything_is_built(tmp_path: Path) -> None:
    bad = tmp_path / "refs.jsonl"
    bad.write_text("{\n", encoding="utf-8")
    with pytest.raises(InputError, match="1行目"):
        evaluate(references=bad, home=tmp_path / "none")
    with pytest.raises(PathNotFound):
        evaluate(references=tmp_path / "none.jsonl")
    assert list(tmp_path.iterdir()) == [bad]


def test_a_library_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    pytest.importorskip("ingest.chunking", reason="the ingest package is not complete")
    good = tmp_path / "refs.jsonl"
    good.write_text(line(), encoding="utf-8")
    with pytest.raises(LibraryNotFound):
        evaluate(references=good, home=tmp_path / "none", out=tmp_path / "out")
    assert list(tmp_path.iterdir()) == [good]


def test_every_unrecorded_setting_exists() -> None:
    assert set(load_settings().model_dump()) > UNRECORDED_SETTINGS


def test_versions_name_junkan_and_the_engines() -> None:
    assert {"junkan", "python", "tantivy", "chromadb"} <= set(versions())


def test_loading_the_command_loads_nothing_heavy() -> None:
    script = (
        "import sys, eval.command; print([m for m in ('numpy', 'chromadb', 'pypdf', 'rich.table') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
