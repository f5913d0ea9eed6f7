"""The terminal of the tests: what it shows, answers and counts."""

import sys
from contextlib import suppress
from pathlib import Path

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.terminal import CTRL_Q, FRAME_END, RIGHT, Picture, Terminal, control_sequences


def python(code: str, size: tuple[int, int] = (40, 6)) -> Terminal:
    return Terminal([sys.executable, "-c", code], size=size)


def framed(terminal: Terminal, row: str) -> int | None:
    """The end of the first frame with this row, None before there is one."""
    with suppress(ValueError):
        return terminal.first(lambda picture: row in picture.rows(), terminal.frames)
    return None


def test_it_shows_what_a_command_writes_in_a_terminal_of_its_size() -> None:
    with python(
        "import os, sys; print(os.get_terminal_size(), sys.stdin.isatty()); print('\\x1b[7mhere\\x1b[0m there')"
    ) as terminal:
        assert terminal.wait_for_exit() == 0
        assert terminal.rows()[:2] == ["os.terminal_size(columns=40, lines=6) Tr", "ue"]
        assert terminal.rows()[2] == "here there"
        assert terminal.picture.reversed_text()[2] == "here"


def test_keys_reach_the_command_and_the_end_of_it_is_seen() -> None:
    with python("import sys; print('ready'); print(repr(input())); sys.exit(3)") as terminal:
        terminal.wait_for("ready")
        terminal.send(f"é{RIGHT}\r")
        terminal.wait_for("'é\\x1b[C'")
        assert terminal.wait_for_exit() == 3


def test_waiting_in_vain_shows_the_screen() -> None:
    with python("print('all there is'); input()") as terminal:
        with pytest.raises(TimeoutError, match="all there is"):
            terminal.wait_for("more", timeout=0.5)
        terminal.send("\r")
        with pytest.raises(TimeoutError, match="ended with 0"):
            terminal.wait_for("more")


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="what a process does cannot be asked here")
def test_a_command_that_computes_in_silence_is_not_quiet() -> None:
    code = "print('ready'); input()\nfor n in range(30_000_000): pass\nprint('counted'); input()"
    with python(code) as terminal:
        terminal.wait_for("ready")
        terminal.send("\r")
        terminal.quiet(0.05)
        assert "counted" in terminal.rows()


class Letters(pyte.Screen):
    """Draws each letter by itself."""

    def draw(self, data: str) -> None:
        for char in data:
            super().draw(char)


WRITTEN = (
    *(
        "hello ",
        "a",
        "語",
        "é",
        "e\u0301",
        "\u0301",
        "│",
        "\u200b",
        "👩\u200d🚒",
        "x" * 17,
        "\r\n",
        "\n",
        "\x0e",
        "\x0f",
        "\x1b(0",
        "\x1b(B",
    ),
    *(
        "\x1b[31m",
        "\x1b[0m",
        "\x1b[7m",
        "\x1b[2;3H",
        "\x1b[K",
        "\x1b[J",
        "\x1b[2J",
        "\x1b[L",
        "\x1b[M",
        "\x1b[P",
        "\x1b[@",
        "\x1b[4h",
    ),
    *("\x1b[4l", "\x1b[?7l", "\x1b[?7h", "\x1b[5;1H", "\x1bM", "\x1b[2;4r", "\x1b[r", "\x1b7", "\x1b8", "\x1bc"),
)


@given(st.lists(st.sampled_from(WRITTEN), max_size=40))
def test_the_screen_is_what_pyte_makes_of_it_letter_by_letter_after_each_piece(written: list[str]) -> None:
    picture, plain = Picture((9, 4)), Letters(9, 4)
    stream = pyte.ByteStream(plain)
    for piece in written:
        picture.feed(piece.encode())
        stream.feed(piece.encode())
        cells = [[plain.buffer[y][x] for x in range(9)] for y in range(4)]
        assert picture.rows() == ["".join(cell.data for cell in row).rstrip() for row in cells]
        assert picture.reversed_text() == ["".join(cell.data for cell in row if cell.reverse) for row in cells]


def test_a_new_size_is_told_and_closing_hangs_up(tmp_path: Path) -> None:
    code = (
        "import os, signal, time\n"
        "def told(*_): print(os.get_terminal_size().columns, flush=True)\n"
        "signal.signal(signal.SIGWINCH, told)\n"
        f"def hung(*_): open({str(tmp_path / 'hung')!r}, 'w').close(); raise SystemExit\n"
        "signal.signal(signal.SIGHUP, hung)\n"
        "print('ready', flush=True)\n"
        "while True: time.sleep(0.05)"
    )
    with python(code) as terminal:
        terminal.wait_for("ready")
        terminal.resize((77, 6))
        terminal.wait_for("77")
    assert (tmp_path / "hung").exists()


def test_the_ends_of_frames_and_their_times_are_known() -> None:
    app = (
        "from textual.app import App\n"
        "from textual.widgets import Static\n"
        "class One(App):\n"
        "    def compose(self): yield Static('hello there')\n"
        "    def on_mount(self): self.set_interval(0.1, self.query_one(Static).refresh)\n"
        "One().run()"
    )
    with python(app) as terminal:
        terminal.wait_for("hello there")
        # The frame the text came in may not have ended yet, or have no end: the terminal's answer came after it.
        terminal.until(lambda: framed(terminal, "hello there") is not None)
        shown = framed(terminal, "hello there")
        assert shown is not None
        assert terminal.output[:shown].endswith(FRAME_END)
        assert 0 < terminal.time_of(terminal.pieces[0]) <= terminal.time_of(shown)
        with pytest.raises(ValueError, match="never"):
            terminal.first(lambda picture: "good-bye" in picture.rows(), terminal.pieces)
        terminal.send(CTRL_Q)
        assert terminal.wait_for_exit() == 0
    assert set(control_sequences(terminal.output)) <= {
        "SGR",
        "cursor",
        "erase",
        "mode",
        "CSI $p",
        "CSI ?$p",
        "CSI >u",
        "CSI <u",
        "OSC 22",
    }


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        (b"\x1b[1;31m", "SGR"),
        (b"\x1b[38;2;1;2;3m", "SGR"),
        (b"\x1b[12;40H", "cursor"),
        (b"\x1b[2J", "erase"),
        (b"\x1b[?2026h", "mode"),
        (b"\x1b[?2026$p", "CSI ?$p"),
        (b"\x1b[>25u", "CSI >u"),
        (b"\x1b[>4;1m", "CSI >m"),
        (b"\x1b]0;title\x07", "OSC 0"),
        (b"\x1b]52;c;eA==\x1b\\", "OSC 52"),
        (b"\x1bPq#0\x1b\\", "DCS"),
        (b"\x1b_G\x1b\\", "APC"),
        (b"\x1b7", "ESC 7"),
        (b"\x07", "07"),
        (b"\t", "09"),
        ("\x9b".encode(), "9b"),
    ],
)
def test_control_sequences_are_told_apart(output: bytes, kind: str) -> None:
    assert control_sequences(b"plain\r\n" + output + "é text".encode()) == {kind: 1}
