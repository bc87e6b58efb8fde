"""Builds the sample sheets of members' targets from their labels, the one source of both.

    python scripts/build_sample_targets.py

Reads corpus/samples/targets/members_targets_labels.jsonl (written by hand; members are fictitious) and writes
members_targets.csv and members_targets.xlsx beside it, with the columns a secretariat's sheet has.
"""

import csv
import io
import json
from pathlib import Path

from openpyxl import Workbook

FOLDER = Path(__file__).parent.parent / "corpus" / "samples" / "targets"
COLUMNS = {"id": "番号", "member": "会員名", "industry": "業種", "text": "目標"}
TITLE = "会員目標 提出一覧（見本・会員は架空）"


def rows() -> list[tuple[str, ...]]:
    """The cells of the sheet below its column names, in the order of the labels."""
    lines = (FOLDER / "members_targets_labels.jsonl").read_text(encoding="utf-8").splitlines()
    return [tuple(str(entry[name]) for name in COLUMNS) for entry in map(json.loads, lines)]


def main() -> None:
    """Write both sheets."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS.values())
    writer.writerows(rows())
    (FOLDER / "members_targets.csv").write_bytes(stream.getvalue().encode("utf-8-sig"))

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "会員目標"
    sheet.append([TITLE])
    sheet.append([])
    sheet.append(list(COLUMNS.values()))
    for row in rows():
        sheet.append(list(row))
    for letter, width in zip("ABCD", (8, 22, 34, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    book.save(FOLDER / "members_targets.xlsx")


if __name__ == "__main__":
    main()
