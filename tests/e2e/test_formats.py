"""A folder with a file of every format: taken in, asked about, cited."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.e2e.console import junkan
from tests.ingest.office import OldName, write_docx, write_pptx, write_xlsx

ARCHIVED = "# 別紙\n\nリチウムイオン電池の回収協力店は全国に7,400店ある。\n"
PAGE = (
    '<html><head><meta charset="euc-jp"></head><body><nav>ホーム</nav><h1>食品ロス削減推進事業の公募</h1>'
    "<h2>締切</h2><dl><dt>応募締切</dt><dd>令和７年５月30日（金）17時</dd></dl></body></html>"
)
ASKED = {
    "docx": ("使用済みプラスチックの回収率はどれくらいですか", "計画.docx", None, "回収率は41％"),
    "docx table": ("容器包装の2024年度の目標は何トンですか", "計画.docx", None, "25,000"),
    "pptx": ("衣料品の排出量は年間何トンですか", "繊維.pptx", 2, "73万トン"),
    "xlsx": ("2023年度のがれき類の再生利用率は何％ですか", "実績.xlsx", 1, "96.5%"),
    "csv": ("2023年度の洗濯機の回収台数は何台ですか", "家電.csv", None, "2,940,000"),
    "html": ("食品ロス削減推進事業の2025年の応募締切はいつですか", "公募.html", None, "令和７年５月30日"),
    "txt": ("再生材の品質基準について座長は何を説明しましたか", "議事.txt", None, "年内に定める"),
    "zip": ("リチウムイオン電池の回収協力店は全国に何店ありますか", "束.zip/資料/別紙.md", None, "7,400店"),
}


def _write_all(folder: Path) -> None:
    paragraphs = [
        ("Title", "架空市循環型社会推進計画"),
        ("Heading 1", "第1章　現状"),
        ("Normal", "使用済みプラスチックの回収量は3.2万トンであった。回収率は41％にとどまる。"),
        ("Heading 1", "第2章　目標"),
        ("Normal", "表1　回収量の目標（単位：トン）"),
    ]
    table = [["品目", "2023年度の実績", "2024年度の目標"], ["びん", "1,200", "1,500"], ["容器包装", "20,000", "25,000"]]
    write_docx(folder / "計画.docx", paragraphs, [table])
    items = ["国内の衣料品の排出量は年間73万トン", "再利用されるのは16％"]
    write_pptx(
        folder / "繊維.pptx", [("繊維の資源循環", ["架空検討会"], ""), ("衣料品の現状", items, "推計値である。")]
    )
    rows = [["種類", "排出量", "再生利用率"], ["汚泥", "161,200", "7.2%"], ["がれき類", "59,800", "96.5%"]]
    write_xlsx(folder / "実績.xlsx", {"令和5年度": [["産業廃棄物の処理実績（令和5年度、千トン）"], *rows]})
    (folder / "家電.csv").write_text('品目,2022年度,2023年度\n洗濯機,"3,301,000","2,940,000"\n', encoding="cp932")
    (folder / "公募.html").write_text(PAGE, encoding="euc_jp")
    minutes = "議事要旨\n\n座長から、再生材の品質基準を年内に定めるとの説明があった。\n"
    (folder / "議事.txt").write_text(minutes, encoding="iso2022_jp")
    with zipfile.ZipFile(folder / "束.zip", "w") as package:
        package.writestr(OldName("資料/別紙.md"), ARCHIVED.encode())


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    folder = tmp_path_factory.mktemp("formats")
    (folder / "資料").mkdir()
    _write_all(folder / "資料")
    taken = junkan("ingest", "資料", "--home", "文庫", cwd=folder)
    assert taken.returncode == 0, taken.stderr
    lines = [json.dumps({"id": key, "question": question}) for key, (question, *_) in ASKED.items()]
    (folder / "q.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert junkan("ask", "--batch", "q.jsonl", "--out", "a.jsonl", "--home", "文庫", cwd=folder).returncode == 0
    rows = map(json.loads, (folder / "a.jsonl").read_text(encoding="utf-8").splitlines())
    return {row["id"]: row for row in rows}


@pytest.mark.parametrize("key", ASKED)
def test_the_answer_is_cited_with_its_place(answers: dict[str, dict[str, object]], key: str) -> None:
    _, source, page, words = ASKED[key]
    citations = answers[key]["citations"]
    assert isinstance(citations, list)
    assert any(c["source"] == source and c["page"] == page and words in c["quote"] for c in citations), citations
