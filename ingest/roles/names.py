"""Roles that the names of headings, of columns and of labels announce."""

import re
from functools import lru_cache

from corpus.values import Role
from ingest.normalization import compact

# Names of the roles, over normalised text without white space. "目標" alone names a state to be reached only together
# with wording that looks ahead: many headings speak of targets as things to submit.
_NAMES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.GAP, re.compile(r"ギャップ|乖離|隔たり|埋めるべき差|との差")),
    (
        Role.TO_BE,
        re.compile(
            r"(?:ある|あり)(?:べき|たい)(?:姿|循環|状態)|(?:目指|めざ)す(?:べき)?(?:姿|こと|方向|状態)|望ましい(?:姿|状態)|"
            r"将来像|理想|ビジョン(?!・ロードマップ|検討)|ありたい姿|絵姿"
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
    (Role.INDICATOR, re.compile(r"指標|kpi|kgi|実績(?!報告|調査)|モニタリング|件数$|割合$|比率$|[率量額数]$")),
    (
        Role.BUDGET,
        re.compile(
            r"予算(?:案|額)?|事業費|補助(?:率|額|上限|対象経費|金額)|財源|概算要求|交付(?:額|金)|経費$|投資額|資金(?:計画|調達)"
        ),
    ),
    (
        Role.TIMING,
        re.compile(
            r"時期|期限|期間|日程|スケジュール|工程|年限|期日|開催日|日時|開催(?:実績|経過|状況)|マイルストーン|タイムライン|いつ|"
            r"年次計画|年度別"
        ),
    ),
    (
        Role.DEFINITION,
        re.compile(
            r"定義|用語|とは$|意味|算定(?:方法|式)|計算(?:方法|式)|算出方法|適用範囲|対象(?:者|範囲|要件)|要件|考え方$|何を測るか"
        ),
    ),
    (
        Role.ACTOR,
        re.compile(
            r"主体(?!的)|担当|所管|実施(?:者|機関|体制)|推進(?:者|体制)|役割|責務|(?:誰|だれ)が|担い手$|事務局$|実施団体|関係者$"
        ),
    ),
)
_INDICATOR = re.compile(r"指標|kpi|kgi|実績|モニタリング")
# What may follow the name of a role for a heading to announce it: 「課題の整理」 does, 「課題どうしの関係」 does not.
_NAME_ENDS = re.compile(
    r"$|[(（「」:：・、と及/／別]|ごと|一覧|について|の(?:姿|整理|概要|まとめ|方向|一覧|要点|内容|分析|対照|例)"
)
_TARGET = re.compile(r"目標(?:値|水準)?$|^(?:数値)?目標")
# Headings whose contents are about the document itself, or name people and sources.
_ASIDE = re.compile(
    r"出典|参考(?:文献|資料)|目次|凡例|開催(?:実績|記録|概要|状況)|の見方|名簿|委員一覧|参加者|有識者|日程|略歴|謝辞|奥付"
)
_REFERS = re.compile(r"(?:関わる|関連する|対応する)(?:課題|目標|あるべき姿)")
_COLUMN_TARGET = re.compile(r"(?:\d{4}年(?:度)?の?)?目標(?:値|水準)?(?:[(（].*)?|.*成果目標")


@lru_cache(maxsize=4096)
def roles_of_name(name: str) -> tuple[Role, ...]:
    """The roles that a heading, a column head or a label names, in the order of `Role`; 「現状と課題」 names two."""
    folded = compact(name)
    named = {
        role for role, pattern in _NAMES if any(_NAME_ENDS.match(folded, m.end()) for m in pattern.finditer(folded))
    }
    if len(named) > 1 and Role.INDICATOR in named and not _INDICATOR.search(folded):
        named.discard(Role.INDICATOR)  # 予算額 is a budget
    return tuple(role for role in Role if role in named)


def role_of_name(name: str) -> Role | None:
    """The one role that a name names; None where it names none or several."""
    named = roles_of_name(name)
    return named[0] if len(named) == 1 else None


@lru_cache(maxsize=4096)
def roles_of_column(head: str) -> tuple[Role, ...]:
    """The roles of what stands under a column head; empty for one that points to another table (関わる課題)."""
    folded = compact(head)
    if _REFERS.match(folded):
        return ()
    if _COLUMN_TARGET.fullmatch(folded):
        return (Role.TO_BE,)
    return roles_of_name(head)


@lru_cache(maxsize=4096)
def roles_of_label(label: str) -> tuple[Role, ...]:
    """The roles that a label in front of a statement names: 「何をするか：…」."""
    return (Role.TO_BE,) if re.search(r"目標(?:値)?$", compact(label)) else roles_of_name(label)


@lru_cache(maxsize=4096)
def names_target(name: str) -> bool:
    """True for a heading on targets, under which a statement that looks ahead says what is to be reached."""
    return bool(_TARGET.search(compact(name)))


@lru_cache(maxsize=4096)
def is_aside_name(name: str) -> bool:
    """True for a heading whose contents are about the document itself, or name people and sources."""
    return bool(_ASIDE.search(compact(name)))


def is_aside(section: tuple[str, ...]) -> bool:
    """True under headings that hold no contents of the matter: sources, people, dates."""
    return any(map(is_aside_name, section[-2:]))
