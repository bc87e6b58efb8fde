"""The command line as a user drives it: every command that keeps house or answers, on a real library."""

import json
import re
import shutil
from pathlib import Path

import pytest

from corpus.samples import load_samples
from tests.conftest import SAMPLES
from tests.e2e.console import junkan

QUESTION = "地域循環モデルにはどのような類型がありますか。"


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    """A copy of the sample library that a test may change."""
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


def compact(text: str) -> str:
    return "".join(text.split())


def pages_of(home: Path, folder: Path) -> dict[tuple[str, int | None], str]:
    """The text of every page by document and number, as `library export` writes it."""
    out = folder / "全文.jsonl"
    assert junkan("library", "export", "--out", out, "--home", home, cwd=folder).returncode == 0
    rows = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    return {(row["id"], page["page"]): page["text"] for row in rows for page in row["pages"]}


class TestHelp:
    def test_japanese_by_default(self, tmp_path: Path) -> None:
        done = junkan("--help", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("使い方: junkan")
        assert re.search(r"^  ask +質問に、出典を付けて答えます。$", done.stdout, re.MULTILINE)
        assert not re.search(r"Usage|Options|Commands|Show this", done.stdout)

    @pytest.mark.parametrize(
        ("arguments", "settings"),
        [
            pytest.param(["--lang", "en", "--help"], {}, id="before"),
            pytest.param(["--help", "--lang=en"], {}, id="behind"),
            pytest.param(["--help"], {"JUNKAN_LANG": "en"}, id="environment"),
        ],
    )
    def test_english(self, tmp_path: Path, arguments: list[str], settings: dict[str, str]) -> None:
        done = junkan(*arguments, cwd=tmp_path, **settings)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("Usage: junkan")
        assert not re.search(r"[ぁ-んァ-ヶ]", done.stdout)

    @pytest.mark.parametrize(
        "command",
        ["ingest", "ask", "gaps", "classify", "draft", "serve", "eval", "doctor", "library", "library show", "corpus"],
    )
    def test_every_command_explains_itself(self, tmp_path: Path, command: str) -> None:
        done = junkan(*command.split(), "--help", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"使い方: junkan {command}")
        assert not re.search(r"\b(option|help|cli)\.[a-z]", done.stdout)

    def test_without_arguments_it_is_wrong_usage_and_says_how(self, tmp_path: Path) -> None:
        done = junkan(cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("使い方: junkan")


class TestIngest:
    def test_a_folder_and_a_file_then_again(self, tmp_path: Path) -> None:
        folder = tmp_path / "資料"
        folder.mkdir()
        (folder / "報告.md").write_text("# 再生材の報告\n\n再生材の利用率は30％である。\n", encoding="utf-8")
        (tmp_path / "[red]方針.txt").write_text("循環型の調達を進める。", encoding="utf-8")
        first = junkan("ingest", folder, "[red]方針.txt", cwd=tmp_path)
        assert (first.returncode, first.stderr) == (0, "")
        assert re.search(r"報告\.md +│ 追加 +│ 1 +│ 1 ", first.stdout)
        assert "[red]方針.txt" in first.stdout
        again = junkan("ingest", folder, "--workers", 2, cwd=tmp_path)
        assert (again.returncode, again.stdout.count("変更なし")) == (0, 1)
        asked = junkan("ask", "再生材の利用率は何％ですか。", cwd=tmp_path)
        assert "再生材の利用率は30％である。[1]" in asked.stdout

    def test_samples_come_with_the_package(self, sample_home: Path) -> None:
        assert {sample.file.name for sample in load_samples()} > set(SAMPLES)
        done = junkan("library", "list", "--home", sample_home, cwd=sample_home.parent)
        assert all(name in done.stdout for name in SAMPLES)


class TestAsk:
    def test_text_names_its_sources(self, sample_home: Path, tmp_path: Path) -> None:
        done = junkan("ask", QUESTION, "--home", sample_home, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        answer, _, sources = done.stdout.partition("\n出典\n")
        assert "[1]" in answer
        assert sources.startswith("[1] 地域循環モデルの八つの類型")

    def test_json_has_the_keys_of_the_contract(self, sample_home: Path, tmp_path: Path) -> None:
        done = junkan("ask", QUESTION, "--json", "--home", sample_home, cwd=tmp_path)
        assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
        row = json.loads(done.stdout)
        assert set(row) == {
            "id", "question", "mode", "answerable", "answer", "citations", "evidence", "reason", "latency_ms",
        }  # fmt: skip
        assert (row["question"], row["mode"], row["answerable"]) == (QUESTION, "extractive", True)
        assert len(row["evidence"]) == 10

    def test_it_explains_itself_when_asked(self, sample_home: Path, tmp_path: Path) -> None:
        done = junkan("ask", QUESTION, "--explain", "--home", sample_home, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        answer, _, explanation = done.stdout.partition("\n\nどう読み、どう探し、なぜこう答えたか\n")
        assert "\n出典\n[1] " in answer
        assert f"  意味による検索（比重65％）：{QUESTION}\n" in explanation
        assert "  答えました。" in explanation
        refused = junkan("--lang", "en", "ask", "猫", "--explain", "--json", "--home", sample_home, cwd=tmp_path)
        row = json.loads(refused.stdout)
        assert (row["reason"], row["explanation"]["verdict"]["rule"]) == ("no_evidence", "far_from_evidence")

    def test_a_filter_holds(self, sample_home: Path, tmp_path: Path) -> None:
        arguments = ("--json", "--filter", "source=16_target_form_example.pdf", "--home", sample_home)
        row = json.loads(junkan("ask", "目標値は何ですか。", *arguments, cwd=tmp_path).stdout)
        assert {evidence["source"] for evidence in row["evidence"]} == {"16_target_form_example.pdf"}

    def test_a_batch_is_never_written_over(self, sample_home: Path, tmp_path: Path) -> None:
        questions = tmp_path / "質問.jsonl"
        questions.write_text(json.dumps({"question": QUESTION}), encoding="utf-8")
        done = junkan("ask", "--batch", "質問.jsonl", "--out", "./質問.jsonl", "--home", sample_home, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert "入力と同じファイルには書き出せません" in done.stderr
        assert json.loads(questions.read_text(encoding="utf-8")) == {"question": QUESTION}

    def test_a_batch_answers_what_can_be_answered(self, sample_home: Path, tmp_path: Path) -> None:
        lines = [
            json.dumps({"id": "q1", "question": QUESTION}),
            '{"id": "q2", "question": ',
            "",
            json.dumps({"id": "q3", "question": "   "}),
            '{"id": "\\ud800", "question": "記入例の目標値は\\ud83d何ですか。"}',
            json.dumps({"id": 5, "question": "2030年の姿は？", "filters": {"source": "08_roadmap_2024_2030.pdf"}}),
            json.dumps({"question": "では目標は？", "history": [{"q": "2030年の姿は何ですか。", "a": "…"}]}),
        ]
        (tmp_path / "質問.jsonl").write_text("\n".join(lines), encoding="utf-8-sig")
        done = junkan("ask", "--batch", "質問.jsonl", "--out", "答え.jsonl", "--home", sample_home, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.splitlines() == [
            "「質問.jsonl:2」を読み取れません：JSON",
            "q3: 質問が空です。質問文を入力してください。",
            "4件に答え、2件が失敗しました：答え.jsonl",
        ]
        rows = [json.loads(line) for line in (tmp_path / "答え.jsonl").read_text(encoding="utf-8").splitlines()]
        assert [row["id"] for row in rows] == ["q1", "?", "5", None]
        pages = pages_of(sample_home, tmp_path)
        citations = [citation for row in rows for citation in row["citations"]]
        assert citations
        for citation in citations:
            assert compact(citation["quote"]) in compact(pages[citation["document_id"], citation["page"]])
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["質問.jsonl", "答え.jsonl", "全文.jsonl"])


class TestLibrary:
    def test_listed_ids_are_whole_and_can_be_shown_and_removed(self, home: Path, tmp_path: Path) -> None:
        listed = junkan("library", "list", "--home", home, cwd=tmp_path).stdout
        ids = re.findall(r"\b[0-9a-f]{12}\b", listed)
        assert len(ids) == len(SAMPLES)
        shown = junkan("library", "show", ids[0], "--home", home, cwd=tmp_path)
        assert shown.stdout.startswith("CE指標の体系と目標設定の手引き（03_indicator_guide.md）")
        assert f"[{ids[0]}-0000]" in shown.stdout
        removed = junkan("library", "remove", ids[0], "--home", home, cwd=tmp_path)
        assert (removed.returncode, removed.stderr) == (0, "取り除きました：CE指標の体系と目標設定の手引き\n")
        assert ids[0] not in junkan("library", "list", "--home", home, cwd=tmp_path).stdout
        checked = junkan("library", "check", "--home", home, cwd=tmp_path)
        assert (checked.returncode, checked.stderr) == (0, "")
        assert "文書 3件" in checked.stdout

    def test_a_lost_index_is_mended(self, home: Path, tmp_path: Path) -> None:
        shutil.rmtree(home / "lexical")
        checked = junkan("library", "check", "--home", home, cwd=tmp_path)
        assert checked.returncode == 0
        assert "修復しました" in checked.stderr
        assert "[1]" in junkan("ask", QUESTION, "--home", home, cwd=tmp_path).stdout

    def test_an_english_list(self, sample_home: Path, tmp_path: Path) -> None:
        listed = junkan("--lang", "en", "library", "list", "--home", sample_home, cwd=tmp_path).stdout
        assert "Publisher" in listed
        assert "発行者" not in listed


def test_the_catalogue_is_shown_in_full(tmp_path: Path) -> None:
    done = junkan("corpus", "list", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "cps_report_2025" in done.stdout
    assert "…" not in done.stdout


class TestDoctor:
    def test_all_is_well(self, sample_home: Path, tmp_path: Path) -> None:
        done = junkan("doctor", "--home", sample_home, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert "異常" not in done.stdout
        assert f"正常\tライブラリ {sample_home}\t文書 4件" in done.stdout

    def test_a_library_that_is_not_there_is_not_made(self, tmp_path: Path) -> None:
        done = junkan("doctor", cwd=tmp_path)
        assert done.returncode == 0
        assert "なし\tライブラリ .junkan" in done.stdout
        assert list(tmp_path.iterdir()) == []
