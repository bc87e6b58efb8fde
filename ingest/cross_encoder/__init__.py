"""Question and passage read together: how well the one answers the other."""

from ingest.cross_encoder.base import CrossEncoder
from ingest.cross_encoder.choice import BUNDLED, NONE, load_cross_encoder

__all__ = ["BUNDLED", "NONE", "CrossEncoder", "load_cross_encoder"]
