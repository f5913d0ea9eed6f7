"""Keyboards and terminals: keys of other scripts by their position, and what both protocols send, through a real terminal."""

import re
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.terminal import CTRL_C, Terminal
from tests.tui.protocols import PROTOCOLS, kitty, legacy
from tests.tui.scene import focused, footer, of, reading, span
from tests.tui.test_first_frame import home, reader  # noqa: F401
from tui.config import read_config
from tui.keymap import ALONE, Keymap, pressed
from tui.keymaps.checking import Ear, Heard, Teller
from tui.keymaps.choosing import chosen_keymap
from tui.keymaps.layouts import NAMES, layout
from tui.keymaps.positions import KEYBOARDS, meant

Protocol = Callable[[str], str]
both = pytest.mark.parametrize("send", PROTOCOLS.values(), ids=PROTOCOLS.keys())


def heard(sent: str) -> list[str]:
    """The keys, as the table has them, that Textual makes of what was sent; those that are held left out."""
    ear = Ear()
    found = [*ear.hear(sent), *(ear.hear("\x1b") if sent == "\x1b" else ())]
    return [pressed(one.name, one.types) for one in found if one.name not in ALONE]


@both
@pytest.mark.parametrize("name", NAMES)
def test_every_key_of_every_layout_arrives_as_itself(name: str, send: Protocol) -> None:
    keys = {part for command in layout(name).commands for key in command.keys for part in key.split(" ")} - {"escape"}
    assert {key: heard(send(key)) for key in keys} == {key: [key] for key in keys}


@pytest.mark.parametrize(
    ("keyboard", "typed", "keys"),
    [
        ("Cyrillic", "фйцлтьГАФ", "aqwknmUFA"),
        ("Cyrillic", "іїў", "s]o"),
        ("Greek", "αχινΝΔςε", "axinNDwe"),
        ("Hebrew", "שסןמצק", "axinme"),
        ("Arabic", "شءهىةث", "axinme"),
        ("Arabic", "٣", "3"),
    ],
)
def test_a_letter_of_another_script_is_the_key_in_its_position(keyboard: str, typed: str, keys: str) -> None:
    found = ""
    for character in typed:
        key, _ = meant(character, keyboard, layout("plain").knows)
        found += key
    assert found == keys


@given(st.sampled_from(sorted(KEYBOARDS)), st.data())
def test_a_keyboard_tells_itself_by_any_letter_that_it_alone_has(keyboard: str, data: st.DataObject) -> None:
    own = [key for key in KEYBOARDS[keyboard] if not any(key in table for name, table in KEYBOARDS.items() if name != keyboard)]
    character = data.draw(st.sampled_from([key for key in own if not key.isascii()]))
    assert meant(character, "", lambda _: False) == (KEYBOARDS[keyboard][character], keyboard)


def test_what_a_keyboard_has_in_ascii_is_by_position_only_after_a_letter_of_it_and_where_it_asks_for_nothing() -> None:
    knows = layout("plain").knows
    assert meant("'", "", knows) == ("'", "")
    assert meant("'", "Hebrew", knows) == ("w", "Hebrew")
    assert meant("/", "Hebrew", knows) == ("/", "Hebrew")
    assert meant("a", "Hebrew", knows) == ("a", "")
    assert meant("ctrl+у", "", knows) == ("ctrl+e", "Cyrillic")
    assert meant("pagedown", "Greek", knows) == ("pagedown", "Greek")


def test_a_letter_that_is_bound_itself_is_itself(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('accept = "т"\n', "utf-8")
    with reading(tmp_path, keymap=tmp_path / "mine.toml") as session:
        session.press("т")
        assert "nothing focused" in footer(session)
        session.press("n", "т")
        assert of(session, "Ilse Brandt").status == "accepted"


def test_a_cyrillic_keyboard_works_the_reader_its_lists_and_its_help(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("т", "ф")
        assert of(session, "Ilse Brandt").status == "accepted"
        session.press("ц", "к", "ч")
        assert of(session, "Lisbon", 1).status == "rejected"
        session.press("е", "щ")
        assert session.focus == (*span("Thursday"), "ORG", "accepted")
        session.press("?", "й", "г")
        assert of(session, "Thursday").label == "DATE"
        session.press("/", *"и", "escape")
        assert session.app.reader.reading.hits == ()
        session.press("В", "В")
        assert "done" in session.screen_text()[0]


def test_what_is_typed_is_typed(tmp_path: Path) -> None:
    with reading(tmp_path, text="Илья писал Илье.\n", suggestions=[]) as session:
        session.press("/", *"илья", "enter")
        assert focused(session) == "Илья"
        session.press("1", ";", *"тест", "enter")
        assert session.entities[0].note == "тест"


def test_a_vim_keyboard_of_another_script_has_its_sequences(tmp_path: Path) -> None:
    with reading(tmp_path, keymap="vim") as session:
        session.press("т", "в", "в")
        assert of(session, "Ilse Brandt").status == "rejected"


STORIES: dict[str, Sequence[tuple[str, str]]] = {
    "plain": [
        ("m 1", "tagged PERSON Paragraph. u undoes"),
        ("L", "PERSON Paragraph 0, was Paragraph. u undoes"),
        ("shift+left", "PERSON Paragraph, was Paragraph 0. u undoes"),
        ("u", "undone"),
        ("ctrl+y", "done again"),
        ("w", "walk: r review"),
        ("k", "w k is no walk"),
        ("m 3 backspace", "a right  x not a name"),
        ("enter", "nothing to review"),
        ("tab", "entities: arrows a row"),
        ("tab space pagedown", "a right  x not a name"),
        ("ё", "'`' does nothing here"),
        ("ь у Г", "nothing to redo"),
        ("D", "D closes"),
        ("D", "1 of 1 article done"),
    ],
    "vim": [
        ("g", "g start of the article"),
        ("g w w $", "1-0 label"),
        ("$", "end of the line"),
        ("m 1 d", "d not a name, and go on"),
        ("d", "removed PERSON"),
        ("u ctrl+r", "done again"),
        ("Z", "Z quit at once"),
        ("escape G", "1-0 label"),
    ],
    "azerty": [
        ("m é", "tagged NORP Paragraph"),
        ("=", "column of 76"),
        (")", "column of 72"),
        ("à", "LAW Paragraph, was NORP"),
    ],
}


@both
@pytest.mark.parametrize("name", STORIES)
def test_the_keys_of_a_layout_act_through_a_real_terminal_whatever_its_protocol(home: Path, name: str, send: Protocol) -> None:  # noqa: F811
    with reader(home, "sea.txt", "--keymap", name) as terminal:
        terminal.wait_for("no model")
        assert b"\x1b[>25u" in terminal.output
        for keys, said in STORIES[name]:
            for key in keys.split(" "):
                terminal.send(send(key))
                terminal.quiet(0.1)
            terminal.wait_for(said)
        terminal.send(send("ctrl+q"))
        assert terminal.wait_for_exit() == 0


def test_shift_by_itself_neither_answers_a_question_nor_drops_it(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "D")
        for key in sorted(ALONE):
            session.press(key)
            assert "D accepts" in footer(session), key
        session.press("D")
        assert "done" in session.screen_text()[0]


@both
def test_keys_check_says_what_each_key_sends_and_would_do_and_leaves_on_control_c(tmp_path: Path, send: Protocol) -> None:
    with check(tmp_path, "--keymap", "vim") as terminal:
        terminal.wait_for("Ctrl+C leaves")
        for key in ("a", "т", "g", "g", "d", "x", "ctrl+r", "left", "f8", "f5", "é", "space", "enter"):
            terminal.send(send(key))
            terminal.quiet(0.1)
        terminal.send(send("escape"))
        terminal.wait_for("cancel: Leave")
        rows = [re.split(r"  +", row) for row in terminal.rows() if "  " in row][1:]
        terminal.send(send("ctrl+c"))
        assert terminal.wait_for_exit() == 0
    sent = {row[1]: row[0] for row in rows}
    does = [row[-1] for row in rows if row[1] != "left_shift"]
    assert sent["a"] == ("a" if send is legacy else "ESC [97;;97u")
    assert sent["т"] == ("<d1 82>" if send is legacy else "ESC [1090;;1090u")
    assert does == [
        "accept: Accept, and go on",
        "n on a US keyboard: next: Next of the walk",
        "waits for g b f n p",
        "gg: home: Start of the article",
        "waits for d",
        "dx: nothing",
        "redo: Redo",
        "left: Previous word or entity",
        "article-next: Next article",
        "nothing",
        "nothing",
        "page-down: Page down",
        "enter: Accept, and go on",
        "cancel: Leave a question, search or pane",
    ]


@pytest.mark.parametrize(
    ("keymap", "keys", "does"),
    [
        ("plain", "w m", ["waits for r d m e s i l x", "the walk missed names"]),
        ("plain", "w z", ["waits for r d m e s i l x", "nothing: no walk has that letter"]),
        ("plain", "D D", ["done: Done with this article; waits for", "closes, the rest accepted"]),
        ("plain", "D n", ["done: Done with this article; waits for", "next: Next of the walk"]),
        ("plain", "D escape n", ["done: ", "leaves what waits", "next: Next of the walk"]),
        ("plain", "t p", ["waits for a label's letter or key, or /", "the label of that letter or key"]),
        ("plain", "f x", ["waits for letters on the screen", "a letter of those on the screen"]),
        ("plain", "q q", ["quit: ", "quits, at the article"]),
        ("vim", "d d", ["waits for d", "dd: reject: Not a name"]),
        ("counts", "3 0 n", ["how often the next key is done", "how often the next key is done", "next: Next of the walk"]),
    ],
)
def test_keys_check_knows_what_a_key_waits_for(tmp_path: Path, keymap: str, keys: str, does: list[str]) -> None:
    (tmp_path / "counts.toml").write_text('based = "vim"\ncounts = true\n', "utf-8")
    asked = str(tmp_path / "counts.toml") if keymap == "counts" else keymap
    teller = Teller(chosen_keymap(read_config(tmp_path), asked).keymap)
    told = [teller.does(Heard("", key, key if len(key) == 1 else "")) for key in keys.split(" ")]
    assert [part in words for part, words in zip(does, told, strict=True)] == [True] * len(does), told


@pytest.mark.parametrize("sent", ["\x1b[97:65;2;65u", "\x1b[97;1:3u"])
def test_a_sequence_that_textual_does_not_know_is_shown_and_ends_nothing(sent: str) -> None:
    ear, teller = Ear(), Teller(Keymap())
    heard = [*ear.hear(sent), *ear.hear("a")]
    assert (heard[0].sent, teller.does(heard[0])) == (sent, "nothing: Textual does not know this sequence")
    assert teller.does(heard[-1]) == "accept: Accept, and go on"


def check(folder: Path, *options: str) -> Terminal:
    root = str(Path(__file__).resolve().parents[2])
    env = {"PYTHONPATH": root, "XDG_CONFIG_HOME": str(folder), "RUBRICATE_KEYMAP": None, "TEXTUAL_DISABLE_KITTY_KEY": None}
    return Terminal([sys.executable, "-m", "tui", "keys", "--check", *options], size=(110, 40), env=env, cwd=folder)


def test_keys_check_gives_the_terminal_back_as_it_was(tmp_path: Path) -> None:
    with check(tmp_path) as terminal:
        before = terminal.attributes
        terminal.wait_for("Ctrl+C leaves")
        assert terminal.attributes != before
        assert terminal.output.startswith(b"\x1b[>25u")
        terminal.send(CTRL_C)
        assert terminal.wait_for_exit() == 0
        assert terminal.attributes == before
        assert terminal.output.endswith(b"\x1b[<u")


def test_a_signal_ends_keys_check_and_gives_the_terminal_back(tmp_path: Path) -> None:
    with check(tmp_path) as terminal:
        before = terminal.attributes
        terminal.wait_for("Ctrl+C leaves")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_for_exit() == 128 + signal.SIGTERM
        assert terminal.attributes == before
        assert terminal.output.endswith(b"\x1b[<u")


def test_what_a_key_would_do_counts_where_digits_do() -> None:
    teller, ear = Teller(layout("vim", counts=True)), Ear()
    assert [teller.does(one) for one in ear.hear("3'1" + kitty("left_shift"))] == [
        "how often the next key is done",
        "waits for 1 2 3 4 5 6 7 8 9 0",
        "'1: label-1: Label 1 of the set",
        "held or locked: nothing by itself",
    ]
