import errno
import os
import sqlite3
from pathlib import Path

import pytest

from corpus.errors import OutputError, StorageFailed
from corpus.system_reasons import in_japanese


@pytest.mark.parametrize(
    "number", [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EROFS, errno.EISDIR, errno.ENOTDIR, errno.EIO]
)
def test_common_reasons_have_no_english(number: int) -> None:
    assert not any(char.isascii() and char.isalpha() for char in in_japanese(os.strerror(number)))


def test_a_real_error_reads_japanese_in_japanese_and_english_in_english(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory") as caught:
        (tmp_path / "なし" / "表.csv").write_text("x")
    error = OutputError(path="表.csv", detail=caught.value.strerror)
    assert error.sentence() == "「表.csv」に書き出せません：ファイルまたはフォルダーがありません"
    assert error.sentence("en") == "“表.csv” cannot be written: No such file or directory"


def test_a_full_disk_as_sqlite_words_it() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA max_page_count=1")
    with pytest.raises(sqlite3.OperationalError) as caught:
        connection.execute("CREATE TABLE full (x)")
    connection.close()
    assert "ディスクの空きがありません" in StorageFailed(home="文庫", detail=str(caught.value)).sentence()


def test_other_words_stay() -> None:
    assert in_japanese("chroma: no answer 循環") == "chroma: no answer 循環"
