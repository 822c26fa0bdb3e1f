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

FOR_ALL = tuple(getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name))
"""Those of them that a terminal sends to every process of a run."""


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


def leave_to_the_run() -> None:
    """Have this process, one of several, pass over what a terminal tells all: the run ends it."""
    for number in FOR_ALL:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def holding_back() -> Iterator[None]:
    """Start a process that hears nothing of it until it passes it over; not under Windows."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, FOR_ALL)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
