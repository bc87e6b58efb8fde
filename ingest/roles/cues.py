"""Signs of a role in the words of a statement and in the headings above it, as numbers for the model.

A sign speaks for no role by itself: the model weighs them. All are general wording of Japanese public documents.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corpus.values import BlockKind, Role
from ingest.normalization import compact
from ingest.roles.names import is_aside_name, names_target, roles_of_label, roles_of_name

Array = NDArray[np.float32]

_UNITS = r"(?:[%％件人社台基枚か所箇所棟戸世帯機関団体者校回倍割]|ポイント|トン|kg|t(?![a-z])|kl|kwh|[万億兆]?円|ドル|千|ha|㎡|m2|[万億兆])"
_BODY = (
    r"(?:省|庁|府|政府|県|市|町|村|区|自治体|市町村|公共団体|協会|団体|組合|連盟|連合会|会議所|企業|事業者|業者|メーカー|国|当社|弊社|会員|"
    r"大学|機構|センター|委員会|協議会|審議会|事務局|住民|市民|消費者|国民|販売店|製造者|wg|各社|専門家)"
)
_MEASURE = (
    r"(?:推進|促進|整備|導入|創設|検討|強化|実施|開発|展開|普及|提供|構築|策定|作成|支援|公募|実証|拡大|拡充|見直し|育成|開催|開設|設置|"
    r"活用|利用|改正|改定|向上|確保|充実|啓発|連携|合理化|高度化|効率化|緩和|助成|派遣|周知|配置|転換|切替え?|制定|試行|把握|発信|対応|着手|"
    r"加速化?|運用|実用化|実装|普及啓発|木質化|標準化|共有|公表|調査|設計|更新|集約|軽減|削減)"
)

# Each pattern is looked for in the normalised text without white space.
_PATTERNS: Final[tuple[tuple[str, str], ...]] = (  # one sign a line, however long
    # to-be
    ("aims", r"目指[すしそ]|めざ[すしそ]|図ることを目的"),
    ("goal", r"目標(?:と|を|は|に|:|：|値)|(?:を|が)到達点"),
    ("by when", r"までに|を目途|をめど|年後に"),
    ("realise", r"実現(?:する|し、|した|される|している)|達成(?:する|し)"),
    ("vision", r"あるべき姿|将来像|ビジョン|の姿(?:を|が)|社会(?:を|の)(?:実現|構築)|まちづくりを"),
    ("state reached", r"(?:になっ|が整っ|が広がっ|が根付い|が実現し|となっ)ている。?$"),
    ("at least", r"\d(?:割|%|トン|件|基|台|社|か所|倍)?(?:以上|以下)?(?:に|へ|と)(?:する|し|引き上げ|高め|減ら|増や|拡大|引き下げ)|倍増|半減|実質ゼロ|ゼロに"),
    ("more or less by", r"(?:削減|低減|増加|向上|拡大|減ら|高め|増や|引き上げ)(?:する|させる|す|る|し)?(?:ことを)?(?:目標|目指|。?$)"),
    ("towards", r"(?:に|へ)向け"),
    # as-is
    ("is", r"(?:て|で)い(?:る|ます|た)(?:状況|状態)?(?:にある|である)?。?$"),
    ("was", r"(?:った|した|いた|れた|きた|ました|であった)。?$"),
    ("now", r"現状|現在|近年|現時点|昨今|足元|すでに|既に|依然|未だ|いまだ"),
    ("only", r"とどまる|とどまっ|にすぎない|に過ぎない|依存|頼[るっり]|低調|低い"),
    ("share", r"割合(?:は|が)|を占め|最も多[くい]|次いで|続く。?$|過去最"),
    ("change", r"増加|減少|横ばい|推移|上昇|低下|拡大(?:傾向|し(?:て|た))|縮小|前年|下が|上が|増え|減っ|深刻化|相次"),
    ("compared", r"前年度?(?:比|同|に比べ)|比べ|比較"),
    # gap
    ("gap", r"ギャップ|乖離|隔たり|(?:の|との|きな|その)(?:開き|差)|不一致"),
    ("behind", r"(?:後れ|遅れ)(?:を|て|が)|見劣り|届かない|及ばない|下回|諸外国|主要国|他国と|欧米|国際的に(?:見|低)"),
    # challenge
    ("challenge", r"課題|問題(?:が|と|点|は|に)|論点|障壁|ボトルネック|懸念|悩み|リスク"),
    ("lack", r"不足|足りな|足りず|乏し|欠け|少な(?:い|く)|偏[りっ]|弱い|弱く"),
    ("hard", r"困難|難し|厳し|時間がかか|費用が(?:かさ|かか)|負担(?:が|と)|手が届|余裕"),
    ("need", r"必要(?:が(?!な)|で(?:あ|す)|と(?:さ|考|の)|。|$)|求められ|重要(?:で|と|。|$|な鍵)|不可欠|欠かせ|急務|避けられ|要る|べき(?:で|と|。|$)|望まれ|要する"),
    ("obstacle", r"妨げ|阻[むん]|壁(?:だ|で|に|と)|老朽|ばらつき|ばらばら|整っていな|進んでいな|進まな|未整備|確立して(?:おらず|いない)|煩雑|あいまい"),
    ("cannot", r"できない|できず|いない。?$|されない|わからな|おらず|ない。?$"),
    ("question", r"(?:か|か。)$"),
    ("voice", r"との(?:声|指摘|意見)|という(?:声|指摘|意見)|指摘(?:が|さ)"),
    # action
    ("does", r"(?:する|す|行う|める|図る|進める|いく|げる|ける|える|つくる|作る|ます)。?$"),
    ("measure at the end", _MEASURE + r"(?:等|など)?(?:[(（【].*[)）】])?。?$"),
    ("does a measure", _MEASURE + r"(?:する|し、|していく|を(?:行|進め|図|推進|実施|検討|支援|促進|加速|強化)|のため|に取り?組|に向け)"),
    ("supports", r"支援|後押し|伴走|助け|手伝"),
    ("undertakes", r"取り?組(?:む|み|んで|を)|講[じず]|着手|創設|新設|設け|始め|開始"),
    ("imperative noun", r"(?:の|を)[一-龥ァ-ヶー]{2,12}$"),
    ("intends", r"することとし|方針|予定(?:で|と)|検討(?:中|を開始|する)"),
    ("reports", r"(?:実施|策定|整理|検討|確認|議論|進め|開催|共有|説明|調査|募集|示|取りまとめ|まとめ|述べ|修正)(?:いた)?(?:し|っ)?(?:た|ました)(?:[(（][^)）]{0,20}[)）])?。?$"),
    # indicator
    ("figure", r"\d[\d,.]*\s*" + _UNITS),
    ("percent", r"\d[%％]|\d割|分の[一二三四五\d]"),
    ("indicator", r"指標|kpi|で測[るり]|測定|モニタリング"),
    ("measured noun", r"(?:率|量|額|件数|人数|台数|規模|割合|比率|数|面積)(?:は|が|を|の(?:推移|見通し)|$|:|：|\d)"),
    ("forecast", r"見込(?:まれ|み)|見通し|予測|推計|推移"),
    ("arrow", r"→|▲|△\d"),
    ("mostly digits", r"^(?:[^\d]{0,8}\d[\d,.]*[%％]?){4,}"),
    # budget
    ("money", r"\d(?:億|万|百万|千|兆)?円|億円"),
    ("budget", r"予算|計上|概算要求|財源|基金|国費|事業費|歳出"),
    ("subsidy", r"補助|助成|交付金|税額控除|税制|融資|利子補給|出資|投資|定額|負担(?:する|割合)|経費|費用(?:の|を)"),
    # timing
    ("date", r"\d月\d{1,2}日|月(?:末|頃|から|に|まで)|[12]\d{3}年|(?:令和|平成)(?:元|\d+)年|年度"),
    ("from or to", r"(?:年度?|月|日|期|今|来)(?:末|頃|以降)?(?:から|まで|より|以降|に(?:施行|開始|始|公表|決定|適用))"),
    ("several periods", r"\d{4}年度?.*\d{4}年度?|(?:\d年度?|\d月).*(?:→|～|~|から|以降).*\d"),
    ("comes", r"施行|発効|開始|公表(?:する|予定|し)|期限|締切|締め切|提出(?:期限|する|し)|予定|見込み$|運用を始|順次|日時|開催日|期間|次回"),
    ("clock", r"\d{1,2}:\d{2}|[(（][月火水木金土日][)）]"),
    ("ordinal meeting", r"^第\d+回"),
    # definition
    ("means", r"とは|をいう|を言う|を指す|を意味|のこと。?$|定義|と呼(?:ぶ|ば)|という。?$|(?:手法|仕組み|指標|割合|値|もの)(?:である|で、|です)?。?$"),
    ("covers", r"対象(?:と|外|に|は)|を除く|を含[むみまめ]|に限る|該当する|(?:も|者|もの)であること|(?:こと|できる|いる)(?:者|もの)(?:。|$|であ)"),
    ("rule", r"(?:こと|もの|扱い|取扱い)(?:に|と)(?:なり|され|なる|する)|場合(?:に)?(?:は|には)|により(?:判定|算定|計算)|(?:で|に)(?:割|除)(?:って|し)|適用(?:でき|対象|を受け|が可能)|みなされ"),
    ("quoted term", r"^「[^」]{1,20}」(?:とは|は)|^[^、。]{1,20}(?:とは|：|:)"),
    ("here", r"ここで|本(?:書|手引|報告|資料|制度|事業)(?:に|の|で|は)"),
    # actor
    ("body does", _BODY + r"(?:等|など)?(?:は|が|では|において|と(?:協力|連携|共同)|による|により)"),
    ("body at the start", r"^.{0,14}" + _BODY + r"(?:は|が)"),
    ("body in brackets", r"【[^】]*(?:省|庁|府)[^】]*】|[(（][^)）]*(?:省|庁|県|市)[)）]"),
    ("carries", r"担(?:う|い|当)|所管|務める|責務|主体|役割|中心(?:に|と)|連携(?:し|して)|共同で"),
    ("list of bodies", _BODY + r"[、・]" + r".{0,10}" + _BODY),
    # none of them
    ("aside", r"図表?\d|表\d|別紙|以下(?:の|に)|次の(?:とおり|通り)|参照|ご覧|問い?合わ?せ|電話|tel|http|出典|資料[:：]|注[)）:：]|無断"),
    ("person", r"教授|理事長?|代表取締役|専務|会長|委員長?|座長|氏$|研究員"),
    ("dots", r"\.{4,}|…{2,}|・{4,}"),
    ("axis", r"^[^\d]{0,6}0[%％]?(?:5|10|20|25|50|100|500|1,?000|2,?000|5,?000|10,?000)[%％]?(?=\d)"),
    ("paper", r"(?:書類|書面|写し|旨|様式|通知)(?:[(（].*[)）])?$"),
    ("noun of law", r"^[一二三四五六七八九十イロハニホヘト⑴-⒇][^\d].*(?:者|もの|場合|募集|旨|書類)$"),
    ("past event", r"[年月日]に(?:策定|制定|決定|閣議決定|公布|発足|設立|立ち上げ)(?:した|された|られた)"),
    ("respondent", r"[(（](?:男性|女性)"),
    ("benefit", r"期待(?:さ|でき)|効果(?:が|も|を)|貢献|役立|つなが[るり]"),
    ("law", r"第\d+条|規定|法律|告示|省令|第\d+項"),
    ("ends as a sentence", r"。$"),
    ("without verb", r"^[^。]*[一-龥ァ-ヶー]$"),
    ("colon", r"^.{1,14}[:：]"),
    ("bar", r"\||／"),
)  # fmt: skip
_COMPILED: Final = tuple(re.compile(pattern) for _, pattern in _PATTERNS)
_KINDS: Final = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW, BlockKind.FIELD)
_ROLES: Final = tuple(Role)
_LENGTHS: Final = (10, 20, 40, 80, 160)
_LABEL: Final = re.compile(r"^(.{1,14}?)[::]")
_DIGIT: Final = re.compile(r"\d")

N_CUES: Final = len(_PATTERNS)
_N_ROLES: Final = len(_ROLES)
N_SIGNS: Final = N_CUES + len(_KINDS) + len(_LENGTHS) + 3 + 4 * _N_ROLES + 2
"""Length of the vector of signs."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What gets roles as one: a sentence, an item, a field, a cell, or a row without columns.

    Attributes:
        text: As a person reads it, without the bullet in front.
        kind: The kind of its block.
        headings: The headings above it, outermost first.
        near: What stands nearer: the sentence that opens a list, the column of a cell, the columns of a row.
    """

    text: str
    kind: BlockKind
    headings: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


def signs_of(unit: Unit, folded: str) -> Array:
    """The signs of a unit, shape (N_SIGNS,); `folded` is its text normalised, without white space."""
    vector = np.zeros(N_SIGNS, dtype=np.float32)
    for at, pattern in enumerate(_COMPILED):
        if pattern.search(folded):
            vector[at] = 1
    at = N_CUES
    if unit.kind in _KINDS:
        vector[at + _KINDS.index(unit.kind)] = 1
    at += len(_KINDS)
    for step, length in enumerate(_LENGTHS):
        vector[at + step] = len(folded) > length
    at += len(_LENGTHS)
    n_digits = len(_DIGIT.findall(folded))
    vector[at : at + 3] = (n_digits > 0, n_digits * 3 > len(folded), n_digits * 2 > len(folded))
    at += 3
    label = _LABEL.match(folded)
    for named in (
        roles_of_label(label[1]) if label else (),
        _named(unit.near),
        _named(unit.headings[-1:]),
        _named(unit.headings[:-1]),
    ):
        for role in named:
            vector[at + _ROLES.index(role)] = 1
        at += _N_ROLES
    vector[at] = any(map(names_target, unit.headings[-2:]))
    vector[at + 1] = any(map(is_aside_name, unit.headings[-2:]))
    return vector


def _named(headings: Sequence[str]) -> frozenset[Role]:
    return frozenset(role for heading in headings for role in roles_of_name(heading))


def folded_text(unit: Unit) -> str:
    """The unit's text as the signs and the n-grams read it."""
    return compact(unit.text)


@lru_cache(maxsize=4096)
def folded_heading(heading: str) -> str:
    """A heading as the n-grams read it."""
    return compact(heading)
