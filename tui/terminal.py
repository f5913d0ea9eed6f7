"""The terminal between the first frame and the end: as it was found, and given back so whatever ends the process.

Standard library only: it stands before anything else is imported. Keys typed meanwhile wait in the terminal as the bytes that
they are, since nothing is echoed, translated or acted on from the first frame on, and nothing here takes or flushes them.
"""

import os
import signal
import termios
from collections.abc import Callable
from types import FrameType

ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"
"""The alternate screen. A terminal clears it where it is entered, so it is entered once."""
_HIDE, _SHOW = "\x1b[?25l\x1b[?7l", "\x1b[?7h\x1b[?25h"
_ENDS = (signal.SIGTERM, signal.SIGHUP)
_IFLAG, _LFLAG, _CC = 0, 3, 6


class RawTerminal:
    """A terminal that shows a frame of ours. ``before`` are its attributes as it was found.

    Raises termios.error where ``keys`` or ``screen`` (file descriptors) is no terminal.
    """

    def __init__(self, keys: int, screen: int) -> None:
        self._keys, self._screen = keys, screen
        self.before = termios.tcgetattr(keys)
        self.entered = False
        """Whether the alternate screen is ours: kept by who enters and leaves it."""
        self._frame = ""

    def enter(self, frame: str) -> None:
        """Show a frame, a text that addresses its cells itself; from now on ``leave`` gives the terminal back."""
        raw = termios.tcgetattr(self._keys)
        raw[_LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
        raw[_IFLAG] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.IXON | termios.IXOFF)
        raw[_CC][termios.VMIN], raw[_CC][termios.VTIME] = 1, 0
        for number in _ENDS:
            signal.signal(number, self._end)
        signal.signal(signal.SIGTSTP, self._stop)
        self._frame, self.entered = frame, True
        termios.tcsetattr(self._keys, termios.TCSANOW, raw)
        self._write(f"{ENTER}{_HIDE}{frame}")

    def leave(self) -> None:
        """Give the terminal back as it was found; does nothing where somebody did so already."""
        if self.entered:
            self.entered = False
            self._write(f"{_SHOW}{LEAVE}")
            self._restore()

    def _restore(self) -> None:
        try:
            termios.tcsetattr(self._keys, termios.TCSANOW, self.before)
        except termios.error:  # it is gone
            return

    def _write(self, text: str) -> None:
        data = text.encode("utf-8", "replace")
        try:
            while data:
                data = data[os.write(self._screen, data) :]
        except OSError:  # it is gone
            return

    def _end(self, number: int, _at: FrameType | None) -> None:
        """Told to end before anything could be lost: at once."""
        self.leave()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def _stop(self, _number: int, _at: FrameType | None) -> None:
        """Told to stop before the reader can be: the shell has its terminal until it lets us go on."""
        self.leave()
        os.kill(os.getpid(), signal.SIGSTOP)
        self.enter(self._frame)


def when_told_to_end(act: Callable[[int], None]) -> None:
    """Do this, with the number of the signal, when told to end; at a second time end at once."""

    def told(number: int, _at: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        act(number)

    for number in _ENDS:
        signal.signal(number, told)
