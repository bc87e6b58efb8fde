"""Whatever is wrong is said in one line of Japanese with the right exit code, and nothing is left behind."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter

from assistant.service import Assistant
from assistant.settings import Settings
from corpus.locking import write_lock
from tests.conftest import SAMPLES
from tests.e2e.console import junkan


def assert_one_line(done: "subprocess.CompletedProcess[str]", code: int, fragment: str) -> None:
    assert done.returncode == code, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.endswith("\n")
    assert fragment in done.stderr
    assert re.search(r"[ぁ-ん]", done.stderr)
    assert not re.search(r"Traceback|Error|予期しない", done.stderr)


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    """A copy of the sample library that a test may change."""
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


@pytest.mark.parametrize(
    ("arguments", "code", "fragment"),
    [
        pytest.param("frobnicate", 2, "「frobnicate」というコマンドはありません", id="unknown-command"),
        pytest.param("library frobnicate", 2, "「frobnicate」というコマンドはありません", id="unknown-subcommand"),
        pytest.param("--nope", 2, "「--nope」というオプションはありません", id="unknown-option"),
        pytest.param("ask 目標は？ --nope", 2, "「--nope」というオプションはありません", id="unknown-option-of-ask"),
        pytest.param("ask 目標は？ 課題は？", 2, "余分な引数があります（課題は？）", id="argument-too-many"),
        pytest.param("ask --home", 2, "「--home」の書き方が正しくありません", id="option-without-a-value"),
        pytest.param("ask --json=1 目標は？", 2, "「--json」の書き方が正しくありません", id="flag-with-a-value"),
        pytest.param("ask", 2, "質問文か --batch", id="no-question"),
        pytest.param("ask --batch 質問.jsonl", 2, "--batch と --out", id="batch-without-out"),
        pytest.param("ask 目標は？ --out 答え.jsonl", 2, "--batch と --out", id="out-without-batch"),
        pytest.param("ask --batch なし.jsonl --out 答え.jsonl", 2, "「なし.jsonl」が見つかりません", id="no-batch"),
        pytest.param("ask 目標は？ --filter colour=red", 2, "「colour」という絞り込み条件は", id="unknown-filter"),
        pytest.param("ask 目標は？", 1, "「.junkan」に文書ライブラリがありません", id="no-library"),
        pytest.param("ask 目標は？ --home 方針.txt", 1, "「方針.txt」に書き込めません", id="home-is-a-file"),
        pytest.param("ingest", 2, "取り込むファイルかフォルダー", id="nothing-to-ingest"),
        pytest.param("ingest なし.pdf", 2, "「なし.pdf」が見つかりません", id="missing-path"),
        pytest.param("ingest 空", 2, "「空」に読み込めるファイルがありません", id="empty-folder"),
        pytest.param("ingest 方針.txt --type novel", 2, "--type に使えるのは 政策文書（policy）", id="unknown-type"),
        pytest.param("ingest 方針.txt --sector novel", 2, "--sector に使えるのは", id="unknown-sector"),
        pytest.param("ingest 方針.txt --workers 0", 2, "--workers の値が正しくありません", id="no-workers"),
        pytest.param("ingest 方針.txt --workers two", 2, "--workers の値が正しくありません", id="workers-no-number"),
        pytest.param("library show", 2, "を指定してください", id="show-nothing"),
        pytest.param("library export --out 全文.jsonl", 1, "文書ライブラリがありません", id="export-without-a-library"),
        pytest.param("corpus fetch なし --out 取得", 2, "目録に「なし」はありません", id="unknown-catalogue-id"),
        pytest.param("--lang fr doctor", 2, "設定「--lang」が正しくありません", id="unknown-language"),
    ],
)
def test_wrong_usage_leaves_nothing_behind(tmp_path: Path, arguments: str, code: int, fragment: str) -> None:
    (tmp_path / "空").mkdir()
    (tmp_path / "方針.txt").write_text("循環型の調達を進める。", encoding="utf-8")
    (tmp_path / "質問.jsonl").write_text('{"question": "目標は？"}', encoding="utf-8")
    before = tree(tmp_path)
    assert_one_line(junkan(*arguments.split(), cwd=tmp_path), code, fragment)
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("arguments", "code", "fragment"),
    [
        pytest.param(["ask", ""], 2, "質問が空です", id="empty-question"),
        pytest.param(["ask", "　 \n"], 2, "質問が空です", id="blank-question"),
        pytest.param(["ask", "循" * 10_000], 2, "質問が長すぎます（10000文字）", id="10000-characters"),
        pytest.param(["library", "show", "abc"], 2, "ライブラリに「abc」はありません", id="show-unknown"),
        pytest.param(["library", "export", "--out", "なし/全文.jsonl"], 1, "に書き出せません", id="no-out-folder"),
        pytest.param(
            ["ask", "--batch", "質問.jsonl", "--out", "なし/答え.jsonl"], 1, "に書き出せません", id="no-batch-folder"
        ),
        pytest.param(["ask", "--batch", "質問.jsonl", "--out", "空"], 1, "に書き出せません", id="out-is-a-folder"),
    ],
)
def test_a_library_is_there(sample_home: Path, tmp_path: Path, arguments: list[str], code: int, fragment: str) -> None:
    (tmp_path / "空").mkdir()
    (tmp_path / "質問.jsonl").write_text('{"question": "目標は？"}', encoding="utf-8")
    before = tree(tmp_path)
    assert_one_line(junkan(*arguments, cwd=tmp_path, JUNKAN_HOME=str(sample_home)), code, fragment)
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("settings", "text", "fragment"),
    [
        pytest.param({"JUNKAN_PORT": "abc"}, "", "設定「port」が正しくありません", id="environment"),
        pytest.param({}, "colour = 1", "設定「colour」が正しくありません", id="unknown-key"),
        pytest.param({}, "port = ", "設定「junkan.toml」が正しくありません", id="no-TOML"),
    ],
)
def test_bad_settings(tmp_path: Path, settings: dict[str, str], text: str, fragment: str) -> None:
    (tmp_path / "junkan.toml").write_text(text, encoding="utf-8")
    assert_one_line(junkan("library", "list", cwd=tmp_path, **settings), 2, fragment)


def unsupported(path: Path) -> None:
    path.write_bytes(b"MZ\x90")


def empty(path: Path) -> None:
    path.touch()


def encrypted(path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("秘密")
    writer.write(path)


def corrupt(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<<")


def image_only(path: Path) -> None:
    Image.new("RGB", (80, 80), "white").save(path, "PDF")


def too_large(path: Path) -> None:
    path.write_bytes(b"a\n" * 1_000_000)


def blank(path: Path) -> None:
    path.write_text(" \n\n", encoding="utf-8")


def zip_named_text(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + bytes(100))


def test_files_that_cannot_be_taken_are_named_and_the_others_go_in(home: Path, tmp_path: Path) -> None:
    makers = {
        "図.exe": (unsupported, "対応していない形式です"),
        "空.txt": (empty, "中身が空です"),
        "暗号.pdf": (encrypted, "パスワードで保護されています"),
        "破損.pdf": (corrupt, "壊れているため読めません"),
        "画像.pdf": (image_only, "読み取れる文字がありません（1ページ"),
        "大.txt": (too_large, "大きすぎます（2 MB）。1 MB 以下"),
        "空白.md": (blank, "中身が空です"),
        "圧縮.md": (zip_named_text, "対応していない形式です"),
    }
    paths = [tmp_path / name for name in makers]
    for path in paths:
        makers[path.name][0](path)
    good = tmp_path / "良.md"
    good.write_text("# 良い報告\n\n循環型の調達を進める。\n", encoding="utf-8")
    done = junkan("ingest", *paths, good, "--home", home, cwd=tmp_path, JUNKAN_MAX_FILE_MB="1")
    lines = done.stderr.splitlines()
    assert done.returncode == 1
    assert done.stdout.count("失敗") == len(makers)
    assert len(lines) == len(makers), done.stderr
    for line, (name, (_, fragment)) in zip(lines, makers.items(), strict=True):
        assert line.startswith(f"「{name}」")
        assert fragment in line
    with Assistant.open(Settings(home=home)) as assistant:
        assert {d.source for d in assistant.library.documents()} == {*SAMPLES, "良.md"}
        assert assistant.library.check() == ()


def test_one_bad_file_gives_one_line(tmp_path: Path) -> None:
    encrypted(tmp_path / "資料.pdf")
    assert_one_line(junkan("ingest", "資料.pdf", cwd=tmp_path), 1, "「資料.pdf」はパスワードで保護されています")


def test_a_home_made_by_another_model(home: Path, tmp_path: Path) -> None:
    with sqlite3.connect(home / "library.sqlite3") as connection:
        connection.execute("UPDATE meta SET value = '別のモデル' WHERE key = 'model'")
    connection.close()
    for arguments in (["ask", "目標は？"], ["ingest", "--samples"]):
        asked_for = junkan(*arguments, "--home", home, cwd=tmp_path, JUNKAN_MODEL="multilingual-e5-small")
        assert_one_line(asked_for, 1, "埋め込みモデル 別のモデル で作られており")
    assert_one_line(
        junkan("ask", "目標は？", "--home", home, cwd=tmp_path, HF_HUB_OFFLINE="1"), 1, "別のモデル が見つからない"
    )


def test_a_home_that_another_process_writes(home: Path, tmp_path: Path) -> None:
    (tmp_path / "方針.txt").write_text("循環型の調達を進める。", encoding="utf-8")
    with write_lock(home):
        refused = junkan("ingest", "方針.txt", "--home", home, cwd=tmp_path)
        asked = junkan("ask", "地域循環モデルの類型は何ですか。", "--home", home, cwd=tmp_path)
    assert_one_line(refused, 1, "別の処理が書き込み中です")
    assert (asked.returncode, asked.stderr) == (0, "")


def test_a_damaged_home(home: Path, tmp_path: Path) -> None:
    (home / "library.sqlite3").write_bytes(b"nonsense" * 1000)
    for name in ("library.sqlite3-wal", "library.sqlite3-shm"):
        (home / name).unlink(missing_ok=True)
    assert_one_line(junkan("ask", "目標は？", "--home", home, cwd=tmp_path), 1, "文書ライブラリが壊れています")


def mount(*arguments: object) -> bool:
    if os.name != "posix" or os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    return subprocess.run(["mount", *map(str, arguments)], capture_output=True, check=False).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", disk):
        pytest.skip("needs the right to mount a disk")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk(small_disk: Path, tmp_path: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(4_000_000))
    (tmp_path / "方針.txt").write_text("循環型の調達を進める。", encoding="utf-8")
    done = junkan("ingest", "方針.txt", "--home", small_disk / "home", cwd=tmp_path)
    assert_one_line(done, 1, "書き込めません")
    (small_disk / "ballast").unlink()
    again = junkan("ingest", "方針.txt", "--home", small_disk / "home", cwd=tmp_path)
    assert (again.returncode, again.stderr) == (0, "")


def test_a_home_that_can_only_be_read(sample_home: Path, small_disk: Path, tmp_path: Path) -> None:
    (tmp_path / "方針.txt").write_text("循環型の調達を進める。", encoding="utf-8")
    home = shutil.copytree(sample_home, small_disk / "home")
    assert mount("-o", "remount,ro", small_disk)
    asked = junkan("ask", "地域循環モデルの類型は何ですか。", "--home", home, cwd=tmp_path)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert_one_line(junkan("ingest", "方針.txt", "--home", home, cwd=tmp_path), 1, "書き込めません")


def test_no_result_takes_the_place_of_the_library_or_of_its_input(home: Path, tmp_path: Path) -> None:
    before = (home / "library.sqlite3").read_bytes()
    done = junkan("library", "export", "--out", home / "library.sqlite3", "--home", home, cwd=tmp_path)
    assert_one_line(done, 2, "ライブラリのフォルダーの中です")
    assert (home / "library.sqlite3").read_bytes() == before
    sheet = tmp_path / "目標.csv"
    sheet.write_text("会員名,目標内容\nA社,再生材の使用率を2030年度に30%にする\n", encoding="utf-8")
    kept = sheet.read_bytes()
    for command in (["tables", sheet], ["compare", sheet, sheet], ["progress", sheet, sheet]):
        done = junkan("targets", *command, "--out", sheet, cwd=tmp_path)
        assert_one_line(done, 2, "入力と同じファイルには書き出せません")
    assert sheet.read_bytes() == kept
