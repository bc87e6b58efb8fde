"""Tables of a batch, two batches compared, reports of achievement joined: figures worked out by hand."""

import json
from pathlib import Path

import pytest

from assistant.targets import Classification, Target, classify_targets
from assistant.targets.comparison import Change, compare
from assistant.targets.progress import Report, join, read_figure
from assistant.targets.reports import comparison_rows, progress_rows, read_reports, table_rows, write_tables
from assistant.targets.review import read_corrections
from assistant.targets.tables import figure, tabulate
from corpus.errors import InputError, UsageError


def batch(*rows: tuple[str, str, str]) -> tuple[Classification, ...]:
    return classify_targets(
        [Target(n, None, member, industry, text) for n, (member, industry, text) in enumerate(rows, 2)]
    )


BATCH = (
    ("A社", "鉄鋼業", "廃棄物の再資源化率を2030年度に90%とする"),
    ("A社", "鉄鋼業", "CO2排出量を2013年度比で50%削減（2030年度）"),
    ("B市", "自治体", "廃棄物の再資源化率を2028年度に96%とする"),
    ("B市", "自治体", "廃棄物の再資源化率を2028年度に96%とする"),
    ("C社", "鉄鋼業", ""),
    ("D大学", "大学", "CE講座の受講者を年500人とする"),
)


def test_the_tables_count_what_a_person_would() -> None:
    tables = tabulate(batch(*BATCH))
    assert tables.n_targets == 4
    counts = {row.indicator.value: (row.n_targets, row.share) for row in tables.indicators}
    assert counts["outflow"] == (2, 0.5)
    assert counts["ghg"] == counts["other"] == (1, 0.25)
    assert counts["inflow"] == (0, 0.0)
    steel = next(row for row in tables.industries if row.industry == "鉄鋼業")
    assert (steel.n_members, steel.n_submitters, steel.share, steel.n_targets) == (2, 1, 0.5, 2)
    (rates,) = [x for x in tables.levels if x.category == "recycling_rate"]
    assert (rates.n, rates.smallest, rates.middle, rates.largest, rates.change) == (2, 90.0, 93.0, 96.0, "到達")
    assert [(year, sum(n for _, n in c)) for year, c in tables.years] == [(2028, 1), (2030, 2), (None, 1)]
    assert [row.unit for row in tables.incomparable] == ["人"]


def test_tonnes_and_kilograms_compare() -> None:
    tables = tabulate(batch(("A", "", "古紙の回収量を年500kgとする"), ("B", "", "古紙の回収量を年2tとする")))
    (level,) = tables.levels
    assert (level.unit, level.smallest, level.largest) == ("t", 0.5, 2.0)


def test_small_amounts_are_shown_in_a_unit_of_their_size() -> None:
    tables = tabulate(batch(("A", "", "端材の発生量を1日800gにする"), ("B", "", "端材の発生量を1日600gにする")))
    (level,) = tables.levels
    assert (level.unit, level.smallest, level.largest) == ("g", 600.0, 800.0)


def test_what_is_told_per_head_is_not_pooled_with_totals() -> None:
    tables = tabulate(
        batch(
            ("A市", "自治体", "ごみの排出量を年5万tにする"),
            ("B市", "自治体", "1人1日当たりのごみ排出量を800gにする"),
            ("C市", "自治体", "市民一人あたりの家庭ごみを年間200kgにする"),
            ("D市", "自治体", "ごみ排出量を800g/人・日にする"),
        )
    )
    (level,) = tables.levels
    assert (level.n, level.unit) == (1, "t")
    assert len(tables.incomparable) == 3


@pytest.mark.parametrize("other", ["㈱架空精工", "（株）架空精工", "株式会社　架空精工", "(株)架空精工"])
def test_a_member_is_the_same_however_its_form_is_written(other: str) -> None:
    old = batch(("株式会社架空精工", "鉄鋼業", "廃棄物の再資源化率を2030年度に90%とする"))
    new = batch((other, "鉄鋼業", "廃棄物の再資源化率を2030年度に95%とする"))
    assert [pair.change for pair in compare(old, new)] == [Change.CHANGED]
    (progress,), left = join(old, [Report(2, None, other, "", "45%", "", "")])
    assert (progress.rate, left) == (0.5, ())
    assert compare(old, batch(("架空精工株式会社", "鉄鋼業", "埋立ゼロ")))[0].change is Change.NEW


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (95.0, "95"),
        (1500000.0, "150万"),
        (2.5e9, "25億"),
        (0.125, "0.12"),
        (4e12, "4兆"),
        (0.0008, "0.0008"),
        (0.0, "0"),
    ],
)
def test_figures_are_written_as_they_are_spoken(value: float, text: str) -> None:
    assert figure(value) == text


def test_new_changed_and_withdrawn_targets_are_told_apart() -> None:
    old = batch(
        ("A社", "", "廃棄物の再資源化率を2030年度に90%とする"),
        ("B市", "", "埋立量をゼロにする"),
        ("C社", "", "食品ロスを3割減らす"),
    )
    new = batch(
        ("A社", "", "廃棄物の再資源化率を2030年度に95%とする"),
        ("A社", "", "CO2を4割削減する"),
        ("C社", "", "食品ロスを3割減らす"),
    )
    pairs = compare(old, new)
    told = {(p.member, p.change): p.fields for p in pairs}
    assert told == {
        ("A社", Change.CHANGED): ("value",),
        ("A社", Change.NEW): (),
        ("B市", Change.WITHDRAWN): (),
        ("C社", Change.SAME): (),
    }
    assert [row[1] for row in comparison_rows(pairs)[2]] == ["変更", "新規", "変更なし", "取下げ"]


def test_a_batch_compared_with_itself_has_not_changed() -> None:
    rows = batch(*BATCH)
    assert {pair.change for pair in compare(rows, rows)} == {Change.SAME}


def report(member: str, actual: str, text: str = "", base: str = "") -> Report:
    return Report(2, None, member, text, actual, base, "2025")


@pytest.mark.parametrize(
    ("text", "actual", "base", "rate"),
    [
        pytest.param("廃棄物の再資源化率を90%とする", "81%", "", 0.9, id="share of a level"),
        pytest.param("廃棄物の再資源化率を90%とする", "80%", "60%", 0.6667, id="way from the base"),
        pytest.param("CO2排出量を2013年度比で50%削減する", "▲20%", "", 0.4, id="share of a cut"),
        pytest.param("廃棄物の埋立量を年10t以下とする", "8t", "", 1.0, id="already below"),
        pytest.param("廃棄物の埋立量を年10t以下とする", "20t", "", 0.5, id="above"),
        pytest.param("廃棄物の埋立量を年10t以下とする", "8,000kg", "", 1.0, id="other unit"),
        pytest.param("古着の回収量を年10tとする", "5", "", 0.5, id="bare figure"),
        pytest.param("再生材の利用を広げる", "5t", "", None, id="no level"),
        pytest.param("古着の回収量を年10tとする", "順調です", "", None, id="no figure"),
        pytest.param("古着の回収量を年10tとする", "30%", "", None, id="units that do not compare"),
    ],
)
def test_progress_is_worked_out(text: str, actual: str, base: str, rate: float | None) -> None:
    (found,), left = join(batch(("A社", "", text)), [report("A社", actual, base=base)])
    assert not left
    assert found.rate == (None if rate is None else pytest.approx(rate, abs=1e-4))
    assert bool(found.remark) == (rate is None)


def test_reports_without_a_target_are_not_lost() -> None:
    found, left = join(batch(("A社", "", "古着の回収量を年10tとする")), [report("Z社", "5t")])
    assert [p.remark for p in found] == ["実績の報告がありません。"]
    assert [r.member for r in left] == ["Z社"]
    assert "対応する目標がありません" in str(progress_rows(found, left)[2][-1][-1])


def test_reports_are_read_below_titles(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("実績報告,,\n会員名,実績値,年度\nA社,81%,2025\n", encoding="utf-8")
    (found,) = read_reports(path)
    assert (found.row, found.member, found.actual, found.year) == (3, "A社", "81%", "2025")
    path.write_text("会員名,目標\nA社,x\n", encoding="utf-8")
    with pytest.raises(InputError, match="実績"):
        read_reports(path)


def test_a_figure_is_read_with_or_without_its_unit() -> None:
    assert read_figure("約1.2万t") == (12000.0, "t")
    assert read_figure("▲12.5") == (-12.5, "")
    assert read_figure("なし") == (None, "")


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".json", ".md"])
def test_tables_are_written_in_every_format(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"t{suffix}"
    write_tables(table_rows(tabulate(batch(*BATCH, ("=cmd()", "", "埋立ゼロ|<b>")))), path)
    content = path.read_bytes()
    assert content
    if suffix == ".json":
        assert json.loads(content)["tables"][0]["title"] == "指標別の提出状況"
    if suffix == ".md":
        assert b"<b>" not in content
    with pytest.raises(UsageError):
        write_tables((), tmp_path / "t.pdf")


def test_a_workbook_that_classify_did_not_write_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_tables(table_rows(tabulate(batch(*BATCH))), path)
    with pytest.raises(InputError, match="確認シート"):
        read_corrections(path, by="田中")
    with pytest.raises(UsageError):
        read_corrections(Path(__file__), by="田中")
