"""The layouts: what vim and AZERTY keys do, key sequences, counts, and that all that is shown names the keys in use."""

import re
from pathlib import Path

import pytest

from tests.tui.scene import N, focused, footer, of, reading, span
from tests.tui.test_reader import LONG, body
from tui.driver import Session
from tui.keymap import COMMANDS, Keymap, printed
from tui.keymaps.layouts import NAMES, layout
from tui.keymaps.wording import in_keys_of
from tui.screens.help import help_lines

VIM = {"keymap": "vim"}


@pytest.mark.parametrize("counts", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_in_every_layout_each_command_of_the_plain_one_has_a_key_and_no_key_two(name: str, counts: bool) -> None:
    keymap = layout(name, counts=counts)
    keys = [key for command in keymap.commands for key in command.keys]
    assert len(set(keys)) == len(keys)
    assert [one.id for one in COMMANDS if one.keys and not keymap.by_id(one.id).keys] == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_needs_control_or_function_keys_in_any_layout(name: str) -> None:
    """But for export, palette and quitting at once, which are reached by name or by q too."""
    for command in layout(name).commands:
        if command.keys and command.id not in ("export", "quit-now", "palette", "half-page-down", "half-page-up"):
            assert any(len(key) == 1 or not re.search(r"\w\+\w|^f\d", key) for key in command.keys), command.id


def test_the_plain_layout_is_the_table_itself() -> None:
    assert layout("plain").commands == COMMANDS


def test_on_azerty_the_unshifted_row_is_labels_and_width_alone() -> None:
    row = dict(zip("&é\"'(-è_çà", "1234567890", strict=True))
    for name in ("azerty", "vim-azerty"):
        keymap = layout(name)
        assert {key: command.id for key in row if (command := keymap.command(key))} == {
            key: f"label-{digit}" for key, digit in row.items()
        }
        assert {keymap.command(key).id for key in ")="} == {"narrower", "wider"}  # type: ignore[union-attr]
        needs_altgr = set("[]{}|#@\\~^")
        for command in keymap.commands:
            if command.keys:
                assert any(not needs_altgr & set(key) and not re.match(r"f\d", key) for key in command.keys), command.id


def test_azerty_labels_with_the_unshifted_row_and_shows_it(tmp_path: Path) -> None:
    with reading(tmp_path, keymap="azerty") as session:
        assert session.screen_text()[-3].startswith(" & PERS")
        session.press("n", '"')
        assert session.focus == (*span("Ilse Brandt"), "ORG", "accepted")
        assert "&-à label" in footer_of_keys(session)
        session.press("n", "t")
        assert any(re.search(r"\bp &  PERSON", row) for row in session.screen_text())
        session.press("à")
        assert session.focus is not None
        assert session.focus[2] == "LAW"
        session.press("&")
        assert session.focus[2] == "PERSON"


def footer_of_keys(session: Session) -> str:
    """The footer row once nothing is said any more."""
    session.app.reader.reading.said = ""
    session.app.reader.sync()
    return footer(session)


def test_azerty_sets_the_width_beside_the_row_and_walks_sentences_elsewhere(tmp_path: Path) -> None:
    with reading(tmp_path, keymap="azerty", size=(120, 32)) as session:
        session.press(")")
        narrow = footer(session)
        session.press("=")
        assert (narrow, footer(session)) != (footer(session), narrow)
        assert "column of" in narrow
        session.press("n", "!")
        assert focused(session) == "The"
        session.press("§")
        assert focused(session) == "Ilse Brandt"


def test_vim_moves_by_word_line_paragraph_and_to_the_ends(tmp_path: Path) -> None:
    with reading(tmp_path, **VIM) as session:
        session.press("g", "g", "w", "w")
        assert focused(session) == "seeks"
        session.press("b")
        assert focused(session) == "Envoy"
        session.press("$")
        assert focused(session) == "Lisbon"
        session.press("$")
        assert "end of the line" in footer(session)
        session.press("^")
        assert focused(session) == "Envoy"
        session.press("^")
        assert "start of the line" in footer(session)
        session.press("}")
        assert focused(session) == "Ilse Brandt"
        session.press("{")
        assert focused(session) == "Envoy"


def test_vim_goes_to_the_ends_of_a_long_text_and_half_pages_through_it(tmp_path: Path) -> None:
    with reading(tmp_path, text=LONG, suggestions=[], size=(80, 24), **VIM) as session:
        top = body(session)
        session.press("G")
        assert session.app.reader.view.percent == 100
        session.press("g", "g")
        assert body(session) == top
        session.press("ctrl+d")
        half = session.app.reader.view.visible_span()[0]
        session.press("ctrl+u", "space")
        assert 0 < half < session.app.reader.view.visible_span()[0]
        session.press("g", "g", "ctrl+u")
        assert "start of the article" in footer(session)


def test_a_word_of_vim_is_a_word_where_arrows_go_by_character(tmp_path: Path) -> None:
    with reading(tmp_path, suggestions=[], **VIM) as session:
        session.press("w", "w", "c", "l")
        assert len(focused(session)) == 1
        session.press("b")
        assert focused(session) in ("seeks", "Envoy")


def test_a_key_that_begins_two_shows_what_it_waits_for_and_an_unknown_second_does_nothing(tmp_path: Path) -> None:
    with reading(tmp_path, **VIM) as session:
        session.press("n", "d")
        assert footer(session) == " d: d not a name, and go on"
        before = session.entities
        session.press("x")
        assert "dx asks for nothing: d waits for d" in footer(session)
        assert session.entities == before
        session.press("g", "escape")
        assert footer(session).startswith(" a right")
        session.press("g")
        assert "g start of the article" in footer(session)
        session.press("d")
        assert "gd asks for nothing" in footer(session)
        assert session.entities == before


def test_dd_rejects_redo_is_control_r_and_a_single_d_is_not_bound(tmp_path: Path) -> None:
    with reading(tmp_path, **VIM) as session:
        session.press("n", "d", "d")
        assert of(session, "Ilse Brandt").status == "rejected"
        assert focused(session) == "Lisbon"
        session.press("u")
        assert of(session, "Ilse Brandt").status == "suggested"
        session.press("ctrl+r")
        assert of(session, "Ilse Brandt").status == "rejected"
        assert layout("vim").command("d") is None


def test_the_walk_is_chosen_with_a_capital_and_said_so(tmp_path: Path) -> None:
    with reading(tmp_path, **VIM) as session:
        session.press("W", "k")
        assert "W k is no walk" in footer(session)
        session.press("W", "r", "n")
        assert focused(session) == "Ilse Brandt"


def test_gn_and_gp_walk_the_articles_and_gb_the_bookmarks(tmp_path: Path) -> None:
    for n in range(2):
        (tmp_path / f"{n}.txt").write_text(f"Article number {n}\n", "utf-8")
    with Session([tmp_path / "0.txt", tmp_path / "1.txt"], project=tmp_path / "p.json", **VIM) as session:
        session.press("g", "n")
        assert "2 of 2" in session.screen_text()[0]
        session.press("g", "p")
        assert "1 of 2" in session.screen_text()[0]
        session.press("g", "b")
        assert "no bookmark here: B sets one" in footer(session)
        session.press("w", "B")
        assert "gb goes to the next" in footer(session)


def test_w_says_when_it_was_saved_and_e_opens_another_article(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("Tomas Reis wrote.\n", "utf-8")
    with reading(tmp_path, **VIM) as session:
        session.press(":", "w", "enter")
        assert "nothing decided, nothing to save" in footer(session)
        session.press("n", "a", ":", "w", "enter")
        assert re.search(r"saved \d\d:\d\d$", footer(session))
        session.press(":", *f"e {tmp_path / 'other.txt'}", "enter")
        assert session.article.text.startswith("Tomas Reis")
        assert "2 of 2" in session.screen_text()[0]
        session.press(":", *"e nowhere.txt", "enter")
        assert "nowhere.txt" in footer(session)
        for source in ("-", "https://example.org/", "/dev/null"):
            session.press(":", *f"e {source}", "enter")
            assert f"{source} is not opened from here" in footer(session)
        session.press(":", "e", "enter")
        assert footer(session).startswith(" open")
        session.press(*str(tmp_path / "envoy.txt"), "enter")
        assert "1 of 2" in session.screen_text()[0]
        session.press("g", "n", ":", *"50%", "enter")
        assert "50 %" in footer(session)
        session.press(":", *"article-previous", "enter")
        assert "1 of 2" in session.screen_text()[0]
        session.press(":", *"frobnicate", "enter")
        assert "no command frobnicate" in footer(session)
        session.press(":", "enter")
        assert session.running


@pytest.mark.parametrize("keys", [("Z", "Z"), (":", "q", "enter"), (":", "w", "q", "enter"), (":", "x", "enter")])
def test_vim_leaves_as_vim_does(tmp_path: Path, keys: tuple[str, ...]) -> None:
    with reading(tmp_path, **VIM) as session:
        session.press("n", "a", *keys)
        assert not session.running
    with reading(tmp_path) as session:
        assert of(session, "Ilse Brandt").status == "accepted"


@pytest.fixture
def counting(tmp_path: Path) -> Path:
    (tmp_path / "counting.toml").write_text('based = "vim"\ncounts = true\n', "utf-8")
    return tmp_path / "counting.toml"


def test_digits_count_moves_and_edits_and_labels_follow_an_apostrophe(tmp_path: Path, counting: Path) -> None:
    with reading(tmp_path, keymap=counting) as session:
        assert session.screen_text()[-3].startswith(" '1 PERS")
        session.press("3")
        assert "3: then a key that moves or edits" in footer(session)
        session.press("w")
        assert focused(session) == "shelter"
        session.press("'", "3")
        assert session.focus == (*span("shelter"), "ORG", "accepted")
        session.press("2", "L")
        assert focused(session) == "shelter in Lisbon"
        assert "2 times: " in footer(session)
        assert footer(session).endswith("2u undoes them")
        session.press("2", "u")
        assert focused(session) == "shelter"
        session.press("1", "2", "w")
        assert focused(session) == "said"
        session.press("0")
        assert session.focus is not None
        assert session.focus[0] == 31


def test_counted_sequences_and_walks_stop_where_nothing_is_left(tmp_path: Path, counting: Path) -> None:
    with reading(tmp_path, keymap=counting) as session:
        session.press("n", "2", "d", "d")
        assert [str(one.status) for one in session.entities].count("rejected") == 2
        session.press("2", "u")
        assert [str(one.status) for one in session.entities].count("rejected") == 0
        session.press("g", "g", "9", "9", "a")
        assert [str(one.status) for one in session.entities].count("accepted") == N
        session.press("3", "q")
        assert "takes no number" in footer(session)
        session.press("4", "escape", "g", "g", "4", "0", "%")
        assert "40 %" in footer(session)
        session.press(*"9999")
        assert "9999 is too often" in footer(session)
        session.press("²")
        assert "'²' does nothing here" in footer(session)
        session.press("3", "²")
        assert "² asks for nothing" in footer(session)


def test_the_help_and_the_palette_name_the_keys_in_use(tmp_path: Path) -> None:
    for name in NAMES:
        keymap = layout(name)
        shown = "\n".join(line for line, _ in help_lines(keymap, "Move", 300))
        for command in keymap.commands:
            if command.keys and not re.fullmatch(r"label-\d", command.id):
                assert f"{keymap.keys(command.id)} " in shown
    with reading(tmp_path, **VIM) as session:
        session.press("ctrl+p", *"next article")
        assert any("Next article  gn ] F8" in row for row in session.screen_text())


def test_what_is_said_names_the_keys_in_use(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        'next = "("\nundo = "-"\nmissed = "_"\ndone = "C"\nreject = "k"\nup = "up"\nquit = "&"\nhelp = "*"\n', "utf-8"
    )
    with reading(tmp_path, keymap=tmp_path / "mine.toml") as session:
        session.press("*", "escape")
        session.press("é")
        assert "'é' does nothing here: * shows the keys" in footer(session)
        session.press("a")
        assert "nothing focused: ( first suggestion" in footer(session)
        session.press("(", "3")
        assert footer(session).endswith("ORG Ilse Brandt, was PERSON. - undoes")
        session.press("C")
        assert "C accepts 8, k rejects, o open" in footer(session)
        session.press("x")
        assert of(session, "Lisbon", 1).status == "suggested"
        session.press("C", "k")
        assert of(session, "Lisbon", 1).status == "rejected"
        session.press("&")
        assert "all saved: & again quits" in footer(session)
        session.press("&")
        assert not session.running


def test_a_hint_whose_key_is_gone_names_the_command() -> None:
    commands = tuple(one._replace(keys=()) if one.id == "bookmark" else one for one in COMMANDS)
    keymap = Keymap("mine", commands)
    assert in_keys_of(keymap, "no bookmark here: B sets one") == "no bookmark here: “Bookmark set or taken away” sets one"
    assert in_keys_of(keymap, "tagged ORG B. u undoes") == "tagged ORG B. u undoes"


def test_every_hint_names_the_plain_key_of_a_command() -> None:
    from tui.keymaps.wording import _HINTS, _RAW

    assert [(id, key) for id, key, _ in _HINTS if (one := Keymap().command(_RAW.get(key, key))) is None or one.id != id] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("none below, 3 above: n goes to the first", "none below, 3 above: & goes to the first"),
        ("n and N walk what is to review", "& and è walk what is to review"),
        ("the article alone: z plain reading", "the article alone: z plain reading"),
        ("nothing to review: m untagged names, D done", "nothing to review: _ untagged names, D done"),
        ("no label yet: a label key, then A", "no label yet: a label key, then ç"),
        (
            "ORG n is rejected: a brings it back, X rejects the equal ones",
            "ORG n is rejected: ' brings it back, X rejects the equal ones",
        ),
        ("hit 2 of 5: n N to the others, Esc puts them out", "hit 2 of 5: & è to the others, Esc puts them out"),
    ],
)
def test_what_is_said_is_said_in_the_keys_of_the_keymap(words: str, said: str) -> None:
    own = {"next": ("&",), "previous": ("è",), "missed": ("_",), "label-equal": ("ç",), "accept": ("'",)}
    commands = tuple(one._replace(keys=own.get(one.id, one.keys)) for one in COMMANDS)
    assert in_keys_of(Keymap("mine", commands), words) == said


def test_two_keys_are_printed_as_they_are_typed() -> None:
    assert (printed("g g"), printed("g space"), printed("' 1"), printed("ctrl+e"), printed("+")) == (
        "gg",
        "g Space",
        "'1",
        "Ctrl+E",
        "+",
    )


def test_a_key_cannot_both_ask_and_begin() -> None:
    commands = (COMMANDS[0]._replace(keys=("g",)), COMMANDS[1]._replace(keys=("g g",)))
    with pytest.raises(ValueError, match="g asks for left and begins g"):
        Keymap("broken", commands)
