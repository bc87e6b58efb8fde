"""Targets to classified rows: labels, advice, what is told of the row itself."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from assistant.targets.advice import advise, contradictions
from assistant.targets.learned import ModelLabeller
from assistant.targets.memory import RememberingLabeller
from assistant.targets.model import FILE_NAME, load_model
from assistant.targets.names import member_key
from assistant.targets.results import check_writable, write_classifications
from assistant.targets.scope import scope_of
from assistant.targets.sheets import read_sheet
from assistant.targets.values import (
    Category,
    Classification,
    ClassifySummary,
    Figure,
    Indicator,
    Kind,
    Label,
    Labeller,
    Level,
    Target,
)
from corpus.corrections import correction_key, load_corrections
from corpus.errors import UsageError
from corpus.protocols import Embedder

# A target is a few sentences; what is behind this is an attachment and is not read for the label.
_MAX_CHARS: Final = 2000
_TOO_LONG: Final = "目標の文が長すぎるため、先頭の2,000文字だけで判定しました。目標の部分に絞って記載してください。"
_FOREIGN: Final = "日本語・英語以外の文字が多いため、判定が確かではありません。日本語でご記入ください。"
_NOTHING: Final = Label(Category.NONE, (), Kind.QUALITATIVE, Level(), 0.0, (), needs_review=True)


@dataclass(frozen=True, slots=True)
class ClassifyOptions:
    """How a sheet is read and labelled.

    Attributes:
        mapping: Fields (text, member, industry, id) whose column the user names.
        sheet: Name of the workbook's sheet, or None.
        home: Folder of a library whose corrections and model count, or None.
        load: Loads the embedder when a text needs it, or None to do without.
    """

    mapping: Mapping[str, str] | None = None
    sheet: str | None = None
    home: Path | None = None
    load: Callable[[], Embedder] | None = None


def default_labeller(options: ClassifyOptions) -> Labeller:
    """The labeller that a library has learnt, or the packaged one, with what people corrected before.

    Raises:
        LibraryError: the registry cannot be read.
        InputError: the library's model is damaged.
    """
    home = options.home
    path = home / FILE_NAME if home else None
    model = load_model(path) if path and path.is_file() else None
    labeller: Labeller = ModelLabeller(model, options.load)
    corrections = load_corrections(home) if home else ()
    return RememberingLabeller(labeller, corrections) if corrections else labeller


def classify_targets(
    targets: Iterable[Target], *, labeller: Labeller | None = None, today: date | None = None
) -> tuple[Classification, ...]:
    """Every target with its label and advice, in the order given.

    A target without text, or with a problem, is "other" with confidence 0 and asks for review. `today` decides whether
    a target year has passed; without it, the day it is in UTC.
    """
    rows = tuple(targets)
    chosen = labeller or ModelLabeller()
    day = today or datetime.now(tz=UTC).date()
    readable = [t for t in rows if t.text.strip() and t.problem is None]
    labels = dict(zip(map(id, readable), chosen.label_all([_shortened(t) for t in readable]), strict=True))
    twins = _twins(rows)
    found = [_classify(t, labels.get(id(t), _NOTHING), twins.get(id(t)), day) for t in rows]
    clashes = contradictions(found)
    return tuple(
        replace(row, advice=(*row.advice, *clashes[number]), needs_review=True) if number in clashes else row
        for number, row in enumerate(found)
    )


def refuse_same_file(out: Path, *sources: Path) -> None:
    """Does nothing where a result goes into another file than those it is made of.

    Raises:
        UsageError: it would take the place of one of them.
    """
    if out.resolve() in {source.resolve() for source in sources}:
        raise UsageError(detail="入力と同じファイルには書き出せません。--out に別の名前を指定してください。")


def classify_file(
    source: Path, out: Path, *, labeller: Labeller | None = None, options: ClassifyOptions | None = None
) -> ClassifySummary:
    """Read a sheet, classify every row, write the result; the counts come back.

    Raises:
        PathNotFound: there is no such sheet.
        UsageError: one of the two has a format that is not supported, both are the same file, or a column or sheet that
            was named is not there.
        InputError: the sheet cannot be read, or no column holds the targets.
        OutputError: the result cannot be written.
        LibraryError: the corrections cannot be read.
    """
    check_writable(out)
    refuse_same_file(out, source)
    chosen = options or ClassifyOptions()
    sheet = read_sheet(source, chosen.mapping, chosen.sheet)
    rows = classify_targets(sheet.targets, labeller=labeller or default_labeller(chosen))
    write_classifications(rows, out)
    indicators, kinds = Counter(row.indicator for row in rows), Counter(row.kind for row in rows)
    return ClassifySummary(
        source=source.name,
        out=str(out),
        n_rows=len(rows),
        n_review=sum(row.needs_review for row in rows),
        by_indicator=tuple((indicator, indicators[indicator]) for indicator in Indicator),
        by_kind=tuple((kind, kinds[kind]) for kind in Kind),
        tables=sheet.tables,
        columns=sheet.columns,
        passed_over=sheet.passed_over,
    )


def _classify(target: Target, label: Label, twin: int | None, today: date) -> Classification:
    remarks = [
        *([f"{twin}行目と会員・内容が同じです。重複していないかご確認ください。"] if twin is not None else []),
        *([target.note] if target.note else []),
        *([_TOO_LONG] if len(target.text) > _MAX_CHARS else []),
        *([_FOREIGN] if _is_foreign(target.text) else []),
    ]
    return Classification(
        row=target.row,
        id=target.id,
        member=target.member,
        industry=target.industry,
        text=target.text,
        indicator=label.category.indicator,
        secondary=label.secondary,
        category=label.category,
        kind=label.kind,
        value=label.level.value,
        unit=label.level.unit,
        direction=label.level.direction,
        base_year=label.level.base_year,
        target_year=label.level.target_year,
        confidence=label.confidence,
        needs_review=label.needs_review or len(target.text) > _MAX_CHARS or _is_foreign(target.text),
        cues=label.cues,
        advice=(*advise(target, label, today), *remarks),
        scope=scope_of(target.text) or None,
        targets=_figures(target, label),
    )


def _figures(target: Target, label: Label) -> tuple[Figure, ...]:
    """The main figure and the others of a text; a main one that a person set does not come twice."""
    level = label.level
    if level.value is None:
        return label.others
    scope = scope_of(target.text) or None
    years = (level.base_year, level.target_year)
    main = Figure(label.category, level.value, level.unit, level.direction, *years, scope)
    same = (main.category, main.value, main.unit)
    return (main, *(f for f in label.others if (f.category, f.value, f.unit) != same or f.target_year != years[1]))


def _twins(rows: Sequence[Target]) -> dict[int, int]:
    """The row of the first target with the same member and text, for each later one."""
    first: dict[tuple[str, str], int] = {}
    twins: dict[int, int] = {}
    for target in rows:
        if target.text and target.problem is None:
            key = (member_key(target.member), correction_key(target.text))
            if key in first:
                twins[id(target)] = first[key]
            else:
                first[key] = target.row
    return twins


def _is_foreign(text: str) -> bool:
    """True where neither Japanese nor Latin letters make up most of the letters."""
    letters = [c for c in text[:500] if c.isalpha()]
    known = sum(c < "ɐ" or "ぁ" <= c <= "ヿ" or "一" <= c <= "鿿" or "！" <= c <= "ﾟ" for c in letters)
    return len(letters) >= 5 and known < len(letters) / 2


def _shortened(target: Target) -> Target:
    return replace(target, text=(target.text + target.context)[:_MAX_CHARS])
