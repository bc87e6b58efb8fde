"""The prepared folder: whole or not there, whoever makes it and whatever kills them."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.errors import EngineError, StorageFailed
from ingest.embedding import EmbeddingOptions, is_prepared, is_sound, load_embedder, prepare_model, prepared_folder
from ingest.embedding.bundled import BundledEngine
from ingest.embedding.model_folder import ENCODER, WEIGHTS

ROOT = Path(__file__).parents[3]
PREPARE = """
import sys
from pathlib import Path
from ingest.embedding import prepare_model
list(prepare_model(Path(sys.argv[1])))
"""


def preparing(models: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", PREPARE, models], cwd=ROOT, stderr=subprocess.PIPE)


@pytest.fixture
def models(model_folder: Path, tmp_path: Path) -> Path:
    """A copy of the prepared models that a test may damage; its large file is a link, replaced where it is changed."""
    copy = tmp_path / "models"
    shutil.copytree(model_folder, copy / model_folder.name, copy_function=os.link)
    return copy


def test_a_second_preparation_does_nothing(models: Path) -> None:
    assert is_prepared(models)
    assert is_sound(models)
    assert list(prepare_model(models)) == []


def test_two_processes_at_once_make_one_folder(model_folder: Path, tmp_path: Path) -> None:
    models = tmp_path / "新しい場所"
    both = [preparing(models), preparing(models)]
    assert [process.communicate(timeout=300)[1] for process in both] == [b"", b""]
    assert [process.returncode for process in both] == [0, 0]
    assert is_sound(models)
    assert sorted(path.name for path in models.iterdir()) == sorted([model_folder.name, f"{model_folder.name}.lock"])
    for path in model_folder.rglob("*"):  # made anew, byte for byte the same
        if path.is_file() and path.name != "pieces.npz":  # an archive, which keeps the time
            made = prepared_folder(models) / path.relative_to(model_folder)
            assert made.stat().st_size == path.stat().st_size


@pytest.mark.parametrize("seconds", [0.3, 1.0, 2.0, 3.5])
def test_a_killed_preparation_leaves_nothing_to_load(model_folder: Path, tmp_path: Path, seconds: float) -> None:
    process = preparing(tmp_path)
    time.sleep(seconds)
    process.kill()
    process.communicate()
    assert is_sound(tmp_path) == is_prepared(tmp_path)


def test_what_a_killed_preparation_left_is_cleared_away(models: Path) -> None:
    folder = prepared_folder(models)
    (folder / "config.json").unlink()  # so that there is something to do
    left = models / f"{folder.name}.abc.part"
    left.mkdir()
    (left / WEIGHTS).write_bytes(b"half")
    steps = list(prepare_model(models))
    assert [step.n_done for step in steps] == list(range(1, steps[0].n_total + 1))
    assert is_sound(models)
    assert not left.exists()


@pytest.mark.parametrize("name", [ENCODER, WEIGHTS, "tokenizer.json", "pieces.npz", "SHA256SUMS"])
def test_damage_is_seen_and_what_is_loaded_says_what_to_do(models: Path, name: str) -> None:
    path = prepared_folder(models) / name
    path.unlink()
    path.write_bytes(b"\x01 damaged")
    assert not is_sound(models)
    if name in (ENCODER, WEIGHTS, "pieces.npz"):
        with pytest.raises(EngineError, match="junkan model prepare"):
            BundledEngine(prepared_folder(models), n_threads=1)


def test_sums_that_name_fewer_files_are_damage(models: Path) -> None:
    sums = prepared_folder(models) / "SHA256SUMS"
    lines = sums.read_text("utf-8").splitlines(keepends=True)
    for kept in ([], lines[:3]):
        sums.unlink()
        sums.write_text("".join(kept), "utf-8")
        assert not is_sound(models)


def test_a_file_in_the_place_of_the_folder_is_replaced(model_folder: Path, tmp_path: Path) -> None:
    prepared_folder(tmp_path).write_text("", "utf-8")
    assert list(prepare_model(tmp_path))
    assert is_sound(tmp_path)


def test_a_folder_that_cannot_be_written_is_a_clear_error(model_folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    with pytest.raises(StorageFailed):
        load_embedder(options=EmbeddingOptions(models=blocked / "models"))


def test_sums_are_those_of_sha256sum(model_folder: Path) -> None:
    if shutil.which("sha256sum") is None:
        pytest.skip("sha256sum is not installed")
    done = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=model_folder, check=False)
    assert done.returncode == 0
