"""What a user would build or pick otherwise, asked the same questions.

The modules of this folder that are named after a system run in an environment of that system's own (see `running.py`),
which lacks Junkan: they import `eval.baselines.task` and their library, nothing else. `junkan_search.py` runs in ours.
"""
