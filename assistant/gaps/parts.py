"""What a statement gives to a gap table: texts with the role each plays there."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.figures import period_start
from assistant.findings import Finding
from assistant.gaps.actors import as_line, target_year, when, who
from corpus.values import BlockKind, Role
from ingest.roles import bare, clean_cell, is_aside, is_report, roles_of_column, roles_of_name, row_label
from ingest.roles.cues import Array, Unit
from ingest.roles.model import packaged_model
from ingest.roles.names import roles_of_label
from ingest.years import find_years

# A statement stands in one place of the table: that of the role which says most.
BY_WEIGHT = (Role.GAP, Role.TO_BE, Role.CHALLENGE, Role.ACTION, Role.AS_IS)
_MIN_CHARS, _MAX_CHARS = 8, 400
_MIN_SIDE_CHARS = 14  # a shorter side is the crumb of a slide
_MIN_CELL_CHARS = 16
_ROLES = tuple(Role)
_LONG_CHARS = 110  # from here on a sentence may say several things, one after another
# Where a long Japanese sentence says the next thing.
_CLAUSE = re.compile(
    r"(?:であり|ており|であって|ないが|るが|いが|だが|すが|一方で?|においては|にとどまらず|ることから|いことから|るため|たため|し)、"
    r"|(?<=[るいただす])\s+(?=[一-龥ァ-ヶぁ-ん])|(?<!いう)。(?=.)"
)
_MAX_ACTING_CHARS = 40
# A sentence that says there is, or will be, a vision says nothing of what it is.
_ANNOUNCED = re.compile(
    r"(?:姿|ビジョン|将来像|目標|ロードマップ|方向性)(?:等|など|案)?を(?:提示|整理|検討|策定|作成|示|描|共有)"
)
_DIGIT = re.compile(r"\d")
_STRETCH = re.compile(r"[～〜~－-]")
_LABEL = re.compile(r"^(.{1,14}?)[:：]\s*")
_IS_SO = re.compile(r"(?:いる|いた|ある|傾向|状況|有する)。?$")
_WORDS = re.compile(r"[一-龥ぁ-んァ-ヶー]")
_HANGING = re.compile(r"(?:[はがをにでとものやへ、]|など|通じた|による|に向けた|ための|について)$")


@dataclass(frozen=True, slots=True)
class Part:
    """A text with its role, on its way into a cell.

    Attributes:
        finding: The statement it comes from.
        role: One of `BY_WEIGHT`.
        text: As a person reads it.
        acting: Who and when, as one line, or "".
        year: By when, of a state to be reached, or None.
        is_named: A column's name says the role, which is firmer than the words.
    """

    finding: Finding
    role: Role
    text: str
    acting: str = ""
    year: int | None = None
    is_named: bool = False

    @property
    def label(self) -> str | None:
        """What the table row is about that it stands in, or None."""
        return row_label(self.finding.statement) if self.finding.statement.kind is BlockKind.ROW else None


def parts_of(finding: Finding) -> tuple[Part, ...]:
    """What a statement gives to the table: the cells of a row, the clauses of a long sentence, or itself.

    Nothing where it plays no role here, reports the making of the document, breaks off, or is hardly words at all.
    """
    statement = finding.statement
    if is_aside(finding.section):
        return ()
    if statement.kind is BlockKind.ROW and statement.cell_roles:
        return tuple(_of_row(finding))
    text = _without_label(bare(statement.text))
    role = _role_of(finding)
    if role is None or not _is_readable(text) or (statement.kind is BlockKind.ROW and _DIGIT.search(text)):
        return ()  # a row without columns is most often what a chart left behind
    parts = tuple(_of_clauses(finding, text)) if len(text) > _LONG_CHARS else ()
    if role in {Role.TO_BE, Role.AS_IS} and len(text) < _MIN_SIDE_CHARS:
        return ()
    parts = parts or ((_part(finding, role, text),) if not is_report(text) else ())
    return tuple(part for part in parts if part.role is not Role.TO_BE or not _ANNOUNCED.search(part.text))


def _without_label(text: str) -> str:
    """A statement without the label in front of it that only names its role: 「何をするか：…」."""
    label = _LABEL.match(text)
    return text[label.end() :] if label and roles_of_label(label[1]) else text


def weightiest(roles: Sequence[Role]) -> Role | None:
    """The role by which a statement finds its place in the table, or None."""
    return next((role for role in BY_WEIGHT if role in roles), None)


def _role_of(finding: Finding) -> Role | None:
    """The weightiest role of a statement; what is so now and done as well (「…を生産している」) is the present."""
    roles = finding.statement.roles
    role = weightiest(roles)
    if role is Role.TO_BE and Role.DEFINITION in roles and not find_years(finding.statement.text):
        return None  # it says what a kind of target is, and aims at nothing
    if role is Role.AS_IS and Role.DEFINITION in roles:
        return None  # what a thing is by definition is no state of affairs
    if role is Role.ACTION and Role.AS_IS in roles:
        headings = [roles_of_name(heading) for heading in reversed(finding.section)]
        named = next((names for names in headings if {Role.ACTION, Role.AS_IS} & {*names}), ())  # the nearest decides
        if Role.ACTION not in named and (Role.AS_IS in named or _IS_SO.search(finding.statement.text)):
            return Role.AS_IS
    return role


def labelled(part: Part) -> Part:
    """A cell that stands without its row takes the row's label along."""
    label = part.label
    return replace(part, text=f"{label}：{part.text}") if label and label not in part.text else part


def _of_row(finding: Finding) -> Iterator[Part]:
    """The cells of a table row that have a role; of a row whose other columns are years, what stands there as well."""
    statement = finding.statement
    cells = list(zip(statement.head, map(clean_cell, statement.cells), statement.cell_roles, strict=True))
    periods = [(head, text) for head, text, _ in cells if text and period_start(head)]
    bodies = tuple(text for head, text, _ in cells if text and Role.ACTOR in roles_of_column(head))
    times = tuple(text for head, text, _ in cells if text and Role.TIMING in roles_of_column(head))
    if any(len(text) > _MAX_ACTING_CHARS for text in (*bodies, *times)):
        bodies, times = who(" ".join(bodies)), when(" ".join(times))
    acting = as_line(bodies, times)
    parts: list[Part] = []
    any_named = any(weightiest(roles_of_column(head)) for head in statement.head)
    for head, text, roles in cells:
        role, named = weightiest(roles), bool(roles_of_column(head))
        if role is None or not text or period_start(head):
            continue
        if not named:
            if not any_named and len(text) >= _MIN_CELL_CHARS:
                parts.extend(_of_cell(finding, head, text, roles))
            continue
        if parts and parts[-1].role is role and _goes_on(head):
            parts[-1] = replace(parts[-1], text=f"{parts[-1].text}：{text}")
            continue
        year = target_year(text, (head, *reversed(finding.section)), _year_of(finding)) if role is Role.TO_BE else None
        parts.append(Part(finding, role, text, acting, year, is_named=named))
    if len(periods) > 0 and sum(period_start(head) is not None for head in statement.head) > 1 and parts:
        spans = "／".join(f"{head} {text}" for head, text in periods)
        span = periods[0][0] if len(periods) == 1 else f"{periods[0][0]}～{_STRETCH.split(periods[-1][0])[-1]}"
        parts[-1] = replace(parts[-1], text=f"{parts[-1].text}：{spans}", acting=as_line(bodies, (span,)))
    yield from parts


def _of_cell(finding: Finding, head: str, text: str, roles: Sequence[Role]) -> Iterator[Part]:
    """What a cell says whose column names no role: each of its pieces by its words, long ones by their clauses."""
    pieces = text.split("／")
    near = (head,) if head else ()
    scores = packaged_model().scores([Unit(piece, BlockKind.ITEM, finding.section, near) for piece in pieces])
    for piece, row in zip(pieces, scores, strict=True):
        role = _strongest(row, {*roles}) if len(pieces) > 1 else weightiest(roles)
        if role is None or (role is Role.AS_IS and Role.DEFINITION in roles) or not _is_readable(piece):
            continue
        clauses = tuple(_of_clauses(finding, piece)) if len(piece) > _LONG_CHARS else ()
        yield from clauses or (_part(finding, role, piece),)


def _year_of(finding: Finding) -> int | None:
    return finding.evidence.document.year


def _goes_on(head: str) -> bool:
    return head in {"内容", "説明", "詳細", "概要", "具体的な内容"}


def _of_clauses(finding: Finding, text: str) -> Iterator[Part]:
    """The clauses of a long sentence that play different roles; nothing where all play one."""
    cuts = [0, *(m.end() for m in _CLAUSE.finditer(text)), len(text)]
    clauses = [text[a:b] for a, b in pairwise(cuts) if b > a]
    if len(clauses) < 2:
        return
    kind, near = finding.statement.kind, finding.statement.head
    scores = packaged_model().scores([Unit(clause, kind, finding.section, near) for clause in clauses])
    # A clause by itself may seem to wish or to lack what the whole does not; what is so may stand inside anything.
    own = {*finding.statement.roles, Role.AS_IS}
    runs = _runs(clauses, [_strongest(row, own) for row in scores])
    if len({role for role, _ in runs}) < 2:
        return
    for number, (role, run) in enumerate(runs):
        told = run.rstrip("、")
        if not is_report(told) and _is_readable(told, is_cut=True):
            ending = "" if text.endswith(run) else "…"
            yield _part(finding, role, ("…" if number else "") + told + ending)


def _strongest(scores: Array, own: AbstractSet[Role]) -> Role | None:
    """The role for which most speaks among those a clause may have, or None."""
    able = [role for role in BY_WEIGHT if role in own and scores[_ROLES.index(role)] >= 0]
    return max(able, key=lambda role: scores[_ROLES.index(role)], default=None)


def _runs(clauses: Sequence[str], roles: Sequence[Role | None]) -> list[tuple[Role, str]]:
    """Neighbouring clauses of one role joined; one without a role leads into the next, and is left out at the end."""
    runs: list[tuple[Role, str]] = []
    leading = ""
    for clause, role in zip(clauses, roles, strict=True):
        if role is None:
            leading += clause
        elif runs and runs[-1][0] is role:
            runs[-1] = (role, runs[-1][1] + leading + clause)
            leading = ""
        else:
            runs.append((role, leading + clause))
            leading = ""
    return runs


def _part(finding: Finding, role: Role, text: str) -> Part:
    roles = finding.statement.roles
    acts = role in {Role.ACTION, Role.TO_BE}
    bodies = who(text) if acts else ()
    times = when(text) if acts and Role.TIMING in roles else ()
    year = target_year(text, tuple(reversed(finding.section)), _year_of(finding)) if role is Role.TO_BE else None
    return Part(finding, role, text, as_line(bodies, times), year)


def _is_readable(text: str, *, is_cut: bool = False) -> bool:
    """False for crumbs, walls of text, figures of a chart, and what the page breaks off; a clause may break off."""
    if not _MIN_CHARS <= len(text) <= _MAX_CHARS or (not is_cut and _HANGING.search(text)):
        return False
    if is_cut and any(text.count(opening) != text.count(closing) for opening, closing in ("「」", "（）", "()")):
        return False
    return len(_WORDS.findall(text)) * 2 > len("".join(text.split()))
