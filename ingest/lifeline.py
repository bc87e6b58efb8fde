"""Ends this process with the one that started it, however that one ends."""

import contextlib
import ctypes
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1  # Source: Linux, include/uapi/linux/prctl.h


def end_with_parent() -> None:
    """Has the kernel kill this process when the thread that started it ends; on Linux only.

    A job that is deep in native code would notice a closed pipe only when it is done, and a hanging one never. The
    kernel counts the thread, not the process: whoever starts this process does so in a thread that outlives the work.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # a C library without it
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
