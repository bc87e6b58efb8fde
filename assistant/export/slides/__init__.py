"""Drafts as slides: with `deck` and `timeline` the one door to python-pptx."""

from assistant.export.slides.deck import draft_as_slides

__all__ = ["draft_as_slides"]
