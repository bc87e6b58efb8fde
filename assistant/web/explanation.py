"""How an answer came about as HTML: a closed fold under it."""

from assistant.explaining import Explanation
from assistant.rendering import explanation_sections
from assistant.web.markup import as_html
from assistant.wording import Wording


def render_explanation(explanation: Explanation, wording: Wording) -> str:
    """The sections of the explanation as headings and lists in a fold."""
    parts = []
    for title, lines in explanation_sections(explanation, wording):
        items = "".join(f"<li>{as_html(line)}</li>" for line in lines)
        parts.append(f"<h3>{as_html(title)}</h3><ul>{items}</ul>")
    summary = as_html(wording.say("explain.title"))
    return f'<details class="explanation"><summary>{summary}</summary>{"".join(parts)}</details>'
