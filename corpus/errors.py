"""Every error of Junkan, as one tree.

    JunkanError
    ├── UsageError                     wrong usage: exit code 2
    │   ├── PathNotFound               a path that is not there
    │   ├── EmptyFolder                a folder without a readable file
    │   ├── EmptyQuestion              nothing was asked
    │   │   └── EmptyTopic             a draft on nothing
    │   ├── QuestionTooLong            more characters than a question may have
    │   ├── UnknownFilter              a filter that does not exist
    │   ├── EmptyFilter                a filter without a value
    │   ├── UnknownFilterValue         a value that no document can have or has
    │   ├── InvalidValue               a field of a document cannot have it
    │   ├── OutputExists               a file is there already and may not be replaced
    │   └── InvalidSetting             a setting that cannot be used
    ├── DocumentError                  one file cannot be taken; the others go on
    │   ├── UnsupportedFormat
    │   ├── EmptyFile
    │   ├── EncryptedFile
    │   ├── CorruptFile
    │   ├── NoReadableText
    │   ├── FileTooLarge
    │   ├── UnreadableFile             the operating system refuses to read it
    │   ├── ChangedFile                it was written while it was read
    │   ├── ReaderDied                 the process that read it ended
    │   ├── KilledBefore               the process that took it in has died over it again and again
    │   ├── NotIndexed                 it is in the library, but indexing it has killed the process
    │   └── ReaderTooSlow              the process that read it gave no result in time
    │   ├── UnpacksTooLarge            what is packed in it is too much
    │   ├── TooManyParts               more entries, rows or cells than can be taken
    │   ├── NoDocumentInside           an archive without a readable file
    │   ├── UnsafeFile                 made to overwhelm whoever opens it
    │   └── UnreadableFile             the operating system refuses to read it
    ├── LibraryError                   the library as a whole cannot be used
    │   ├── LibraryNotFound
    │   ├── LibraryInUse
    │   ├── ModelMismatch
    │   ├── LibraryDamaged
    │   └── StorageFailed              full or read-only disk
    ├── InputError                     a sheet, a batch or a reference file cannot be read
    ├── OutputError                    a result cannot be written
    └── EngineError                    an embedding engine is missing or failed
        └── ModelNotFound              neither a folder nor a hub has the model

An error carries its facts as attributes and builds its own sentence from them in Japanese and in English: what failed,
where, and what to do. "Found no evidence" is an outcome, not an error, and has no class here.
"""

from dataclasses import dataclass
from typing import ClassVar

from corpus.system_reasons import in_japanese

_MAX_FACT_CHARS = 300  # of what a stranger typed or named
_MAX_DETAIL_CHARS = 3000  # a detail is a sentence of ours, or of a library, with paths in it


@dataclass(frozen=True, slots=True)
class Named:
    """A fact that has a name of its own in each language; the Japanese one where English has none."""

    ja: str
    en: str = ""

    def in_language(self, lang: str) -> str:
        """Its name in Japanese or ("en") English."""
        return self.en if lang == "en" and self.en else self.ja

    def __str__(self) -> str:
        return self.ja


class JunkanError(Exception):
    """Root of every error that Junkan raises on purpose.

    Subclasses set `ja` and `en`: format strings over the keyword facts they are raised with.
    """

    ja: ClassVar[str] = "処理に失敗しました：{detail}"
    en: ClassVar[str] = "The operation failed: {detail}"
    exit_code: ClassVar[int] = 1

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.facts)  # an error may cross from a worker process

    def sentence(self, lang: str = "ja") -> str:
        """One line that says what failed, where, and what to do, in Japanese or ("en") English."""
        facts = {
            name: _shown(fact, lang, _MAX_DETAIL_CHARS if name == "detail" else _MAX_FACT_CHARS)
            for name, fact in self.facts.items()
        }
        if lang != "en" and "detail" in facts:
            facts = {**facts, "detail": in_japanese(str(facts["detail"]))}
        filled = (self.en if lang == "en" else self.ja).format(**facts)
        return " ".join(filled.split())

    def __str__(self) -> str:
        return self.sentence()


def _shown(fact: object, lang: str, max_chars: int) -> object:
    """A fact as one can print it: what a stranger typed or named is neither endless nor moves the cursor."""
    if isinstance(fact, int | float):
        return fact
    if isinstance(fact, Named):
        return fact.in_language(lang)
    text = "".join(char if char.isprintable() or char.isspace() else "�" for char in str(fact))
    return text if len(text) <= max_chars else text[:max_chars] + "…"


class UsageError(JunkanError):
    """The command or the request was used wrongly. Fact: detail."""

    ja = "使い方が正しくありません：{detail}"
    en = "Wrong usage: {detail}"
    exit_code = 2


class PathNotFound(UsageError):
    """Fact: path."""

    ja = "「{path}」が見つかりません。パスを確かめてください。"
    en = "“{path}” was not found. Check the path."


class EmptyFolder(UsageError):
    """Facts: path, formats."""

    ja = "「{path}」に読み込めるファイルがありません。対応形式は {formats} です。"
    en = "“{path}” holds no file that can be read. Supported: {formats}."


class EmptyQuestion(UsageError):
    """No facts."""

    ja = "質問が空です。質問文を入力してください。"
    en = "The question is empty. Type a question."


class EmptyTopic(EmptyQuestion):
    """No facts."""

    ja = "主題が空です。何についての起案かを指定してください。"
    en = "The topic is empty. Say what the draft is about."


class QuestionTooLong(UsageError):
    """Facts: n_chars, max_chars."""

    ja = "質問が長すぎます（{n_chars}文字）。{max_chars}文字以内にまとめてください。"
    en = "The question is too long ({n_chars} characters). Keep it within {max_chars}."


class UnknownFilter(UsageError):
    """Facts: name, known."""

    ja = "「{name}」という絞り込み条件はありません。使えるのは {known} です。"
    en = "There is no filter “{name}”. Use one of {known}."


class EmptyFilter(UsageError):
    """Facts: name, key, known."""

    ja = "絞り込み条件「{name}」に値がありません。「{key}=値」の形で指定してください（使える値：{known}）。"
    en = "The filter “{name}” has no value. Write {key}=value, with one of {known}."


class UnknownFilterValue(UsageError):
    """Facts: name, value, known."""

    ja = "絞り込み条件「{name}」に「{value}」という値はありません。使えるのは {known} です。"
    en = "The filter “{name}” has no value “{value}”. Use one of {known}."


class InvalidValue(UsageError):
    """Facts: name, value, known."""

    ja = "文書の項目「{name}」を「{value}」にはできません。使えるのは {known} です。"
    en = "The field “{name}” of a document cannot be “{value}”. Use {known}."


class OutputExists(UsageError):
    """Fact: path."""

    ja = "「{path}」は既にあります。置き換えるには --force を付けるか、別の名前にしてください。"
    en = "“{path}” exists already. Replace it with --force, or choose another name."


class InvalidSetting(UsageError):
    """Facts: name, detail."""

    ja = "設定「{name}」が正しくありません：{detail}"
    en = "The setting “{name}” is not valid: {detail}"


class DocumentError(JunkanError):
    """One file cannot be taken into the library. Facts: source, and those of the subclass."""

    def renamed(self, source: str) -> "DocumentError":
        """The same error of a file that is shown under another name."""
        return type(self)(**{**self.facts, "source": source})


class UnsupportedFormat(DocumentError):
    """Facts: source, formats."""

    ja = "「{source}」は対応していない形式です。対応形式は {formats} です。"
    en = "“{source}” has an unsupported format. Supported: {formats}."


class EmptyFile(DocumentError):
    """Fact: source."""

    ja = "「{source}」は中身が空です。"
    en = "“{source}” is empty."


class EncryptedFile(DocumentError):
    """Fact: source."""

    ja = "「{source}」はパスワードで保護されています。保護を解除してから取り込んでください。"
    en = "“{source}” is protected by a password. Remove the protection first."


class CorruptFile(DocumentError):
    """Fact: source."""

    ja = "「{source}」は壊れているため読めません。入手し直してください。"
    en = "“{source}” is damaged and cannot be read. Obtain it again."


class NoReadableText(DocumentError):
    """Facts: source, n_pages."""

    ja = (
        "「{source}」には読み取れる文字がありません（{n_pages}ページ、画像のみの可能性）。"
        "文字認識済みのPDFにしてください。"
    )
    en = "“{source}” has no readable text ({n_pages} pages, probably images). Provide a PDF with recognised text."


class FileTooLarge(DocumentError):
    """Facts: source, size_mb, max_mb."""

    ja = "「{source}」は大きすぎます（{size_mb} MB）。{max_mb} MB 以下に分割してください。"
    en = "“{source}” is too large ({size_mb} MB). Split it into files of at most {max_mb} MB."


class UnpacksTooLarge(DocumentError):
    """Facts: source, size_mb, max_mb."""

    ja = "「{source}」は展開すると大きすぎます（{size_mb} MB）。展開後 {max_mb} MB 以下になるように分割してください。"
    en = "“{source}” is too large when unpacked ({size_mb} MB). Split it so that at most {max_mb} MB unpack."


class TooManyParts(DocumentError):
    """Facts: source, n, max_n."""

    ja = "「{source}」は中の項目（ファイル・行・セル）が多すぎます（{n}件、上限 {max_n}件）。分割してください。"
    en = "“{source}” holds too many parts (files, rows or cells): {n}, at most {max_n}. Split it."


class NoDocumentInside(DocumentError):
    """Facts: source, formats."""

    ja = "「{source}」の中に読み込めるファイルがありません。対応形式は {formats} です。"
    en = "“{source}” holds no file that can be read. Supported: {formats}."


class UnsafeFile(DocumentError):
    """Fact: source."""

    ja = (
        "「{source}」は安全に展開できません（異常な圧縮率、入れ子または宣言）。"
        "作成元のソフトで保存し直してから取り込んでください。"
    )
    en = (
        "“{source}” cannot be unpacked safely (an abnormal ratio, nesting or declaration). "
        "Save it again in the program that made it."
    )


class UnreadableFile(DocumentError):
    """Facts: source, detail."""

    ja = "「{source}」を読み込めません：{detail}"
    en = "“{source}” cannot be read: {detail}"


class ChangedFile(DocumentError):
    """Fact: source."""

    ja = "「{source}」は読み込み中に書き換えられました。もう一度取り込んでください。"
    en = "“{source}” was changed while it was read. Ingest it again."


class ReaderDied(DocumentError):
    """Fact: source."""

    ja = (
        "「{source}」の読み取りが異常終了しました。ファイルが壊れているか、メモリーが足りません。"
        "入手し直すか分割してください。"
    )
    en = "Reading “{source}” ended abnormally: the file is damaged or memory ran out. Obtain it again or split it."


class KilledBefore(DocumentError):
    """Fact: source."""

    ja = (
        "「{source}」を取り込む途中で処理が続けて強制終了したため、今回は飛ばしました（メモリー不足かもしれません）。"
        "分割してから取り込むか、もう一度実行してください。"
    )
    en = (
        "Taking in “{source}” has killed the process several times, so it was passed over (perhaps memory ran out). "
        "Split it, or run again."
    )


class NotIndexed(DocumentError):
    """Facts: source, document_id."""

    ja = (
        "「{source}」は索引に加える途中で処理が続けて強制終了したため、検索できません。"
        "分割して取り込むか、junkan library remove {document_id} で取り除いてから取り込み直してください。"
    )
    en = (
        "Indexing “{source}” has killed the process several times, so it cannot be searched. "
        "Split it, or take it out with junkan library remove {document_id} and ingest it again."
    )


class ReaderTooSlow(DocumentError):
    """Facts: source, seconds."""

    ja = "「{source}」は{seconds}秒たっても読み終わらないため、取り込みませんでした。分割してください。"
    en = "“{source}” could not be read within {seconds} seconds and was left out. Split it."


class LibraryError(JunkanError):
    """The library as a whole cannot be used. Facts: home, and those of the subclass."""


class LibraryNotFound(LibraryError):
    """Fact: home."""

    ja = "「{home}」に文書ライブラリがありません。junkan ingest で文書を取り込んでください。"
    en = "There is no library at “{home}”. Add documents with junkan ingest."


class LibraryInUse(LibraryError):
    """Fact: home."""

    ja = "「{home}」は別の処理が書き込み中です。終わってからもう一度実行してください。"
    en = "“{home}” is being written by another process. Try again when it has finished."


class ModelMismatch(LibraryError):
    """Facts: home, expected, found."""

    ja = (
        "「{home}」は埋め込みモデル {found} で作られており、設定の {expected} では使えません。"
        "設定を {found} に戻すか、junkan model use {expected} で切り替えてください。"
    )
    en = (
        "“{home}” was made with the embedding model {found}; the setting asks for {expected}. "
        "Set {found} again, or change the library with junkan model use {expected}."
    )


class LibraryDamaged(LibraryError):
    """Facts: home, detail."""

    ja = "「{home}」の文書ライブラリが壊れています（{detail}）。別の --home を指定して取り込み直してください。"
    en = "The library at “{home}” is damaged ({detail}). Ingest again into another --home."


class StorageFailed(LibraryError):
    """Facts: home, detail."""

    ja = "「{home}」に書き込めません（{detail}）。空き容量と書き込み権限を確かめてください。"
    en = "“{home}” cannot be written ({detail}). Check free space and permissions."


class InputError(JunkanError):
    """A sheet, a batch or a reference file cannot be read. Facts: source, detail."""

    ja = "「{source}」を読み取れません：{detail}"
    en = "“{source}” cannot be read: {detail}"


class OutputError(JunkanError):
    """A result cannot be written. Facts: path, detail."""

    ja = "「{path}」に書き出せません：{detail}"
    en = "“{path}” cannot be written: {detail}"


class EngineError(JunkanError):
    """An embedding engine is missing or failed. Facts: model, detail."""

    ja = "埋め込みモデル {model} を使えません：{detail}"
    en = "The embedding model {model} cannot be used: {detail}"


class ModelNotFound(EngineError):
    """Fact: model."""

    ja = (
        "モデル {model} が見つからないか、読み込めません。"
        "公開モデルの名前（とネットワーク）またはフォルダーの中身を確かめてください。"
    )
    en = (
        "The model {model} was not found or cannot be loaded. "
        "Check the hub name (and the network), or what the folder holds."
    )


def _rebuild(kind: type[JunkanError], facts: dict[str, object]) -> JunkanError:
    return kind(**facts)
