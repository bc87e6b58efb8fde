"""`junkan draft` in this process: what it writes, what it says, and that wrong use leaves nothing behind."""

from pathlib import Path

import pytest

from assistant.cli.main import run

BAD = 'version = 1\ntitle = "t"\n[[section]]\nkey = "a"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.docx").write_bytes(b"mine")
    (tmp_path / "bad.toml").write_text(BAD, encoding="utf-8")
    (tmp_path / "folder.docx").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param(
            "--template no_such --topic 再生材 --out a.docx", 2, "ひな形「no_such」はありません", id="template"
        ),
        pytest.param("--topic 再生材 --out a.docx", 2, "--template を指定", id="no template"),
        pytest.param("--template sector_roadmap --out a.docx", 2, "--topic を指定", id="no topic"),
        pytest.param("--template sector_roadmap --topic 再生材", 2, "--out を指定", id="no out"),
        pytest.param("--template bad.toml --topic 再生材 --out a.docx", 1, "section.1.heading", id="broken template"),
        pytest.param("--template sector_roadmap --topic 再生材 --out there.docx", 2, "既にあります", id="exists"),
        pytest.param("--template sector_roadmap --topic 再生材 --out folder.docx", 1, "フォルダー", id="a folder"),
        pytest.param("--template sector_roadmap --topic 再生材 --out a.csv", 2, "拡張子", id="ending"),
        pytest.param(
            "--template sector_roadmap --topic 再生材 --out no/a.docx", 1, "フォルダーがありません", id="no folder"
        ),
        pytest.param("--template sector_roadmap --topic 再生材 --out /proc/a.docx", 1, "書き出せません", id="locked"),
        pytest.param(
            "--template sector_roadmap --topic x --out a.docx --base b.pptx", 2, "--base には", id="base format"
        ),
        pytest.param(
            "--template sector_roadmap --topic x --out a.md --base b.docx", 2, "--base は", id="base for text"
        ),
        pytest.param(
            "--template sector_roadmap --topic x --out a.docx --base b.docx", 1, "ファイルがありません", id="no base"
        ),
        pytest.param("--template sector_roadmap --topic 　 --out a.docx", 2, "主題が空", id="blank topic"),
        pytest.param("--section to_be --out there.docx", 1, "壊れている", id="no draft"),
        pytest.param("check bad.toml", 1, "section.1.heading がありません", id="check"),
        pytest.param("check nothing", 2, "ひな形「nothing」はありません", id="check nothing"),
        pytest.param("frobnicate", 2, "「frobnicate」というコマンドはありません", id="unknown command"),
    ],
)
def test_wrong_use_is_one_line(
    folder: Path, sample_home: Path, capsys: pytest.CaptureFixture[str], arguments: str, code: int, words: str
) -> None:
    before = {path: path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}
    home = [] if arguments.startswith("frob") else ["--home", str(sample_home)]
    assert run(["draft", *arguments.split(" "), *home]) == code
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""
    assert said.err.count("\n") <= 4
    assert {path: path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")} == before


def test_the_way_of_a_draft(folder: Path, sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(sample_home)]
    known = ["--template", "sector_roadmap", "--topic", "再生材の利用", *home]
    assert run(["draft", *known, "--out", "there.docx", "--force"]) == 0
    assert (folder / "there.docx").read_bytes()[:2] == b"PK"
    assert run(["draft", "--section", "milestones", "--out", "there.docx", *home]) == 0
    assert run(["draft", "wording", "there.docx", *home]) == 0
    assert run(["draft", "list", *home]) == 0
    assert run(["draft", "check", "sector_roadmap", *home]) == 0
    said = capsys.readouterr()
    assert "節「milestones」を作り直しました" in said.err
    assert "誤りはありません（8節）" in said.err
    assert "board_brief" in said.out


def test_a_topic_without_evidence_says_so(folder: Path, sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--template", "board_brief", "--topic", "量子コンピュータの冷却", "--home", str(sample_home)]
    assert run(["draft", *arguments, "--out", "q.md"]) == 0
    assert "記載が資料に見つからない" in capsys.readouterr().err
    text = (folder / "q.md").read_text(encoding="utf-8")
    assert "要確認" in text
    assert "## 出典" not in text
