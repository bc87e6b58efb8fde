"""Members' targets from workbook to workbook and back: classify, correct, take in, classify again."""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assistant.targets.names import category_names
from assistant.targets.review import REVIEW_HEADINGS, REVIEW_SHEET
from assistant.targets.values import Category
from corpus.samples import SAMPLE_TARGETS
from tests.e2e.console import junkan

OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
N_CORRECTED = 30


def recalculated(book: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it after it has opened and recalculated it."""
    folder.mkdir()
    profile = f"-env:UserInstallation=file://{folder}/profile"
    arguments = [str(OFFICE), profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), str(book)]
    subprocess.run(arguments, check=True, capture_output=True, timeout=180)
    return folder / book.name


def rows_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def column(name: str) -> int:
    return REVIEW_HEADINGS.index(name) + 1


@needs_office
def test_what_thirty_rows_were_corrected_to_holds_from_then_on(tmp_path: Path) -> None:
    home, book = tmp_path / "home", tmp_path / "結果.xlsx"
    assert junkan("classify", SAMPLE_TARGETS, "--out", book, "--home", home, cwd=tmp_path).returncode == 0
    untouched = recalculated(book, tmp_path / "office")
    assert_sound(untouched)

    # A person opens it in LibreOffice and corrects thirty rows: another category in each.
    edited = load_workbook(untouched)
    sheet = edited[REVIEW_SHEET]
    names = category_names()
    wanted: dict[str, Category] = {}
    for row in range(2, 2 + N_CORRECTED):
        text = str(sheet.cell(row, column("目標")).value)
        now = sheet.cell(row, column("カテゴリ")).value
        other = next(c for c in Category if names[c] != now and c is not Category.NONE)
        sheet.cell(row, column("カテゴリ")).value = names[other]
        sheet.cell(row, column("確認者")).value = "事務局 田中"
        wanted[text] = other
    edited.save(untouched)
    corrected = recalculated(untouched, tmp_path / "again")
    review = load_workbook(corrected, data_only=True)[REVIEW_SHEET]
    # The indicator beside a corrected category was worked out anew by the workbook itself.
    shown = {review.cell(r, column("指標（自動）")).value for r in range(2, 2 + N_CORRECTED)}
    assert shown <= {"CE市場規模", "GHG排出削減"}

    done = junkan("targets", "import-corrections", corrected, "--home", home, cwd=tmp_path)
    assert (done.returncode, f"新しい {N_CORRECTED}件" in done.stderr) == (0, True), done.stderr
    listed = junkan("targets", "corrections", "--home", home, cwd=tmp_path).stdout
    assert listed.count("事務局 田中") == N_CORRECTED

    out = tmp_path / "again.jsonl"
    assert junkan("classify", SAMPLE_TARGETS, "--out", out, "--home", home, cwd=tmp_path).returncode == 0
    found = {str(row["text"]): row for row in rows_of(out)}
    assert {text: found[text]["category"] for text in wanted} == {text: c.value for text, c in wanted.items()}
    assert all(found[text]["confidence"] == 1.0 and found[text]["needs_review"] is False for text in wanted)

    # Taken in twice, nothing is new; without the library, nothing is remembered.
    again = junkan("targets", "import-corrections", corrected, "--home", home, cwd=tmp_path)
    assert "新しい 0件" in again.stderr
    elsewhere = tmp_path / "elsewhere.jsonl"
    junkan("classify", SAMPLE_TARGETS, "--out", elsewhere, "--home", tmp_path / "new", cwd=tmp_path)
    assert any(row["category"] != wanted[str(row["text"])] for row in rows_of(elsewhere) if row["text"] in wanted)


def assert_sound(book: Path) -> None:
    """The workbook has its drop-downs, its charts with their figures, and no formula that failed."""
    with zipfile.ZipFile(book) as archive:
        charts = [n for n in archive.namelist() if n.startswith("xl/charts/chart")]
        assert len(charts) == 3
        for name in charts:
            assert b"<c:v>" in archive.read(name)
        sheets = b"".join(archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/sheet"))
        assert sheets.count(b"<dataValidation ") == 4
    values = load_workbook(book, data_only=True)
    cells = [cell for sheet in values.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [c.coordinate for c in cells if isinstance(c.value, str) and c.value.startswith("#")]
    review = values[REVIEW_SHEET]
    assert all(review.cell(r, column("指標（自動）")).value for r in range(2, review.max_row + 1))


def test_two_years_and_their_reports(tmp_path: Path) -> None:
    head = "番号,会員名,業種,目標"
    sheets = {
        "old.csv": (head, "1,A社,鉄鋼業,廃棄物の再資源化率を2030年度に90%とする", "2,B市,自治体,埋立量をゼロにする"),
        "new.csv": (head, "1,A社,鉄鋼業,廃棄物の再資源化率を2030年度に95%とする", "3,C社,繊維工業,古着を年3t回収する"),
        "reports.csv": ("番号,会員名,実績値,年度", "1,A社,81%,2025", "3,C社,1500kg,2025", "9,Z社,3t,2025"),
    }
    for name, lines in sheets.items():
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")

    done = junkan("targets", "compare", "old.csv", "new.csv", "--out", "changes.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (changes,) = json.loads((tmp_path / "changes.json").read_text(encoding="utf-8"))["tables"]
    assert [(r["会員"], r["変化"]) for r in changes["rows"]] == [("A社", "変更"), ("C社", "新規"), ("B市", "取下げ")]

    done = junkan("targets", "progress", "new.csv", "reports.csv", "--out", "progress.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (progress,) = json.loads((tmp_path / "progress.json").read_text(encoding="utf-8"))["tables"]
    assert [(r["会員"], r["達成率"]) for r in progress["rows"]] == [("A社", 85.3), ("C社", 50.0), ("Z社", None)]

    done = junkan("--lang", "en", "targets", "tables", "new.csv", "--out", "tables.md", cwd=tmp_path)
    assert (done.returncode, "2 targets counted" in done.stderr) == (0, True)
    assert "| 出口側の循環利用率 | 2 | 100.0 |" in (tmp_path / "tables.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(
            ["classify", "t.csv", "--out", "o.csv", "--column", "text=ない"], "ある列：会員名、目標", id="column"
        ),
        pytest.param(["classify", "t.csv", "--out", "o.csv", "--column", "目標"], "項目=列名", id="mapping"),
        pytest.param(["targets", "import-corrections", "t.csv"], "ブック", id="no workbook"),
        pytest.param(["targets", "tables", "t.csv", "--out", "t.pdf"], ".xlsx", id="format"),
    ],
)
def test_wrong_usage_is_one_line_and_writes_nothing(tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "t.csv").write_text("会員名,目標\nA社,埋立ゼロ\n", encoding="utf-8")
    done = junkan(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr.splitlines()[-1]
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]
