"""Which part a statement plays in a roadmap: the state to be reached, the present, the gap, a challenge, an action.

What a table's column says is believed first, then what a label in front of the statement says, then the headings above
it from the innermost outwards, and last the wording of the sentence itself.
"""

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from corpus.values import BlockKind, Statement
from ingest.normalization import normalize


class Role(StrEnum):
    """What a statement is about."""

    TO_BE = "to_be"
    AS_IS = "as_is"
    GAP = "gap"
    CHALLENGE = "challenge"
    ACTION = "action"


class Basis(IntEnum):
    """What a role rests on; a higher one is firmer."""

    WORDING = 1
    HEADING = 2
    LABEL = 3
    COLUMN = 4


@dataclass(frozen=True, slots=True)
class RoleReading:
    """A role and what it rests on."""

    role: Role
    basis: Basis


# Names of the roles in headings, column heads and labels, over normalised text without white space. "目標" alone names
# a state to be reached only together with wording that looks ahead: many headings speak of targets as things to submit.
_NAMES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.GAP, re.compile(r"ギャップ|乖離|隔たり|埋めるべき差|との差")),
    (
        Role.TO_BE,
        re.compile(
            r"(?:ある|あり)(?:べき|たい)(?:姿|循環|状態)|(?:目指|めざ)す(?:べき)?(?:姿|こと|方向|状態)|望ましい(?:姿|状態)|"
            r"将来像|理想|ビジョン(?!・ロードマップ|検討)|ありたい姿"
        ),
    ),
    (Role.AS_IS, re.compile(r"現状|現況|実態|(?:今|いま|現在)の(?:姿|状態|状況|日本)|取り巻く(?:状況|環境)")),
    (Role.CHALLENGE, re.compile(r"課題|問題|宿題|障壁|障害|ボトルネック|論点|壁$|不足$")),
    (
        Role.ACTION,
        re.compile(
            r"取り組む(?:べき)?こと|取り?組み?|施策|対策|方策|打ち手|アクション|対応(?:策|方針|の方向)|^対応$|備え$|何をするか|"
            r"手段$|(?:今後|これから)の進め方|今後の(?:予定|方向|対応)|方向性|支援$|支援(?:策|の内容)"
        ),
    ),
)
# What may follow the name of a role for a heading to announce it: 「課題の整理」 does, 「課題どうしの関係」 does not.
_NAME_ENDS = re.compile(
    r"$|[(（「」:：・、と及/／別]|ごと|一覧|について|の(?:姿|整理|概要|まとめ|方向|一覧|要点|内容|分析|対照|例)"
)
_TARGET_NAME = re.compile(r"目標(?:値|水準)?$|^(?:数値)?目標")
_LOOKS_AHEAD = re.compile(r"目標|目指|めざ|までに|目途|めど|へ(?:広げ|高め|増や|減ら)|実質ゼロ")
# Columns that go on with what the column before them began.
_CONTINUES = re.compile(r"^(?:内容|説明|詳細|概要|具体的な内容)$")

# Wording of single sentences; careful: better none than a wrong one.
_WORDING: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.GAP, re.compile(r"ギャップ(?:が|は|を|と|に|で)|乖離(?:が|し)|隔たりが|との差が|後れを取")),
    (
        Role.CHALLENGE,
        re.compile(
            r"課題(?:で(?:ある|す|あり)|と(?:なっ|さ)|が(?:あ|残)|は)|不足し|足りな|足りず|困難で|難し(?:い|く)|妨げ|"
            r"ボトルネック|乏し|整っていな|壁に|不可欠で|欠かせな|未整備|老朽化"
        ),
    ),
    (
        Role.TO_BE,
        re.compile(
            r"目指(?:す|し|して)|目標(?:とする|とし|を(?:置|掲|定)|は|に掲げ)|(?:20|21)\d\d年度?までに|将来像|"
            r"あるべき姿(?:は|と)"
        ),
    ),
    (
        Role.AS_IS,
        re.compile(
            r"現状|現在(?:は|、|の)|現時点|にとどまる|にすぎない|に過ぎない|依存して|進んでいな|進みつつ|割合は|を占め|"
            r"輸出され(?:て|る)|に頼[るっ]"
        ),
    ),
    (
        Role.ACTION,
        re.compile(
            r"(?:推進|整備|支援|検討|実施|構築|促進|強化|導入|策定|展開|育成|後押し)(?:する|していく|を(?:行う|進め|図る))|"
            r"に?取り組(?:む|んで)|を進める"
        ),
    ),
)
# Sentences that report what a body did: 「現状と課題を整理した」 tells of no present and of no challenge.
_REPORTED = re.compile(
    r"(?:実施|策定|整理|検討|確認|議論|進め|開催|共有|説明|調査|募集|示|行|取りまとめ|まとめ|述べ|記載|掲載)(?:いた)?"
    r"(?:し|っ|)(?:た|ました|ている|ております)(?:[(（][^)）]{0,20}[)）])?。?$|(?:に|を|は)(?:示す|記す|まとめる)。?$"
)
# Headings whose contents are about the document itself, or name people, dates and sources.
_ASIDE = re.compile(
    r"出典|参考(?:文献|資料)|目次|凡例|開催(?:実績|記録|概要|状況)|の見方|名簿|委員一覧|参加者|有識者|日程|略歴|謝辞|奥付"
)
# What a cell holds instead of nothing: dashes, 「なし」, 「（図に記載なし）」.
_NOTHING = re.compile(r"[-－—–―…/／*\s]*|[((（［\[]?(?:図に)?(?:記載)?(?:なし|無し)[))）］\]]?|同上|n/?a")
_BULLET = re.compile(r"^[\s※●■◆◇○•・▶►➢✓*-]+")
_NUMBERING = re.compile(r"^(?:[(（]?\d{1,2}[.)）．]\s*(?=\D)|[①-⑳]\s*)")
_LABEL = re.compile(r"^(.{1,14}?)[::]")
_SPACE = re.compile(r"\s+")


def role_of_name(name: str) -> Role | None:
    """The one role that a heading, a column head or a label names; None where it names none or several."""
    folded = _fold(name)
    named = [
        role for role, pattern in _NAMES if any(_NAME_ENDS.match(folded, m.end()) for m in pattern.finditer(folded))
    ]
    return named[0] if len(named) == 1 else None


def cell_roles(statement: Statement) -> tuple[tuple[Role, str], ...]:
    """The cells of a table row whose columns name a role, as (role, text), in the order of the columns.

    A column like 「内容」 right behind such a column joins it: 「課題｜内容」 gives one challenge "廃棄：6割が…".
    Empty cells, and dashes and brackets that stand for "nothing here", are left out.
    """
    if statement.kind is not BlockKind.ROW or len(statement.head) != len(statement.cells):
        return ()
    found: list[tuple[Role, str]] = []
    joins = False
    for head, cell in zip(statement.head, statement.cells, strict=True):
        role, text = _column_role(head), clean_cell(cell)
        if joins and role is None and _CONTINUES.match(_fold(head)) and text:
            found[-1] = (found[-1][0], f"{found[-1][1]}：{text}")
        elif role is not None and text:
            found.append((role, text))
        joins = role is not None and bool(text)
    return tuple(found)


def row_label(statement: Statement) -> str | None:
    """What a table row is about: its first cell, where that column names no role and is no number; else None."""
    if not statement.cells or len(statement.head) != len(statement.cells) or _column_role(statement.head[0]):
        return None
    label = clean_cell(statement.cells[0])
    if not label or label.isdigit():
        return (
            clean_cell(statement.cells[1]) if len(statement.cells) > 2 and not _column_role(statement.head[1]) else None
        )
    return label


def role_of(statement: Statement, section: tuple[str, ...]) -> RoleReading | None:
    """The role of a statement that stands under the headings `section` (outermost first), or None.

    Headings, captions and notes have none, and what stands under 「出典」 and the like has none.
    """
    if statement.kind in {BlockKind.HEADING, BlockKind.CAPTION, BlockKind.NOTE} or is_aside(section):
        return None
    if statement.kind is BlockKind.ROW:
        roles = {role for role, _ in cell_roles(statement)}
        return RoleReading(roles.pop(), Basis.COLUMN) if len(roles) == 1 else None
    if _is_table_head(statement.text):
        return None
    label = _LABEL.match(normalize(bare(statement.text)))
    labelled = _label_role(label[1]) if label else None
    if labelled:
        return RoleReading(labelled, Basis.LABEL)
    worded = role_of_wording(statement.text)
    if is_report(statement.text):
        return RoleReading(worded, Basis.WORDING) if worded is Role.CHALLENGE else None
    for name in (*reversed(statement.head), *reversed(section)):
        role = role_of_name(name)
        if role is None and _TARGET_NAME.search(_fold(name)) and _LOOKS_AHEAD.search(statement.text):
            role = Role.TO_BE
        if role:
            return RoleReading(_weigh(role, worded), Basis.HEADING)
    return RoleReading(worded, Basis.WORDING) if worded else None


def is_report(text: str) -> bool:
    """True where a sentence reports what was done on the way: meetings held, findings put in order, tables shown."""
    return bool(_REPORTED.search(_fold(text)))


def role_of_wording(text: str) -> Role | None:
    """The role that the words of one sentence speak for, or None."""
    folded = _fold(text)
    return next((role for role, pattern in _WORDING if pattern.search(folded)), None)


def is_aside(section: tuple[str, ...]) -> bool:
    """True under headings that hold no contents of the matter: sources, people, dates."""
    return any(_ASIDE.search(_fold(heading)) for heading in section[-2:])


def clean_cell(text: str) -> str:
    """A cell as a person reads it on one line: bullets in front gone, those between joined by "／"; "" for none."""
    parts = [bare(part) for part in re.split(r"[●■◆◇•➢✓]", text)]
    joined = "／".join(part for part in parts if part)
    return "" if _NOTHING.fullmatch(joined.lower()) else joined


def bare(text: str) -> str:
    """Text without the bullet or the number of a list in front of it."""
    return _NUMBERING.sub("", _BULLET.sub("", text)).strip()


def _weigh(by_heading: Role, by_wording: Role | None) -> Role:
    """A chapter on the present also names what is lacking: there the sentence's own word for trouble counts."""
    return by_wording if by_heading is Role.AS_IS and by_wording is Role.CHALLENGE else by_heading


def _is_table_head(text: str) -> bool:
    """True for the head of a table that was read as a line: 「観点 目指す姿 今の状態 課題」."""
    words = text.split()
    return len(words) > 1 and sum(role_of_name(word) is not None for word in words) * 2 >= len(words)


def _column_role(head: str) -> Role | None:
    if re.match(r"(?:関わる|関連する|対応する)(?:課題|目標|あるべき姿)", _fold(head)):  # refers to another table
        return None
    role = role_of_name(head)
    return Role.TO_BE if role is None and re.fullmatch(r"(?:\d{4}年(?:度)?の)?目標(?:値|水準)?", _fold(head)) else role


def _label_role(label: str) -> Role | None:
    return Role.TO_BE if re.search(r"目標$", _fold(label)) else role_of_name(label)


def _fold(text: str) -> str:
    return _SPACE.sub("", normalize(text))
