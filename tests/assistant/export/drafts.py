"""A small draft with everything in it, for tests of its files."""

from assistant.citing import Reference
from assistant.draft import Draft, Issue, Kpi, Milestone, Paragraph, ParagraphStatus, Phase, Section
from assistant.draft.values import Actual, IssueKind, Share
from corpus.values import Citation

NASTY = '=HYPERLINK("http://example.com")<b>|$x^2$ 𠮷﷽\x07\ud800'
FIRST = Citation(
    1, "0123456789ab", "matome.pdf", "検討のまとめ", 3, ("2. 現状",), "アルミは輸入が多い。", "0123456789ab-0001"
)
SECOND = Citation(
    2, "0123456789ab", "matome.pdf", "検討のまとめ", 4, ("3. 目標",), "利用率を2030年に30%とする。", "0123456789ab-0002"
)


def full_draft(words: str = "") -> Draft:
    """Two sections of text, every table, a path to draw; `words` is a stranger's text wherever there may be any."""
    cited = Paragraph(
        f"「アルミは輸入が多い」とされる。[1]また、「{words}」とされる。[2]", (FIRST, SECOND), ParagraphStatus.SUPPORTED
    )
    missing = Paragraph("【要確認】目標の記載が見つかりません。", (), ParagraphStatus.NEEDS_CHECK)
    return Draft(
        template="sector_roadmap",
        topic="アルミ",
        title=f"アルミのロードマップ（案）{words}",
        sections=(
            Section("as_is", "1. 現状", (cited, missing)),
            Section("milestones", "2. 工程", (cited,), "milestones"),
            Section("kpis", "3. 指標", (cited,), "kpis"),
            Section("shares", "4. 件数", (cited,), "shares"),
            Section("agenda", "5. 確認", (missing,), "issues"),
        ),
        milestones=(
            Milestone(2026, f"調べる{words}", Phase.CONCEPT, (FIRST,), 2027, "経済産業省"),
            Milestone(2030, "広げる", None, (SECOND,), None, None, Phase.EXPANSION),
            Milestone(2050, "循環が当たり前になる", None, (SECOND,)),
        ),
        kpis=(
            Kpi(f"利用率{words}", 2020, 10.0, 2030, 30.0, "%", (SECOND,), (Actual(2024, 15.0, (FIRST,)),)),
            Kpi("排出量", 2013, None, 2030, 46.0, "%", (FIRST,), (), is_reduction=True),
        ),
        references=(Reference(FIRST, "環境省", "2024-03"), Reference(SECOND, None, None)),
        issues=(Issue(IssueKind.MISSING, f"目標の記載がない。{words}", "as_is", ()),),
        shares=(Share("出口側循環率", 98.0, "件", (FIRST,)), Share("その他", 101.0, "件", (SECOND,))),
        as_of=2026,
    )
