"""`junkan model` as a user drives it."""

import re
import shutil
from pathlib import Path

import pytest

from ingest.embedding import prepared_folder
from ingest.embedding_options import default_models_folder
from tests.e2e.console import junkan
from tests.ingest.embedding.small_model import make_small_model

QUESTION = "地域循環モデルにはどのような類型がありますか。"


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    """A copy of the sample library that a test may change."""
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sentence_transformers", reason='needs the extra "models"')
    return make_small_model(tmp_path_factory.mktemp("small"))


def test_first_use_prepares_the_model(home: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    done = junkan("ask", QUESTION, "--home", home, cwd=tmp_path, JUNKAN_MODELS=str(models))
    assert done.returncode == 0
    assert done.stderr == f"埋め込みモデルを準備しています（初回のみ）：{models}\n"
    again = junkan("ask", QUESTION, "--home", home, cwd=tmp_path, JUNKAN_MODELS=str(models))
    assert (again.returncode, again.stdout, again.stderr) == (0, done.stdout, "")


def test_prepare_says_where_and_mends(tmp_path: Path) -> None:
    models = tmp_path / "models"
    folder = prepared_folder(models)
    shutil.copytree(prepared_folder(default_models_folder()), folder)
    (folder / "encoder.onnx").write_bytes(b"damaged")
    broken = junkan("ask", QUESTION, "--home", tmp_path / "none", cwd=tmp_path, JUNKAN_MODELS=str(models))
    assert "junkan ingest" in broken.stderr  # without a library no model is loaded
    doctor = junkan("doctor", cwd=tmp_path, JUNKAN_MODELS=str(models))
    assert doctor.returncode == 1
    assert "junkan model prepare" in doctor.stdout
    for _ in range(2):
        done = junkan("model", "prepare", cwd=tmp_path, JUNKAN_MODELS=str(models))
        assert (done.returncode, done.stdout) == (0, "")
        assert done.stderr == f"埋め込みモデルは準備できています：{folder}\n"
    assert junkan("doctor", cwd=tmp_path, JUNKAN_MODELS=str(models)).returncode == 0


def test_a_library_changes_its_model_and_remembers(home: Path, small_model: Path, tmp_path: Path) -> None:
    done = junkan("model", "use", small_model, "--home", home, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"ライブラリの埋め込みモデルを {small_model} に切り替えました。\n"
    answer = junkan("ask", QUESTION, "--home", home, cwd=tmp_path)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert junkan("library", "check", "--home", home, cwd=tmp_path).returncode == 0
    refused = junkan("ask", QUESTION, "--home", home, cwd=tmp_path, JUNKAN_MODEL="multilingual-e5-small")
    assert refused.returncode == 1
    assert "junkan model use multilingual-e5-small" in refused.stderr
    back = junkan("model", "use", "multilingual-e5-small", "--home", home, cwd=tmp_path)
    assert back.returncode == 0
    again = junkan("ask", QUESTION, "--home", home, cwd=tmp_path, JUNKAN_MODEL="multilingual-e5-small")
    assert again.returncode == 0


def test_bench_compares_models(home: Path, small_model: Path, tmp_path: Path) -> None:
    models = (small_model, tmp_path / "nowhere")
    done = junkan("model", "bench", *models, "--home", home, cwd=tmp_path, HF_HUB_OFFLINE="1")
    assert done.returncode == 1  # one of the models is not there
    assert "nowhere" in done.stderr
    rows = [re.split(r"\s*│\s*", line.strip("│┃ ")) for line in done.stdout.splitlines() if "│" in line]
    names = [row[0] for row in rows]
    assert names == ["multilingual-e5-small", str(small_model), "multilingual-e5-small (torch)"]
    figures = {row[0]: [float(cell) for cell in row[1:]] for row in rows}
    assert all(len(cells) == 6 and min(cells) >= 0 for cells in figures.values())
    good, small = figures["multilingual-e5-small"], figures[str(small_model)]
    assert good[4] > small[4]  # a model of nine words does not find what a real one finds
    assert good[4:] == pytest.approx(figures["multilingual-e5-small (torch)"][4:], abs=0.02)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param(["use"], 2, "", id="no name"),
        pytest.param(["use", "x"], 1, "junkan ingest", id="no library"),
        pytest.param(["melt"], 2, "melt", id="no such command"),
    ],
)
def test_wrong_usage_is_one_line(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    done = junkan("model", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr
