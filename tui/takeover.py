"""The driver that takes the terminal over from the first frame: no second entry, no flicker, and the state found before it
is the one given back at the end, when suspended and in a panic."""

from typing import Any

from textual.drivers.linux_driver import LinuxDriver

from tui.terminal import ENTER, LEAVE, RawTerminal


def taking_over(terminal: RawTerminal) -> type[LinuxDriver]:
    """A class of driver for a terminal whose first frame stands."""

    class TakeoverDriver(LinuxDriver):
        def start_application_mode(self) -> Any:
            super().start_application_mode()  # type: ignore[no-untyped-call]
            self.attrs_before = terminal.before

        def write(self, data: str) -> None:
            if data == ENTER:
                if terminal.entered:
                    return
                terminal.entered = True
            elif data == LEAVE:
                terminal.entered = False
            super().write(data)

    return TakeoverDriver
