"""What a target measures, told by cues and a little grammar; no model and no embedding.

The order of thought is the guideline's: what does the figure measure (its head noun, its unit, its predicate), not by
which means, of which material or in which industry.
"""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.targets.cues import Rule, RuleBook, load_rules
from assistant.targets.extraction import Goal, find_goals, main_goal, scale_figures, sentence_of
from assistant.targets.reading import Reading, read_text, squeeze
from assistant.targets.scope import scope_of
from assistant.targets.timing import level_of
from assistant.targets.values import Category, Direction, Figure, Indicator, Kind, Label, Level, Target

# Below this a person should look. Source: our own measurement: of 201 targets that the rules met for the first time,
# 24 got a wrong category, and 16 of those lay below.
REVIEW_BELOW: Final = 0.7
# How much a cue gains by standing close to the figure, against steps of about 1 in strength.
_CLOSENESS: Final = 0.8
_AFTER_CHARS: Final = 40
_MAX_CUES: Final = 5
_OWN_MEASURE: Final = 2.4  # from this strength on, the words around a further figure say what it measures

_FACILITY = (
    r"(?:設備|施設|工場|プラント|製造ライン|ライン|センター|拠点|ステーション|ショップ|システム|基地"
    r"|ヤード|ファクトリー|plant|facility)"
)
_LAUNCH = (
    r"(?:稼働|稼動|新設|建設|竣工|着工|完成|整備|立ち上げ|立上げ|開設|供用|設置|導入|操業|開所"
    r"|オープン|build|launch|start|open)"
)
_FACILITY_LAUNCH = re.compile(rf"{_FACILITY}[^。]{{0,24}}?{_LAUNCH}|{_LAUNCH}[^。]{{0,6}}{_FACILITY}", re.IGNORECASE)
_PROJECT = re.compile(
    r"新設|建設|稼[働動]|開設|開所|立ち?上げ|構築|策定|制定|改定|改訂|改める|改正|開発|商品化|製品化"
    r"|事業化|実用化|実証|完成|整備|発行|発刊|確立"
    r"|設立|供用|着工|竣工|運用(?:を)?開始|開始|つくる|作成|作り|創設|公表|組成|始める|始動|スタート"
    r"|導入|設置|見直す|まとめる|とりまとめ|取りまとめ|提案する|締結|参入|発売|上市|販売(?:を)?開始"
    r"|リリース"
    r"|launch|build|establish|construct|develop|introduce|start|set up|publish",
    re.IGNORECASE,
)
_THING = re.compile(
    rf"{_FACILITY}|条例|計画|方針|基準|規格|規程|ガイド|指針|手引|マニュアル|制度|仕組み|スキーム"
    rf"|サービス|事業(?!者)|保険|カリキュラム|講座|実証|プロジェクト|プラットフォーム|データベース"
    r"|アプリ|ツール|シリーズ|ブランド|サイト|技術|製品|商品|ルート|モデル|協議会|コンソーシアム|会社"
    r"|ラベル|表示|指標|方法|手法|ロードマップ|ビジョン|ファンド|装置|機|法|タグ|契約|協定|プログラム"
    r"|ネットワーク|体制|メニュー|店舗|窓口|パスポート|dpp|service|project|system|platform|guideline"
    r"|program",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"(?:推進|促進|強化|努め|目指|めざ|優先|心がけ|心掛け|貢献|取り?組|進め|育て|高め|広げ|拡大|普及"
    r"|図る|図り|最大|最小|徹底|充実|向上|検討)[^、。]{0,14}$"
)
_LAUNCH_END = re.compile(
    rf"(?:{_LAUNCH}|開発|策定|制定|改定|改訂|構築|確立|設立|発行|実証|商品化|事業化|実用化)[^、。]{{0,12}}$"
)
_SCALE_BEFORE = re.compile(r"(?:能力|規模|年産|日量|年間|投資額|総事業費|事業費|投じ)[^、。]{0,8}$")
_LANDFILL_ZERO = re.compile(r"ゼロ[・\s]?エミ(?:ッション)?", re.IGNORECASE)
_RECYCLED_SHARE = re.compile(r"(?:再資源化|リサイクル|資源化|再生利用|有効利用)(?:率|の割合)", re.IGNORECASE)
_COLLECTION_POINTS = re.compile(r"回収(?:拠点|ボックス|店舗|協力店|ポイント|スポット|場所)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The category that cues speak for.

    Attributes:
        category: The best.
        score: Its strength, about 0 to 4.
        runner_up: Strength of the best category of another indicator.
        cues: The words that matched.
    """

    category: Category
    score: float
    runner_up: float
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the rules find in one target.

    Attributes:
        reading: The text, made ready.
        goals: Its figures that are goals.
        figure: The main one, whatever the kind; None without any.
        kind: What the rules take the target for.
        goal: The figure that goes with the kind: of a project its scale, else the main one.
        verdict: The category that the cues speak for.
        industry: The member's.
    """

    reading: Reading
    goals: tuple[Goal, ...]
    figure: Goal | None
    kind: Kind
    goal: Goal | None
    verdict: Verdict
    industry: str

    @property
    def around(self) -> tuple[str, str]:
        """The words in front of the goal and behind it."""
        return _around(self.reading, self.goal)


def analyse(target: Target) -> Analysis:
    """What the rules find in a target whose text is not empty."""
    book = load_rules()
    reading = read_text(target.text)
    goals = find_goals(reading)
    figure = main_goal(reading, goals)
    kind, goal = _kind(reading, figure, book)
    verdict = _zero_emission(reading, _judge(reading, goal, kind, target.industry, book))
    return Analysis(reading, goals, figure, kind, goal, verdict, target.industry)


def conclude(analysis: Analysis, category: Category, kind: Kind) -> tuple[Level, tuple[Indicator, ...]]:
    """Value, years and secondary indicators of a target of this category and kind."""
    reading = analysis.reading
    goal = _goal_of(analysis, kind)
    level = level_of(reading, goal, analysis.goals, _unit(category, reading, goal))
    if kind is Kind.PROJECT and goal is not None:
        level = replace(level, direction=Direction.REACH)
    return _rounded(level), _secondary(reading, _other_goals(analysis, kind), category)


def other_figures(analysis: Analysis, category: Category, kind: Kind) -> tuple[Figure, ...]:
    """The figures beside the main one that a target of this category and kind sets as goals, in their order.

    One whose own words do not say what it measures goes on with the measure before it (2027年度に85%、2030年度に95%).
    """
    reading, figures, measured = analysis.reading, [], category
    for goal, own in _other_goals(analysis, kind):
        measured = own or measured
        level = _rounded(level_of(reading, goal, analysis.goals, _unit(measured, reading, goal)))
        if level.value is not None:
            scope = scope_of(reading.text[slice(*sentence_of(reading, goal.start))]) or None
            figures.append(
                Figure(measured, level.value, level.unit, level.direction, level.base_year, level.target_year, scope)
            )
    return tuple(dict.fromkeys(figures))


def _goal_of(analysis: Analysis, kind: Kind) -> Goal | None:
    """The figure that goes with a kind, be it another than the rules took the target for."""
    if kind is analysis.kind:
        return analysis.goal
    if kind is Kind.QUANTITATIVE:
        return analysis.figure or next(iter(scale_figures(analysis.reading)), None)
    return _scale(analysis.reading, load_rules()) if kind is Kind.PROJECT else None


class CueLabeller:
    """Labels by the cues of `corpus/taxonomy/target_cues.toml` alone: what the trained model is measured against.

    Attributes are none to set: the rule book is read once and shared.
    """

    def label_all(self, targets: Sequence[Target]) -> tuple[Label, ...]:
        """The labels of targets whose texts are not empty."""
        return tuple(map(self.label, targets))

    def label(self, target: Target) -> Label:
        """The label of a target whose text is not empty."""
        found = analyse(target)
        level, secondary = conclude(found, found.verdict.category, found.kind)
        confidence = _confidence(found.verdict, found.goal, found.kind, secondary)
        return Label(
            found.verdict.category,
            secondary,
            found.kind,
            level,
            confidence,
            found.verdict.cues,
            confidence < REVIEW_BELOW,
            other_figures(found, found.verdict.category, found.kind),
        )


def _kind(reading: Reading, goal: Goal | None, book: RuleBook) -> tuple[Kind, Goal | None]:
    """Kind of the target, and the figure that goes with it (of a project its scale, if any)."""
    text = reading.body
    if goal is None:
        plain = squeeze(text)
        if (
            _PROJECT.search(plain)
            and _THING.search(plain)
            and not (_VAGUE.search(plain) and not _LAUNCH_END.search(plain))
        ):
            return Kind.PROJECT, _scale(reading, book)
        return Kind.QUALITATIVE, None
    start, end = sentence_of(reading, goal.start)
    launch = _FACILITY_LAUNCH.search(reading.text, start, end)
    unit_class = book.unit_class(goal.unit.split("/")[0])
    is_scale = unit_class in {"mass", "volume", "money"} or (unit_class in {"sites", "means"} and goal.value == 1)
    if launch and is_scale and launch.end() > goal.end:
        return Kind.PROJECT, None if goal.value == 1 else goal
    return Kind.QUANTITATIVE, goal


def _scale(reading: Reading, book: RuleBook) -> Goal | None:
    """The figure that says how large a project's plant is; None where there is none."""
    figures = scale_figures(reading)
    return next((g for g in figures if book.unit_class(g.unit) in {"mass", "volume"}), None)


def _judge(reading: Reading, goal: Goal | None, kind: Kind, industry: str, book: RuleBook) -> Verdict:
    before, after = _around(reading, goal)
    verdict = _weigh(book, before, after, goal, kind, industry)
    if verdict.score < 2 and goal is not None:
        # The sentence of the figure says too little: what stands before it, and behind it, may name the measure.
        wider = squeeze(reading.body[: goal.start] + " " + reading.body[goal.end :])
        wide = _weigh(book, wider, "", goal, kind, industry)
        if wide.score > verdict.score + 0.5:
            return replace(wide, score=min(wide.score, 2.2))
    return verdict


def _around(reading: Reading, goal: Goal | None) -> tuple[str, str]:
    """The words in front of the figure and behind it, as cues are looked for in them."""
    if goal is None:
        return squeeze(reading.body), ""
    start, end = sentence_of(reading, goal.start)
    view = reading.body if reading.body[goal.start : goal.end].strip() else reading.notes
    before = view[start : goal.start]
    if goal.is_word:
        # ゼロ, 半減 and すべて carry words of the measure themselves.
        before = view[start : goal.end]
    return squeeze(before), squeeze(view[goal.end : end])[:_AFTER_CHARS]


def _weigh(book: RuleBook, before: str, after: str, goal: Goal | None, kind: Kind, industry: str) -> Verdict:
    unit_class = book.unit_class(goal.unit.split("/")[0]) if goal else ""
    around = f"{before}|{after}"
    best: dict[Category, tuple[float, str]] = {}
    for rule in book.rules:
        if not _applies(rule, unit_class, goal, kind, industry):
            continue
        score, cue = _score(rule, before, after)
        if score <= best.get(rule.category, (0.0, ""))[0]:
            continue
        if rule.unless and rule.unless.search(around):
            continue
        if rule.needs and not rule.needs.search(around):
            continue
        best[rule.category] = (score, cue)
    if not best:
        # A figure that counts companies, people or courses measures a means even where no word is known.
        return Verdict(Category.NONE, 2.0 if unit_class in {"means", "sites", "time"} else 0.0, 0.0, ())
    ranked = sorted(best.items(), key=lambda item: -item[1][0])
    winner = ranked[0][0]
    rival = max((s for c, (s, _) in ranked[1:] if c.indicator is not winner.indicator), default=0.0)
    cues = [cue for c, (_, cue) in ranked if c is winner or c.indicator is winner.indicator]
    return Verdict(winner, ranked[0][1][0], rival, tuple(dict.fromkeys(cues))[:_MAX_CUES])


def _applies(rule: Rule, unit_class: str, goal: Goal | None, kind: Kind, industry: str) -> bool:
    if rule.kinds and kind not in rule.kinds:
        return False
    if rule.needs_unit and unit_class not in rule.units:
        return False
    if unit_class and rule.units and unit_class not in rule.units and kind is not Kind.PROJECT:
        return False
    if goal is not None and rule.directions and goal.direction not in rule.directions:
        return False
    if goal is None and Direction.REDUCE_BY in rule.directions and len(rule.directions) <= 2:
        return False
    return not (rule.industry and not rule.industry.search(industry))


def _score(rule: Rule, before: str, after: str) -> tuple[float, str]:
    """Strength with the bonus for closeness, and the words that matched; (0, "") where it does not match."""
    if rule.after:
        match = rule.pattern.search(after)
        return (rule.strength + 0.3 * (1 - match.start() / _AFTER_CHARS), match[0]) if match else (0.0, "")
    last = next(iter(deque(rule.pattern.finditer(before), maxlen=1)), None)
    if last is None:
        return 0.0, ""
    return rule.strength + _CLOSENESS * last.end() / max(len(before), 1), last[0]


def _zero_emission(reading: Reading, verdict: Verdict) -> Verdict:
    """ゼロエミッション that is defined by a recycling rate measures recycling."""
    if verdict.category is Category.LANDFILL and _LANDFILL_ZERO.search(reading.text):
        share = _RECYCLED_SHARE.search(reading.notes)
        if share and re.search(r"[0-9]", reading.notes[share.end() : share.end() + 12]):
            return replace(verdict, category=Category.RECYCLING_RATE, cues=(share[0],))
    return verdict


def _other_goals(analysis: Analysis, kind: Kind) -> tuple[tuple[Goal, Category | None], ...]:
    """The goals beside the main one with what each measures; None where its own words do not say."""
    reading, book, main = analysis.reading, load_rules(), _goal_of(analysis, kind)
    goals = analysis.goals if kind is not Kind.QUALITATIVE else ()
    found: list[tuple[Goal, Category | None]] = []
    for goal in goals:
        if main is not None and goal.start == main.start:
            continue
        verdict = _weigh(book, *_between(reading, goals, goal), goal, Kind.QUANTITATIVE, analysis.industry)
        found.append((goal, verdict.category if verdict.score >= _OWN_MEASURE else None))
    return tuple(found)


def _secondary(
    reading: Reading, judged: Sequence[tuple[Goal, Category | None]], category: Category
) -> tuple[Indicator, ...]:
    found = [own.indicator for _, own in judged if own is not None]
    if _COLLECTION_POINTS.search(reading.body) and category is Category.NONE:
        found.append(Indicator.OUTFLOW)
    return tuple(dict.fromkeys(i for i in found if i is not category.indicator))


def _between(reading: Reading, goals: tuple[Goal, ...], goal: Goal) -> tuple[str, str]:
    """The words between the previous goal and this one, and those behind it."""
    start, end = sentence_of(reading, goal.start)
    start = max([start, *(g.end for g in goals if g.end <= goal.start)])
    following = min([end, *(g.start for g in goals if g.start > goal.start)])
    return squeeze(reading.body[start : goal.start]), squeeze(reading.body[goal.end : following])[:_AFTER_CHARS]


_ZERO_UNITS: Final = {Category.GHG_REDUCTION: "t-CO2"}
_RATE_BEFORE = re.compile(r"(?:率|割合|比率)(?:を|は|の|も)?\s?(?:実質)?$")
_COUNT_BEFORE = re.compile(r"(?P<unit>件|台|個|本|点|回)数(?:を|は|の|も)?\s?$")


def _unit(category: Category, reading: Reading, goal: Goal | None) -> str | None:
    """The unit where the figure's own is not all: tonnes of CO2, or of a zero that names none; else None.

    A zero is percent of a rate, the counter of a number, else tonnes.
    """
    if goal is None:
        return None
    if goal.unit:
        return f"{goal.unit}-CO2" if category is Category.GHG_REDUCTION and goal.unit in {"t", "kg"} else None
    before = reading.body[max(0, goal.start - 14) : goal.start]
    if _RATE_BEFORE.search(before):
        return "%"
    count = _COUNT_BEFORE.search(before)
    if count:
        return count["unit"]
    return None if category is Category.NONE else _ZERO_UNITS.get(category, "t")


def _confidence(verdict: Verdict, goal: Goal | None, kind: Kind, secondary: tuple[Indicator, ...]) -> float:
    """How often such a label was right on labelled targets, in [0, 1]."""
    confidence = 0.93 if verdict.score >= 3 else 0.8 if verdict.score >= 2.2 else 0.65 if verdict.score >= 1.8 else 0.45
    margin = verdict.score - verdict.runner_up
    if margin < 0.25:
        confidence -= 0.3
    elif margin < 0.6:
        confidence -= 0.15
    if kind is not Kind.QUANTITATIVE:
        confidence -= 0.1
    if secondary:
        confidence -= 0.05
    return round(min(max(confidence, 0.05), 0.99), 2)


def _rounded(level: Level) -> Level:
    return level if level.value is None else replace(level, value=round(level.value, 6))
