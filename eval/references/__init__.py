"""Reference questions: what was asked, what a right answer holds, and where the documents say so.

A reference file is UTF-8 with one JSON object a line:
`{"id", "question", "history": [{"q", "a"}]?, "type", "group"?, "difficulty"?, "split"?, "gold": [{"source", "page"?,
"quote", "boxes"?}], "must_include": [[variant, …], …], "must_not_include": [variant, …], "reference_answer"}`.
A box is [left, top, right, bottom] as shares of the page from its upper left corner. Splits are "dev", for tuning, and
"test", which nobody tunes on.
Further keys are notes for people and are ignored. `evidence` and `doc` are read as other names of `gold` and `source`;
a question of the type "unanswerable" without a group belongs to "not_stated".
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from assistant.values import Question, Turn
from corpus.errors import InputError, PathNotFound
from eval.folding import fold

BUNDLED = Path(__file__).parent / "bundled.jsonl"

PageText = Callable[[str, int | None], str | None]
"""Text of a page by source and page number; the whole document for None; None where there is no such page."""


Box = tuple[float, float, float, float]


class Split(StrEnum):
    """What a reference may be used for."""

    DEV = "dev"
    TEST = "test"


class Group(StrEnum):
    """What the right behaviour is: to answer, or to refuse for the reason of the same name."""

    ANSWERABLE = "answerable"
    NOT_STATED = "not_stated"
    OUT_OF_SCOPE = "out_of_scope"
    NO_EVIDENCE = "no_evidence"


@dataclass(frozen=True, slots=True)
class Gold:
    """Words of a document that the right answer rests on.

    Attributes:
        source: The document's file name, or its beginning as far as a separator ("003" of "003_report.pdf").
        page: From 1, or None where it is not given or the format has no pages.
        quote: Contiguous in that page, up to folding.
        boxes: Where it stands on the page: left, top, right, bottom as shares of the page; empty where not given.
    """

    source: str
    page: int | None
    quote: str
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """One curated question.

    Attributes:
        id: Unique in its file.
        question: As a user would type it.
        history: Earlier turns, oldest first.
        type: What the question is about ("numeric", "gap", …), for the breakdown.
        group: Whether it can be answered, and if not, why.
        difficulty: "easy", "medium", "hard", or empty.
        gold: Where the documents say it; empty exactly where it cannot be answered.
        must_include: One tuple of accepted spellings for each fact a right answer states.
        must_not_include: Spellings of facts that are wrong.
        reference_answer: A right answer in a person's words.
        split: What it may be used for, or None where the file does not say.
    """

    id: str
    question: str
    history: tuple[Turn, ...]
    type: str
    group: Group
    difficulty: str
    gold: tuple[Gold, ...]
    must_include: tuple[tuple[str, ...], ...]
    must_not_include: tuple[str, ...]
    reference_answer: str
    split: Split | None = None

    @property
    def answerable(self) -> bool:
        """True where the documents hold the answer."""
        return self.group is Group.ANSWERABLE

    def as_question(self) -> Question:
        """The question with its history, as an asker takes it."""
        return Question(text=self.question, id=self.id, history=self.history)


@dataclass(frozen=True, slots=True)
class GoldProblem:
    """A gold quote that does not stand where its reference says.

    Attributes:
        reference_id: The reference it belongs to.
        gold: The quote and its place.
        problem: "no_page" where the source or its page is not there, "no_quote" where the page does not say it.
    """

    reference_id: str
    gold: Gold
    problem: str


class InvalidEvaluationFile(InputError):
    """A reference file or a report cannot be used. Facts: source, detail (Japanese), detail_en (English)."""

    en: ClassVar[str] = "“{source}” cannot be read: {detail_en}"


def _not_blank(text: str) -> str:
    if not fold(text):
        raise PydanticCustomError("blank", "is blank")
    return text


_Text = Annotated[str, AfterValidator(_not_blank)]
_Share = Annotated[float, Field(ge=0, le=1)]


class _Line(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _TurnLine(_Line):
    q: str
    a: str


class _GoldLine(_Line):
    source: _Text = Field(validation_alias=AliasChoices("source", "doc"))
    page: int | None = Field(default=None, ge=1)
    quote: _Text
    boxes: tuple[tuple[_Share, _Share, _Share, _Share], ...] = ()


class _ReferenceLine(_Line):
    id: _Text
    question: _Text
    history: tuple[_TurnLine, ...] = ()
    type: str
    group: Group | None = None
    difficulty: str = ""
    split: Split | None = None
    gold: tuple[_GoldLine, ...] = Field(validation_alias=AliasChoices("gold", "evidence"))
    must_include: tuple[Annotated[tuple[_Text, ...], Field(min_length=1)], ...]
    must_not_include: tuple[_Text, ...]
    reference_answer: str

    @model_validator(mode="after")
    def _agrees_with_group(self) -> "_ReferenceLine":
        answerable = self.resolved_group() is Group.ANSWERABLE
        if answerable and not self.gold:
            raise PydanticCustomError("gold_missing", "an answerable question needs gold quotes")
        if answerable and not self.must_include:
            raise PydanticCustomError("facts_missing", "an answerable question needs must_include")
        if not answerable and self.gold:
            raise PydanticCustomError("gold_unwanted", "a question without an answer has no gold quotes")
        return self

    def resolved_group(self) -> Group:
        if self.group is not None:
            return self.group
        return Group.NOT_STATED if self.type == "unanswerable" else Group.ANSWERABLE

    def as_reference(self) -> Reference:
        return Reference(
            id=self.id,
            question=self.question,
            history=tuple(Turn(question=turn.q, answer=turn.a) for turn in self.history),
            type=self.type,
            group=self.resolved_group(),
            difficulty=self.difficulty,
            gold=tuple(Gold(g.source, g.page, g.quote, g.boxes) for g in self.gold),
            must_include=self.must_include,
            must_not_include=self.must_not_include,
            reference_answer=self.reference_answer,
            split=self.split,
        )


_JAPANESE = {
    "json_invalid": "JSONとして読めません",
    "model_type": "JSONのオブジェクトではありません",
    "missing": "項目がありません",
    "blank": "空です",
    "string_type": "文字列ではありません",
    "int_type": "整数ではありません",
    "greater_than_equal": "1以上の整数にしてください",
    "tuple_type": "配列ではありません",
    "too_short": "配列が空です",
    "enum": "使えない値です（" + "、".join((*Group, *Split)) + " のいずれか）",
    "less_than_equal": "1以下の数にしてください",
    "gold_missing": "回答できる質問には gold が必要です",
    "facts_missing": "回答できる質問には must_include が必要です",
    "gold_unwanted": "回答できない質問に gold は置けません",
}


def parse_references(text: str, *, source: str) -> tuple[Reference, ...]:
    """The references of a file's text, in its order; blank lines are skipped.

    Raises:
        InvalidEvaluationFile: a line is no reference, an id comes twice, or there is no reference at all.
    """
    lines_by_id: dict[str, int] = {}
    references = []
    # Not splitlines(): U+2028 and the like may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        reference = _parse_line(line, source=source, number=number)
        first = lines_by_id.setdefault(reference.id, number)
        if first != number:
            raise InvalidEvaluationFile(
                source=source,
                detail=f"{number}行目：id「{reference.id}」は{first}行目と重複しています",
                detail_en=f"line {number}: id “{reference.id}” stands in line {first} already",
            )
        references.append(reference)
    if not references:
        raise InvalidEvaluationFile(source=source, detail="質問が1件もありません", detail_en="it holds no question")
    return tuple(references)


def _parse_line(line: str, *, source: str, number: int) -> Reference:
    try:
        return _ReferenceLine.model_validate_json(line).as_reference()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        japanese = _JAPANESE.get(first["type"], "値が正しくありません")
        place = _place(first)
        raise InvalidEvaluationFile(
            source=source,
            detail=f"{number}行目：{place}{japanese}",
            detail_en=f"line {number}: {place}{first['msg']}",
        ) from error


def _place(error: ErrorDetails) -> str:
    """The key of the error as a person would point at it ("gold[0].quote: "), or nothing for the line as a whole."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"])
    return f"{path.removeprefix('.')}: " if path else ""


def load_references(path: Path, split: Split | None = None) -> tuple[Reference, ...]:
    """The references of a file, in its order; only those of a split where one is given.

    Raises:
        PathNotFound: there is no such file.
        InvalidEvaluationFile: it cannot be read, is not UTF-8, or a line is no reference.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise PathNotFound(path=path) from error
    except UnicodeDecodeError as error:
        raise InvalidEvaluationFile(
            source=path.name, detail="UTF-8ではありません", detail_en="it is not UTF-8"
        ) from error
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise InvalidEvaluationFile(source=path.name, detail=detail, detail_en=detail) from error
    references = parse_references(text, source=path.name)
    if split is None:
        return references
    chosen = tuple(reference for reference in references if reference.split is split)
    if not chosen:
        raise InvalidEvaluationFile(
            source=path.name,
            detail=f"分割「{split}」の質問がありません",
            detail_en=f"it holds no question of the split “{split}”",
        )
    return chosen


def names_source(name: str, source: str) -> bool:
    """True where a reference's name of a document means the file: its whole name, or its beginning up to a separator.

    Compared without regard to case and Unicode normal form; "003" means "003_report.pdf" but not "0031.pdf".
    """
    wanted, actual = (unicodedata.normalize("NFKC", text).casefold() for text in (name, source))
    return actual == wanted or (actual.startswith(wanted) and not actual[len(wanted)].isalnum())


def check_gold(references: Iterable[Reference], page_text: PageText) -> tuple[GoldProblem, ...]:
    """The gold quotes that do not stand where their references say, in order; empty where all is well.

    Args:
        references: Those to check.
        page_text: Text of a page by source and number.
    """
    problems = []
    for reference in references:
        for gold in reference.gold:
            text = page_text(gold.source, gold.page)
            if text is None:
                problems.append(GoldProblem(reference.id, gold, "no_page"))
            elif fold(gold.quote) not in fold(text):
                problems.append(GoldProblem(reference.id, gold, "no_quote"))
    return tuple(problems)
