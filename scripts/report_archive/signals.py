"""How a run is told to end: by Ctrl-C, by the system, by a terminal that is closed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

ENDING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Signals that ask a run to end; Windows has the first two."""


def end_in_good_order() -> None:
    """Have a run that is told to end, or whose terminal is closed, end as after Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in ENDING:
        # What whoever started us wants passed over stays so: nohup.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Do something to its end: a terminal that is closed tells it twice."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
