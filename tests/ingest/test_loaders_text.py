import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CorruptFile, EmptyFile, FileTooLarge, UnreadableFile, UnsupportedFormat
from ingest.loaders import load_file, source_name
from ingest.loaders.encodings import decode

TEXT = "サーキュラーエコノミーの取組を、各地域で進める。\n再生材の利用率：30％\n"


def _written(tmp_path: Path, data: bytes, name: str = "a.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp932", "euc_jp", "iso2022_jp", "utf-32"],
)
def test_the_encodings_of_japanese_files(tmp_path: Path, encoding: str) -> None:
    data = ("\ufeff" + TEXT).encode(encoding) if encoding == "utf-16-le" else TEXT.encode(encoding)
    (page,) = load_file(_written(tmp_path, data)).pages
    assert page.text == TEXT


def test_euc_is_not_taken_for_half_width_katakana() -> None:
    assert decode("循環型社会の形成をめざす。".encode("euc_jp")) == "循環型社会の形成をめざす。"


def test_half_width_katakana_of_windows_stays() -> None:
    assert decode("ｱﾙﾐ缶の回収と再生の取組です。".encode("cp932")) == "ｱﾙﾐ缶の回収と再生の取組です。"


def test_one_broken_byte_does_not_cost_the_file() -> None:
    data = ("再生材を使う。" * 60).encode() + b"\xff" + "以上です。".encode()
    text = decode(data)
    assert text is not None
    assert text.endswith("�以上です。")


def test_a_text_without_form_feeds_is_one_page_without_a_number(tmp_path: Path) -> None:
    assert [page.number for page in load_file(_written(tmp_path, TEXT.encode())).pages] == [None]


def test_a_form_feed_starts_a_page(tmp_path: Path) -> None:
    pages = load_file(_written(tmp_path, "一頁目\f\f三頁目\n\f".encode())).pages
    assert [(page.number, page.text, page.problem) for page in pages] == [
        (1, "一頁目", None),
        (2, "", "no_text"),
        (3, "三頁目\n", None),
    ]


def test_line_ends_of_windows_become_one_character(tmp_path: Path) -> None:
    assert load_file(_written(tmp_path, b"a\r\nb\rc")).pages[0].text == "a\nb\nc"


def test_nul_and_control_characters_break_nothing(tmp_path: Path) -> None:
    data = ("循環\0経済の推進\x07について、" * 40).encode()
    assert "循環" in load_file(_written(tmp_path, data)).pages[0].text


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        pytest.param("a.txt", b"", EmptyFile, id="empty"),
        pytest.param("a.txt", b" \n\t\n", EmptyFile, id="white space"),
        pytest.param("a.txt", b"\xef\xbb\xbf", EmptyFile, id="byte order mark only"),
        pytest.param("a.rtf", b"{\\rtf1}", UnsupportedFormat, id="rich text"),
        pytest.param("a.txt", b"PK\x03\x04" + b"\0" * 40, UnsupportedFormat, id="Word under a text's name"),
        pytest.param("a.md", b"\x89PNG\r\n\x1a\n", UnsupportedFormat, id="picture under a text's name"),
        pytest.param("a.txt", bytes(range(1, 32)) * 50, UnsupportedFormat, id="control characters"),
        pytest.param("a.txt", b"\xff\xff\x80\x81" * 50, CorruptFile, id="bytes of no encoding"),
    ],
)
def test_what_is_refused(tmp_path: Path, name: str, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        load_file(_written(tmp_path, data, name))


def test_a_file_over_the_limit_names_both_sizes(tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge) as caught:
        load_file(_written(tmp_path, b"a" * 1_000_001), max_file_mb=1)
    assert (caught.value.facts["size_mb"], caught.value.facts["max_mb"]) == (2, 1)


def test_a_folder_and_a_pipe_are_no_files(tmp_path: Path) -> None:
    pipe = tmp_path / "p.txt"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe, tmp_path / "missing.txt"):
        with pytest.raises(UnreadableFile):
            load_file(path)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("報告書.pdf", "報告書.pdf", id="as it is"),
        pytest.param("a\u202efdp.txt", "a�fdp.txt", id="text turned round"),
        pytest.param("a\nb\x1b[31m.txt", "a�b�[31m.txt", id="line break and escape"),
        pytest.param("カ\u3099イド.txt", "ガイド.txt", id="decomposed as on macOS"),
        pytest.param("bad\udcff.txt", "bad�.txt", id="bytes of another encoding"),
    ],
)
def test_source_name(name: str, shown: str) -> None:
    assert source_name(Path(name)) == shown


# Sentences of the kind that these documents hold, joined at will.
_JAPANESE = st.lists(
    st.sampled_from(
        [
            "再生材の利用率を30％に高める。",
            "サーキュラーエコノミーへの移行に向けて、",
            "令和６年度の回収量は1,200トンであった。",
            "事業者と自治体とが連携し、",
            "(1) 現状と課題\n",
            "ｱﾙﾐ缶の回収を進める。",
            "処理業者の選別技術について検討する。",
        ]
    ),
    min_size=2,
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp932", "euc_jp", "iso2022_jp_ext"],
)
@given(text=_JAPANESE)
def test_japanese_text_is_read_as_it_was_written(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp"])
@given(text=_JAPANESE, at=st.floats(0, 1))
def test_a_broken_byte_costs_a_few_characters_at_most(encoding: str, text: str, at: float) -> None:
    data = bytearray((text * 20).encode(encoding))
    data[int(at * (len(data) - 1))] = 0xFF
    read = decode(bytes(data))
    assert read is not None
    assert text in read


@given(st.binary(max_size=400))
def test_any_bytes_decode_or_do_not(data: bytes) -> None:
    text = decode(data)
    assert text is None or not any("\ud800" <= char <= "\udfff" for char in text)
