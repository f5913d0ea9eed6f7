"""Copying: the original text to the terminal and to the clipboard program there is, and a line that says to which."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from time import monotonic, sleep

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.faults.hostile import ATTACK
from tests.terminal import RIGHT, Terminal, control_sequences
from tests.tui.scene import SUGGESTIONS, TEXT, focused, footer, reading
from tui.clipboard import MOST, Handed, Program, clipboards, encodable, for_terminal, hand_over, unseen
from tui.copying import line

ROOT = Path(__file__).resolve().parents[2]
WAYLAND, X11, MAC = {"WAYLAND_DISPLAY": "wayland-0"}, {"DISPLAY": ":0"}, "darwin"
SSH, TTY = {"SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}, {"SSH_TTY": "/dev/pts/1"}
WSL, TMUX = {"WSL_DISTRO_NAME": "Debian"}, {"TMUX": "/tmp/tmux-0/default,1,0"}


def fake(folder: Path, name: str, script: str = '/bin/cat > "$0.took"') -> Path:
    """A program of this name, that writes what it is given to a file; in a folder to be put on the PATH."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f'#!/bin/sh\necho "$@" > "$0.args"\n{script}\n', "utf-8")
    path.chmod(0o755)
    return path


def took(program: Path) -> str | None:
    """What a fake program was given; None where it was not run to its end."""
    file = program.with_name(f"{program.name}.took")
    return file.read_bytes().decode("utf-8") if file.exists() else None


def on_path(folder: Path, environ: Mapping[str, str]) -> dict[str, str]:
    return {"PATH": str(folder), **environ}


# Which there are


@pytest.mark.parametrize(
    ("environ", "platform", "there", "found"),
    [
        ({}, "linux", "xclip wl-copy tmux clip.exe pbcopy", []),
        (X11, "linux", "xclip xsel", [["xclip", "xsel"]]),
        (X11, "linux", "xsel", [["xsel"]]),
        (X11, "linux", "", []),
        (WAYLAND | X11, "linux", "wl-copy xclip", [["wl-copy", "xclip"]]),
        (WAYLAND, "linux", "xclip", []),
        ({}, MAC, "pbcopy", [["pbcopy"]]),
        (X11, MAC, "pbcopy xclip", [["pbcopy", "xclip"]]),
        (WSL, "linux", "clip.exe", [["clip.exe"]]),
        (WSL | X11, "linux", "clip.exe xclip", [["xclip", "clip.exe"]]),
        (TMUX, "linux", "tmux xclip", [["tmux", "tmux"]]),
        (TMUX | X11, "linux", "tmux xclip", [["xclip"], ["tmux", "tmux"]]),
        (SSH | X11 | WAYLAND | WSL, "linux", "wl-copy xclip xsel clip.exe", []),
        (TTY | X11, "linux", "xclip", []),
        (SSH, MAC, "pbcopy", []),
        (SSH | TMUX | X11, "linux", "tmux xclip", [["tmux", "tmux"]]),
        ({"DISPLAY": ""}, "linux", "xclip", []),
    ],
)
def test_the_programs_there_are_depend_on_where_one_sits(
    environ: dict[str, str], platform: str, there: str, found: list[list[str]]
) -> None:
    places = clipboards(environ, lambda name: f"/bin/{name}" if name in there.split() else None, platform)
    assert [[program.name for program in place] for place in places] == found
    assert all(program.command[0] == f"/bin/{program.name}" for place in places for program in place)


def test_a_program_in_a_folder_that_depends_on_the_current_one_is_not_run() -> None:
    assert clipboards(X11, lambda name: f"./{name}", "linux") == []


# Handing over


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_a_text_is_handed_over_byte_for_byte(text: str) -> None:
    with TemporaryDirectory() as folder:
        program = Program("cat", ("/bin/sh", "-c", 'cat > "$OUT"'), environ=(("OUT", f"{folder}/out"),))
        assert hand_over(text, [[program]], os.environ) == Handed(("cat",), ())
        given = Path(folder, "out").read_bytes().decode("utf-8")
    assert given == encodable(text)
    assert given == text or any("\ud800" <= char <= "\udfff" for char in text)


def test_the_first_program_that_takes_it_is_named_and_those_that_do_not_are_no_error(tmp_path: Path) -> None:
    good, bad = fake(tmp_path, "good"), fake(tmp_path, "bad", "exit 3")
    programs = {name: Program(name, (str(tmp_path / name),)) for name in ("good", "bad", "missing")}
    assert hand_over("Ann\x1b", [[programs["missing"], programs["bad"], programs["good"]]], {}) == Handed(("good",), ())
    assert took(good) == "Ann\x1b"
    assert took(bad) is None
    assert hand_over("Ben", [[programs["bad"], programs["missing"]], [programs["good"]]], {}) == Handed(
        ("good",), ("bad", "missing")
    )
    assert took(good) == "Ben"


def test_a_program_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.clipboard.LIMIT", 0.2)
    stuck = fake(tmp_path, "stuck", 'echo $$ > "$0.pid"; exec /bin/sleep 600')
    assert hand_over("Ann", [[Program("stuck", (str(stuck),))]], {}) == Handed((), ("stuck",))
    with pytest.raises(ProcessLookupError):
        os.kill(int(stuck.with_name("stuck.pid").read_text()), 0)


def test_clip_exe_is_given_utf_16_without_a_mark_and_pbcopy_a_locale(tmp_path: Path) -> None:
    clip, pbcopy = fake(tmp_path, "clip.exe"), fake(tmp_path, "pbcopy", 'echo "$LC_CTYPE" > "$0.took"')
    for environ, platform in ((WSL, "linux"), ({}, MAC)):
        places = clipboards(environ, lambda name: str(tmp_path / name), platform)
        assert hand_over("Jo 조성길", places, environ).refused == ()
    assert clip.with_name("clip.exe.took").read_bytes() == "Jo 조성길".encode("utf-16-le")
    assert took(pbcopy) == "UTF-8\n"


def test_what_is_longer_than_terminals_take_is_not_sent_to_them() -> None:
    assert for_terminal("a" * MOST) == "a" * MOST
    assert for_terminal("a" * (MOST + 1)) is None
    assert for_terminal("国" * (MOST // 3 + 1)) is None


def test_a_lone_surrogate_is_handed_over_as_the_replacement_character() -> None:
    assert for_terminal("Ann \ud83d met") == "Ann \ufffd met"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ilse Brandt", ""),
        ("E\u0301lan 👨‍👩‍👧 北朝鮮", ""),
        ("Ann\x1b[2J", "1 invisible character"),
        ("Ann\u202e\u2066", "2 invisible characters"),
        ("Ann\tBen\nDov\n", "1 invisible character and 2 line breaks"),
        ("rm -rf\n", "1 line break"),
    ],
)
def test_what_does_not_show_is_counted(text: str, said: str) -> None:
    assert unseen(text) == said


@pytest.mark.parametrize(
    ("text", "asked", "handed", "said"),
    [
        ("Jo", True, Handed(), "copied Jo: terminal (OSC 52, if it allows that)"),
        ("Jo", True, Handed(("xclip",)), "copied Jo: terminal (OSC 52, if it allows that) and xclip"),
        ("Jo", True, Handed(("xclip", "tmux")), "copied Jo: terminal (OSC 52, if it allows that), xclip and tmux"),
        ("Jo", True, Handed((), ("xclip",)), "copied Jo: terminal (OSC 52, if it allows that); xclip did not take it"),
        ("J\x07", True, Handed(), "copied Jo with 1 invisible character: terminal (OSC 52, if it allows that)"),
        ("J" * 80_001, False, Handed(("xclip",)), "copied Jo: xclip; too long for the terminal (81 kB, it takes 74)"),
        (
            "J" * 80_000,
            False,
            Handed(),
            "not copied: too long for the terminal (80 kB, it takes 74), and there is no clipboard program here",
        ),
        (
            "J" * 80_000,
            False,
            Handed((), ("xclip",)),
            "not copied: too long for the terminal (80 kB, it takes 74), and xclip did not take it",
        ),
    ],
)
def test_the_line_says_to_where_it_was_copied_and_never_that_the_terminal_took_it(
    text: str, asked: bool, handed: Handed, said: str
) -> None:
    assert line("Jo", text, asked, handed)[0] == said


# In the reader


def test_y_copies_the_mention_to_the_terminal_and_to_the_program_there_is(tmp_path: Path) -> None:
    xclip = fake(tmp_path / "bin", "xclip")
    with reading(tmp_path, environ=on_path(tmp_path / "bin", X11)) as session:
        session.press("n", "y")
        assert session.app.clipboard == took(xclip) == "Ilse Brandt"
        assert footer(session) == " copied Ilse Brandt: terminal (OSC 52, if it allows that) and xclip"
        assert xclip.with_name("xclip.args").read_text() == "-in -selection clipboard\n"
        session.press("Y")
        sentence = "Ilse Brandt left Lisbon on Thursday."
        assert session.app.clipboard == took(xclip) == f"{sentence} ({tmp_path / 'envoy.txt'})"
        assert footer(session) == " copied sentence and source: terminal (OSC 52, if it allows that) and xclip"


@pytest.mark.parametrize("environ", [{}, SSH | X11, {"PATH": ""} | X11])
def test_without_a_program_or_over_ssh_only_the_terminal_is_asked(tmp_path: Path, environ: dict[str, str]) -> None:
    xclip = fake(tmp_path / "bin", "xclip")
    with reading(tmp_path, environ=on_path(tmp_path / "bin", environ)) as session:
        session.press("n", "y")
        assert session.app.clipboard == "Ilse Brandt"
        assert footer(session) == " copied Ilse Brandt: terminal (OSC 52, if it allows that)"
    assert took(xclip) is None


def test_a_program_that_fails_is_named_and_the_reader_goes_on(tmp_path: Path) -> None:
    fake(tmp_path / "bin", "xclip", "exit 1")
    with reading(tmp_path, environ=on_path(tmp_path / "bin", X11)) as session:
        session.press("n", "y")
        assert footer(session).endswith("; xclip did not take it")
        session.press("a")
        assert "accepted" in footer(session)


def test_a_narrow_row_still_says_to_where(tmp_path: Path) -> None:
    fake(tmp_path / "bin", "xclip")
    with reading(tmp_path, environ=on_path(tmp_path / "bin", X11), size=(40, 12)) as session:
        session.press("n", "y")
        assert footer(session) == " copied: OSC 52 if allowed, xclip"


def test_a_slow_program_holds_up_no_key_and_later_copies_come_later(tmp_path: Path) -> None:
    xclip = fake(tmp_path / "bin", "xclip", 'while [ ! -e "$0.go" ]; do /bin/sleep 0.01; done; /bin/cat >> "$0.took"')
    with reading(tmp_path, environ=on_path(tmp_path / "bin", X11)) as session:
        session.press("n")
        session.press_unsaved("y")
        assert footer(session) == " copied Ilse Brandt: terminal (OSC 52, if it allows that)"
        session.press_unsaved("n")
        assert focused(session) == "Lisbon"
        session.press_unsaved("y")
        session.press_unsaved("n")
        assert focused(session) == "Thursday"
        assert took(xclip) is None
        before = footer(session)
        xclip.with_name("xclip.go").touch()
        session.wait_until(lambda: took(xclip) == "Ilse BrandtLisbon")
        session.press("left")
        assert "copied" not in footer(session)
        assert "copied" not in before


def test_what_is_copied_is_the_original_text_and_what_does_not_show_is_said(tmp_path: Path) -> None:
    xclip = fake(tmp_path / "bin", "xclip")
    words = "Ann\x1b[2J \u202emet\x9b Ben"
    line = "was seen at the court in Lisbon by several people on the Thursday of"
    hard = f"{words} {line}\nthat week. It {line}\n" + f"{line}\n" * 12
    with reading(
        tmp_path, text=hard, suggestions=[(0, len(words), "PERSON", 0.9)], environ=on_path(tmp_path / "bin", X11)
    ) as session:
        session.press("n", "y")
        assert session.app.clipboard == took(xclip) == words
        assert " with 3 invisible characters: terminal" in footer(session)
        assert footer(session).isprintable()
        session.press("Y")
        assert session.app.clipboard == took(xclip)
        assert took(xclip) == f"{hard[: hard.index('week.') + 5]} ({tmp_path / 'envoy.txt'})"
        assert "with 3 invisible characters and 1 line break" in session.said


def test_what_is_too_long_for_a_terminal_goes_to_the_program_alone(tmp_path: Path) -> None:
    xclip = fake(tmp_path / "bin", "xclip")
    text = "word " * 20_000
    found: list[tuple[int, int, str, float | None]] = [(0, 89_999, "ORG", 0.9)]
    with reading(tmp_path, text=text, suggestions=found, environ=on_path(tmp_path / "bin", X11)) as session:
        session.press("n", "y")
        assert session.app.clipboard == ""
        assert took(xclip) == text[:89_999]
        assert "xclip; too long for the terminal (90 kB, it takes 74)" in session.said
    with reading(tmp_path, text=text, suggestions=found) as session:
        session.press("n", "y")
        assert session.said.startswith("not copied: too long for the terminal")


def test_the_reader_finds_the_program_on_the_path_that_it_was_started_with(tmp_path: Path) -> None:
    xclip = fake(tmp_path / "bin", "xclip")
    (tmp_path / "envoy.txt").write_text(TEXT, "utf-8")
    taken_out: dict[str, str | None] = dict.fromkeys((*SSH, *TTY, *TMUX, *WAYLAND, "WSL_INTEROP", *WSL))
    here = {"PYTHONPATH": str(ROOT), "RUBRICATE_CACHE": str(tmp_path / "cache"), **on_path(tmp_path / "bin", X11)}
    command = [sys.executable, "-m", "tui", "envoy.txt", "--model", "none"]
    with Terminal(command, env={**taken_out, **here}, cwd=tmp_path) as terminal:
        terminal.wait_for("no entities yet")
        terminal.send(f"{RIGHT}y")
        terminal.wait_for("copied Envoy: terminal (OSC 52, if it allows that) and xclip")
        assert took(xclip) == "Envoy"
        assert control_sequences(terminal.output)["OSC 52"] == 1
        terminal.send("qq")
        assert terminal.wait_for_exit() == 0


def test_without_a_focus_nothing_is_copied(tmp_path: Path) -> None:
    xclip = fake(tmp_path / "bin", "xclip")
    with reading(tmp_path, environ=on_path(tmp_path / "bin", X11)) as session:
        for key in "yY":
            session.press(key)
            assert "nothing focused" in footer(session)
        assert session.app.clipboard == ""
    assert took(xclip) is None


def test_copying_changes_nothing(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "y", "Y")
        assert len(session.entities) == len(SUGGESTIONS)
        assert {one.status for one in session.entities} == {"suggested"}
        assert not (tmp_path / "rubricate.json").exists()


def test_a_text_that_would_end_the_sequence_is_handed_to_a_program_exactly_and_shown_safely(tmp_path: Path) -> None:
    xclip = fake(tmp_path / "bin", "xclip")
    with reading(
        tmp_path, text=f"{ATTACK}\n", suggestions=[(0, len(ATTACK), "ORG", 0.9)], environ=on_path(tmp_path / "bin", X11)
    ) as session:
        session.press("n", "y")
        assert took(xclip) == session.app.clipboard == ATTACK
        assert footer(session).isprintable()


@pytest.mark.skipif(which("tmux") is None, reason="tmux is not here")
def test_inside_tmux_its_buffer_has_what_was_copied(tmp_path: Path) -> None:
    (tmp_path / "envoy.txt").write_text(TEXT, "utf-8")
    env = {name: value for name, value in os.environ.items() if name not in ("TMUX", "DISPLAY", "WAYLAND_DISPLAY")}
    env |= {"PYTHONPATH": str(ROOT), "RUBRICATE_CACHE": str(tmp_path / "cache"), "TERM": "xterm-256color"}

    def tmux(*arguments: str) -> str:
        command = ["tmux", "-S", str(tmp_path / "socket"), "-f", "/dev/null", *arguments]
        return subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False).stdout

    def until(words: str) -> None:
        end = monotonic() + 60
        while words not in tmux("capture-pane", "-p"):
            assert monotonic() < end, tmux("capture-pane", "-p")
            sleep(0.05)

    tmux("new-session", "-d", "-x", "100", "-y", "24", sys.executable, "-m", "tui", "envoy.txt", "--model", "none")
    try:
        until("no entities yet")
        tmux("send-keys", "Right")
        until("   Envoy")
        tmux("send-keys", "y")
        until("copied Envoy: terminal (OSC 52, if it allows that) and tmux")
        assert tmux("show-buffer") == "Envoy"
    finally:
        tmux("kill-server")
