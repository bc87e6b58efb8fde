"""From evidence to an answer, behind one Protocol; the extractive answerer needs no language model."""

from assistant.answering.base import Answerer, Composition
from assistant.answering.extractive import ExtractiveAnswerer, ExtractiveOptions
from assistant.answering.refusal import Refusal, RefusalOptions, RefusalRule

__all__ = [
    "Answerer",
    "Composition",
    "ExtractiveAnswerer",
    "ExtractiveOptions",
    "Refusal",
    "RefusalOptions",
    "RefusalRule",
]
