"""Sentences that report the making of the document itself."""

import re

from ingest.normalization import compact

# Sentences that report what a body did: 「現状と課題を整理した」 tells of no present and of no challenge.
_REPORTED = re.compile(
    r"(?:実施|策定|整理|検討|確認|議論|進め|開催|共有|説明|調査|募集|示|行|取りまとめ|まとめ|述べ|記載|掲載)(?:いた)?"
    r"(?:し|っ|)(?:た|ました|ている|ております)(?:[(（][^)）]{0,20}[)）])?。?$|(?:に|を|は)(?:示す|記す|まとめる)。?$"
)


def is_report(text: str) -> bool:
    """True where a sentence reports what was done on the way: meetings held, findings put in order, tables shown."""
    return bool(_REPORTED.search(compact(text)))
