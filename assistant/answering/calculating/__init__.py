"""A figure that a question asks for and that no document states, worked out from figures that documents state.

asked (what is to be worked out) → figures (what statements give) → finding (which of them are meant) → formulas.
"""

from assistant.answering.calculating.formulas import calculate

__all__ = ["calculate"]
