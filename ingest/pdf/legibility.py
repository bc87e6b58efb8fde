"""Whether the text of a page can be read."""

import re
import unicodedata

_CID = re.compile(r"\(cid:\d+\)")
# Scripts in which the documents Junkan reads can be written, by the first word of a character's Unicode name.
_EXPECTED_SCRIPTS = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "LATIN", "FULLWIDTH", "HALFWIDTH", "GREEK"}
_EXPECTED_SCRIPTS |= {"CYRILLIC", "HANGUL", "KANGXI", "IDEOGRAPHIC", "PARENTHESIZED", "FEMININE", "MASCULINE", "MICRO"}
_EXPECTED_SCRIPTS |= {"COMBINING", "VARIATION"}  # the sound marks of decomposed kana, forms of ideographs
_EXPECTED_SCRIPTS |= {"DOUBLE-STRUCK", "SCRIPT", "ANGSTROM", "OHM", "KELVIN", "MATHEMATICAL", "MODIFIER", "VERTICAL"}
# A readable page has hardly any; a page in a font without a character map is made of them. One in five leaves room for
# pages of bullets in symbol fonts.
_MAX_STRANGE_SHARE = 0.2
_MIN_STRANGE = 8


def page_problem(text: str) -> str | None:
    """Says "no_text" where nothing can be seen, "garbled" where the characters cannot be meant, else None."""
    visible = "".join(text.split())
    strange = sum(_is_strange(char) for char in visible)
    cids = sum(len(match) for match in _CID.findall(text))
    if strange + cids >= _MIN_STRANGE and strange + cids > _MAX_STRANGE_SHARE * len(visible):
        return "garbled"
    return None if any(char.isalnum() for char in visible) else "no_text"


def _is_strange(char: str) -> bool:
    """True for a character that stands for an unknown one or is of a script no document of ours is written in."""
    if char < "\x7f":
        return char < " "
    if "\x80" <= char <= "\xff" and char.isalpha():
        return True  # é in a name is rare; a page of them is Shift_JIS or UTF-8 read as Latin-1
    category = unicodedata.category(char)
    if category in ("Co", "Cn", "Cs", "Cc") or char == "�":
        return True
    return category[0] in "LM" and unicodedata.name(char, "?").split()[0] not in _EXPECTED_SCRIPTS
