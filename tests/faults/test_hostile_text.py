"""Text from outside never acts on the terminal: not an article, a file name, a label, a note or a project."""

import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal, control_sequences

ATTACK = (
    "\x1b]0;owned\x07 \x1b]52;c;aGVsbG8=\x07 \x1b[2J \x9b2J \x9d0;owned\x9c \x07 \x08\x08 \x0b \x00 \x7f "
    "\u202eesrever\u202c \u2066x\u2069 \x1bP1$tx\x1b\\ \x1b_x\x1b\\ \x1b[?1049l"
)
HARMLESS = "nothing at all here but words"


def output(folder: Path, words: str, name: str) -> bytes:
    """What the reader sends to a real terminal while it reads, tags and writes a note on these words."""
    folder.mkdir()
    source = folder / name
    source.write_text(f"Ann {words} met Ben\n\nBen Dov {words}\n", "utf-8", newline="")
    labels = folder / "own.toml"
    labels.write_text('[[label]]\nname = "SHIP"\ndigit = "1"\n', "utf-8")
    command = [sys.executable, "-m", "tui", str(source), "--model", "none", "--labels", str(labels), "-p", str(folder / "p.json")]
    env = {"RUBRICATE_CACHE": str(folder / "cache"), "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with Terminal(command, env=env, cwd=folder) as terminal:
        terminal.wait_for("met Ben")
        for keys, seen in (("m", "label"), ("1", "SHIP"), ("?", "Decide"), ("?", "a right"), ("qq", "")):
            terminal.send(keys)
            if seen:
                terminal.wait_for(seen)
        assert terminal.wait_for_exit() == 0
        return terminal.output


def test_a_hostile_article_and_file_name_send_no_other_kinds_of_sequences_than_harmless_ones(tmp_path: Path) -> None:
    harmless = output(tmp_path / "harmless", HARMLESS, "article.txt")
    hostile = output(tmp_path / "hostile", ATTACK, "art\x1b]0;owned\x07\u202eicle.txt")
    drawing = {"SGR", "cursor", "erase"}
    assert set(control_sequences(hostile)) - drawing <= set(control_sequences(harmless)) - drawing
    assert b"owned\x07" not in hostile
    assert b"\x1b]52;" not in hostile
    shown = hostile.decode("utf-8", "replace")
    assert not set(shown) & {
        *map(chr, range(0x80, 0xA0)),
        *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x7f\x0b\x08",
    }


@pytest.mark.parametrize("name", ["SH\x1b]0;owned\x07IP", "SH\u202eIP", "SH\nIP"])
def test_a_label_with_control_characters_is_refused_in_words(tmp_path: Path, name: str) -> None:
    from annotations.labels import LabelError, from_toml

    escaped = "".join(f"\\u{ord(char):04x}" for char in name)
    with pytest.raises(LabelError, match="printable"):
        from_toml(f'[[label]]\nname = "{escaped}"\n', "own")
