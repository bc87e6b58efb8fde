"""A plan from its draft to its decision, as the secretariat keeps it; and a folder that is watched."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.e2e.console import JUNKAN, clean_environment, junkan
from tests.e2e.test_bad_input import assert_one_line

PLAN = (
    "# 再生材の利用に関する計画{mark}\n\n環境省\n\n令和7年{month}月\n\n"
    "## 目標\n\n再生材の利用率は2030年に{value}％を目指す。\n"
)
QUESTION = "再生材の利用率は2030年に何％を目指しますか。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "資料"
    made.mkdir()
    (made / "計画案.md").write_text(PLAN.format(mark="（案）", month=3, value=20), encoding="utf-8")
    return made


def ids(text: str) -> list[str]:
    return re.findall(r"\b[0-9a-f]{12}\b", text)


def test_from_draft_to_decision(folder: Path, tmp_path: Path) -> None:
    def run(*arguments: object) -> str:
        done = junkan(*arguments, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    run("ingest", folder)
    (folder / "計画.md").write_text(PLAN.format(mark="", month=5, value=35), encoding="utf-8")
    replaced = junkan("ingest", folder, cwd=tmp_path)
    assert (replaced.returncode, replaced.stderr.count("\n")) == (0, 1)
    assert "「計画.md」は「再生材の利用に関する計画（案）（計画案.md）」の新しい版です" in replaced.stderr
    (current,) = ids(run("library", "list"))
    listed = run("library", "list", "--all")
    assert "再生材の利用に関する計画（案）（旧版）" in listed
    (old,) = set(ids(listed)) - {current}
    assert f"新しい版：{current}" in run("library", "show", old)
    assert f"旧版：{old}" in run("library", "show", current)

    def cited(*arguments: str) -> tuple[str, list[bool]]:
        row = json.loads(run("ask", QUESTION, "--json", *arguments))
        return row["answer"], [citation["superseded"] for citation in row["citations"]]

    answer, superseded = cited()
    assert "35％" in answer
    assert "20％" not in answer
    assert superseded == [False]
    answer, superseded = cited("--filter", "versions=superseded")
    assert "20％を目指す。（旧版）[1]" in answer
    assert superseded == [True]
    assert "計画（案）（旧版）" in run("ask", QUESTION, "--filter", f"document_id={old}")

    run("library", "edit", current, "--status", "中間取りまとめ", "--publisher", "循環事務局", "--fiscal-year", "2026")
    (folder / "計画.md").write_text(PLAN.format(mark="", month=7, value=40), encoding="utf-8")
    run("ingest", folder)
    (newest,) = ids(run("library", "list"))
    shown = run("library", "show", newest)
    assert "発行者: 循環事務局 ［編集済み］" in shown
    assert "段階: 中間取りまとめ（interim） ［編集済み］" in shown
    assert "40％" in cited("--filter", "status=interim", "--filter", "fiscal_year=2026")[0]
    rows = [json.loads(line) for line in _exported(tmp_path)]
    assert {row["id"]: row["superseded_by"] for row in rows} == {old: current, current: newest, newest: None}
    removed = junkan("library", "remove", newest, cwd=tmp_path)
    assert f"前の版が現行版に戻りました：{current}" in removed.stderr
    run("library", "edit", old, "--superseded-by", current)
    assert run("library", "check").startswith("索引に欠けはありません")


def _exported(folder: Path) -> list[str]:
    assert junkan("library", "export", "--out", "全文.jsonl", cwd=folder).returncode == 0
    return (folder / "全文.jsonl").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        pytest.param(
            ["ask", "目標は？", "--filter", "doc_type=xyz"],
            "使えるのは 政策文書（policy）、法令（law）",
            id="filter-value",
        ),
        pytest.param(["ask", "目標は？", "--filter", "source=なし.pdf"], "使えるのは 計画案.md", id="filter-source"),
        pytest.param(["library", "edit", "ID"], "直す項目を指定して", id="nothing-to-edit"),
        pytest.param(
            ["library", "edit", "ID", "--status", "未定"], "使えるのは 素案（outline）、案（draft）", id="status"
        ),
        pytest.param(["library", "edit", "ID", "--date", "令和7年2月31日"], "使えるのは 2025、2025-03", id="date"),
        pytest.param(["library", "edit", "ID", "--title", ""], "文書の項目「題名（title）」", id="no-title"),
        pytest.param(["library", "edit", "なし", "--title", "題"], "「なし」はありません", id="unknown-id"),
        pytest.param(["library", "edit", "ID", "--superseded-by", "ID"], "版をそのようには", id="its-own-version"),
        pytest.param(
            ["library", "edit", "ID", "--current", "--superseded-by", "ID"], "同時に指定できません", id="both"
        ),
    ],
)
def test_wrong_usage_names_what_is_known(folder: Path, tmp_path: Path, arguments: list[str], fragment: str) -> None:
    assert junkan("ingest", folder, cwd=tmp_path).returncode == 0
    (known,) = ids(junkan("library", "list", cwd=tmp_path).stdout)
    done = junkan(*(known if argument == "ID" else argument for argument in arguments), cwd=tmp_path)
    assert_one_line(done, 2, fragment)


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        pytest.param(["--watch"], "取り込むファイルかフォルダー", id="nothing"),
        pytest.param(["資料/計画案.md", "--watch"], "見張るフォルダー", id="a-file"),
        pytest.param(["なし", "--watch"], "「なし」が見つかりません", id="not-there"),
        pytest.param(["資料", "--remove-deleted"], "--watch と一緒に", id="without-watch"),
    ],
)
def test_wrong_usage_of_watching(folder: Path, tmp_path: Path, arguments: list[str], fragment: str) -> None:
    assert_one_line(junkan("ingest", *arguments, cwd=folder.parent), 2, fragment)
    assert not (tmp_path / ".junkan").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for a single process on this system")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl+C", "SIGTERM"])
def test_a_watched_folder(folder: Path, tmp_path: Path, number: signal.Signals) -> None:
    command = [str(JUNKAN), "ingest", "--watch", "資料"]
    environment = {**clean_environment(), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        timer = threading.Timer(100, process.kill)  # a test must end
        timer.start()
        assert process.stdout is not None
        assert process.stdout.readline() == "追加\t計画案.md\t1\t1\n"
        (folder / "計画.md").write_text(PLAN.format(mark="", month=5, value=35), encoding="utf-8")
        assert process.stdout.readline() == "差し替え\t計画.md\t1\t1\n"
        (folder / "計画.md").unlink()
        time.sleep(4)
        process.send_signal(number)
        out, errors = process.communicate()
        timer.cancel()
    assert (process.returncode, out) == (0, "")
    lines = errors.splitlines()
    assert lines[0].startswith("フォルダーを見張っています")
    assert "の新しい版です" in lines[1]
    assert "「計画.md」のファイルが削除されました。文書は残しています" in lines[2]
    assert len(lines) == 3
    listed = junkan("library", "list", cwd=tmp_path).stdout
    assert "計画.md" in listed


@pytest.mark.skipif(os.name != "posix", reason="no SIGKILL on this system")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)], ids=["kill", "Ctrl+C"])
def test_an_interrupted_run_goes_on(tmp_path: Path, number: signal.Signals, code: int) -> None:
    folder = tmp_path / "資料"
    folder.mkdir()
    for n in range(6):
        text = f"# 報告その{n}\n\n" + "".join(
            f"再生材の利用率は第{n}期の{k}番目に{k}％である。\n\n" for k in range(200)
        )
        (folder / f"{n}.md").write_text(text, encoding="utf-8")
    command = [str(JUNKAN), "ingest", "資料", "--workers", "2"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob(".junkan/chroma/*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(number)
        _, errors = process.communicate()
    assert process.returncode == code
    assert errors.decode() == (
        "中断しました。取り込みは、もう一度実行すると続きから再開します。\n" if code == 130 else ""
    )
    done = junkan("ingest", "資料", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("追加") + done.stdout.count("変更なし") == 6
    assert "文書 6件" in junkan("library", "check", cwd=tmp_path).stdout
