"""Text of strangers as HTML: documents, file names and questions reach the page through here only."""

from html import escape

_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), " ")


def as_html(text: str) -> str:
    """Text with every character of HTML escaped, in element content and in quoted attributes alike.

    Control characters become blanks. The braces, "$" and "`" of template languages are escaped too: the page's
    framework fills its templates with our HTML, and must never find one of its own marks there.
    """
    escaped = escape(text.translate(_CONTROLS))
    return escaped.replace("{", "&#123;").replace("}", "&#125;").replace("$", "&#36;").replace("`", "&#96;")
