"""Arrivals: what a suggester answers enters a few proposals at a time, between two keys: no key waits for a whole answer."""

from collections import deque
from collections.abc import Callable
from time import monotonic

from textual.message_pump import MessagePump
from textual.timer import Timer

from annotations.suggest.answers import Answer, Found, in_pieces
from tui.settling import BREATH, NEXT_KEY, SHOWN, SLICE, Pace, after

AT_ONCE = 16
"""Proposals that enter at a time, which takes some milliseconds."""


class Arrivals:
    """Answers that have come and not entered yet, in their order; true while there are any.

    ``take`` lets one enter, and tells whether it is about the article on the screen; ``show`` is called after some were.
    ``after_key`` is to be called once a key is done: more enters when that is shown, and then not before the next may have come.
    """

    def __init__(self, pump: MessagePump, pace: Pace, take: Callable[[Answer], bool], show: Callable[[], None]) -> None:
        self._pump, self._pace, self._take, self._show = pump, pace, take, show
        self._waiting: deque[Answer] = deque()
        self._timer: Timer | None = None

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def come(self, answer: Answer) -> None:
        """Let an answer enter, after those that came before."""
        first = not self._waiting
        self._waiting += in_pieces(answer, AT_ONCE) if isinstance(answer, Found) else (answer,)
        if first:
            self._enter_in(self._pace.until(SHOWN))

    def after_key(self) -> None:
        """A key is done."""
        if self._waiting:
            self._enter_in(SHOWN)

    def _enter_in(self, seconds: float) -> None:
        """Go on after so many seconds, and no sooner."""
        if self._timer is not None:
            self._timer.stop()
        if seconds:
            self._timer = after(self._pump, seconds, self._enter)
        else:
            self._enter()

    def _enter(self) -> None:
        end, here = monotonic() + SLICE, False
        while self._waiting and monotonic() < end:
            here = self._take(self._waiting[0]) or here
            self._waiting.popleft()
        if here:
            self._show()
        if self._waiting:
            self._enter_in(self._pace.until(NEXT_KEY) or BREATH)
