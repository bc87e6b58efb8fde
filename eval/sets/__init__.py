"""Third-party retrieval sets by path: what is searched, what is asked, and which places answer.

Nothing of such a set is in the repository; see `load_set` for the formats that are read.
"""

from eval.sets.loading import load_set
from eval.sets.values import Passage, Query, RetrievalSet

__all__ = ["Passage", "Query", "RetrievalSet", "load_set"]
