"""Verbatim stretches of a page on one line."""

import re

_BREAK = re.compile(r"\s*[\r\n\f\v\u2028\u2029]\s*")
_BLANKS = re.compile(r"[ \t\u3000]{2,}")
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


def join_lines(text: str) -> str:
    """Text with its line breaks joined by Japanese rules and runs of blanks shortened to one."""

    def joint(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return "" if _WIDE.match(before) and _WIDE.match(after) else " "

    return _BLANKS.sub(" ", _BREAK.sub(joint, text))
