import io
import zipfile
from pathlib import Path

import pytest

from corpus.errors import (
    CorruptFile,
    EmptyFile,
    EncryptedFile,
    FileTooLarge,
    NoDocumentInside,
    TooManyParts,
    UnpacksTooLarge,
    UnsafeFile,
    UnsupportedFormat,
)
from ingest.loaders import DOCUMENT_SUFFIXES, ArchiveMember, LoadLimits, expand_archive, load_file
from tests.ingest.office import OldName, write_docx, write_zip

TEXT = "循環経済への移行を進める。".encode()


def _members(path: Path, limits: LoadLimits | None = None) -> list[ArchiveMember]:
    folder = path.parent / "unpacked"
    folder.mkdir(exist_ok=True)
    return list(expand_archive(path, folder, DOCUMENT_SUFFIXES, limits))


def _zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in entries.items():
            package.writestr(name, data)
    return buffer.getvalue()


def test_documents_come_one_by_one_under_the_name_of_the_archive(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "資料.zip", {"b/別紙.txt": TEXT, "a.md": TEXT, "絵.png": b"x", "__MACOSX/._a.md": b"x"})
    members = _members(path)
    assert [member.source for member in members] == ["資料.zip/a.md", "資料.zip/b/別紙.txt", "資料.zip/絵.png"]
    read = [load_file(member.path).pages[0].text for member in members if member.path is not None]
    assert read == [TEXT.decode()] * 2
    assert isinstance(members[2].error, UnsupportedFormat)


def test_two_entries_under_one_name_are_told_apart(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr("資料/表.txt", TEXT)
        package.writestr("./資料/表.txt", TEXT + b"2")  # the same once it is cleaned
    members = _members(tmp_path / "a.zip")
    assert [member.name for member in members] == ["資料/表.txt", "資料/表(2).txt"]
    assert [member.path.read_bytes() for member in members if member.path] == [TEXT, TEXT + b"2"]


def test_names_of_japanese_windows(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr(OldName("資料/別紙１（表）.txt"), TEXT)
    assert [member.name for member in _members(tmp_path / "a.zip")] == ["資料/別紙１（表）.txt"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("../../evil.txt", "evil.txt", id="upwards"),
        pytest.param("/etc/evil.txt", "etc/evil.txt", id="absolute"),
        pytest.param("..\\..\\evil.txt", "evil.txt", id="Windows"),
        pytest.param("a\u202etxt.txt", "a�txt.txt", id="turned round"),
    ],
)
def test_names_lead_nowhere(tmp_path: Path, name: str, shown: str) -> None:
    (member,) = _members(write_zip(tmp_path / "a.zip", {name: TEXT}))
    assert member.name == shown
    assert member.path is not None
    assert member.path.parent == tmp_path / "unpacked"
    assert {path.name for path in tmp_path.iterdir()} == {"a.zip", "unpacked"}


def test_archives_inside_are_opened_as_deep_as_allowed(tmp_path: Path) -> None:
    deep = _zipped({"深い.txt": TEXT})
    path = write_zip(tmp_path / "a.zip", {"中.zip": _zipped({"文.txt": TEXT, "奥.zip": deep}), "外.txt": TEXT})
    members = _members(path)
    assert [member.source for member in members if member.path] == ["a.zip/中.zip/文.txt", "a.zip/外.txt"]
    (failed,) = [member for member in members if member.error]
    assert failed.source == "a.zip/中.zip/奥.zip"
    assert isinstance(failed.error, UnsafeFile)


def test_a_damaged_or_locked_entry_costs_only_itself(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.txt": b"0123456789" * 9, "b.txt": TEXT, "c.zip": b"no archive"})
    data = bytearray(path.read_bytes())
    data[data.index(b"a.txt") + 6] ^= 0xFF
    path.write_bytes(data)
    by_name = {member.name: member for member in _members(path)}
    assert isinstance(by_name["a.txt"].error, CorruptFile)
    assert by_name["b.txt"].error is None
    assert isinstance(by_name["c.zip"].error, CorruptFile)


def test_an_encrypted_entry(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.txt": TEXT})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert isinstance(_members(path)[0].error, EncryptedFile)


@pytest.mark.parametrize(
    ("entries", "limits", "error"),
    [
        pytest.param({"a.txt": bytes(30 * 10**6)}, LoadLimits(), UnsafeFile, id="a bomb"),
        pytest.param({f"{k}.txt": b"" for k in range(11)}, LoadLimits(max_entries=10), TooManyParts, id="entries"),
        pytest.param({"a.txt": bytes(range(256)) * 8000}, LoadLimits(max_unpacked_mb=2), UnpacksTooLarge, id="size"),
        pytest.param({"a.png": b"x"}, LoadLimits(), NoDocumentInside, id="nothing to read"),
    ],
)
def test_what_is_refused(tmp_path: Path, entries: dict[str, bytes], limits: LoadLimits, error: type[Exception]) -> None:
    with pytest.raises(error):
        _members(write_zip(tmp_path / "a.zip", entries), limits)


@pytest.mark.parametrize(
    ("data", "error"), [(b"", EmptyFile), (b"PK\x03\x04" + bytes(80), CorruptFile), (b"x" * 100, CorruptFile)]
)
def test_what_is_no_archive(tmp_path: Path, data: bytes, error: type[Exception]) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(error):
        _members(tmp_path / "a.zip")


def test_sizes_count_over_archives_inside(tmp_path: Path) -> None:
    inner = _zipped({f"{k}.txt": bytes(range(256)) * 2000 for k in range(3)})
    members = _members(write_zip(tmp_path / "a.zip", {"a.zip": inner, "b.zip": inner}), LoadLimits(max_unpacked_mb=2))
    assert [member.name for member in members if member.error] == ["b.zip/0.txt", "b.zip/1.txt", "b.zip/2.txt"]


def test_a_large_entry_is_named_with_its_size(tmp_path: Path) -> None:
    (member,) = _members(write_zip(tmp_path / "a.zip", {"a.txt": bytes(range(256)) * 4000}), LoadLimits(max_file_mb=1))
    assert isinstance(member.error, FileTooLarge)


def _rewritten(path: Path, name: str, data: bytes) -> Path:
    """The Office document with one part replaced."""
    changed = path.with_name("changed" + path.suffix)
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in package.infolist():
            new.writestr(entry.filename, data if entry.filename == name else package.read(entry))
    return changed


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param(b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>', UnsafeFile, id="entities"),
        pytest.param('<?xml version="1.0"?><!DOCTYPE w []><w/>'.encode("utf-16"), UnsafeFile, id="entities in UTF-16"),
        pytest.param(b"<w>" + b" " * (101 * 10**6) + b"</w>", UnsafeFile, id="a part that unpacks to 100 MB"),
        pytest.param(b"<w" * 10, CorruptFile, id="no XML"),
    ],
)
def test_office_documents_made_to_harm(tmp_path: Path, data: bytes, error: type[Exception]) -> None:
    path = _rewritten(write_docx(tmp_path / "a.docx", [("Normal", "本文")]), "word/document.xml", data)
    with pytest.raises(error):
        load_file(path)


def _renamed_main_part(path: Path, body: bytes) -> Path:
    """The Word document with its main part under a name that does not say that it is XML."""
    changed = path.with_name("changed.docx")
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in package.infolist():
            data = body if entry.filename == "word/document.xml" else package.read(entry)
            if entry.filename in ("[Content_Types].xml", "_rels/.rels"):
                data = data.replace(b"word/document.xml", b"word/document.bin")
            new.writestr(entry.filename.replace("word/document.xml", "word/document.bin"), data)
    return changed


@pytest.mark.parametrize(
    "head", [b"", b"\xef\xbb\xbf", b" " * 1000], ids=["plain", "byte order mark", "behind a thousand blanks"]
)
def test_xml_parts_under_any_name_are_limited(tmp_path: Path, head: bytes) -> None:
    varied = b"".join(b"<w:p>%d</w:p>" % k for k in range(40_000)) * 160  # packs at less than a bomb does
    body = head + b'<w:document xmlns:w="w"><w:body>' + varied + b"</w:body></w:document>"
    path = _renamed_main_part(write_docx(tmp_path / "a.docx", [("Normal", "本文")]), body)
    with pytest.raises(UnpacksTooLarge):
        load_file(path)


def test_a_main_part_under_another_name_is_read(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", [("Normal", "循環経済への移行")])
    with zipfile.ZipFile(path) as package:
        body = package.read("word/document.xml")
    assert "循環経済への移行" in load_file(_renamed_main_part(path, body)).pages[0].text


def test_office_documents_with_a_password_and_of_old_formats(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    (tmp_path / "a.docx").write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))
    (tmp_path / "b.xlsx").write_bytes(ole)
    with pytest.raises(EncryptedFile):
        load_file(tmp_path / "a.docx")
    with pytest.raises(UnsupportedFormat):
        load_file(tmp_path / "b.xlsx")
