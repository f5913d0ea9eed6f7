"""The user's own keymap: merged over a layout, from a file, the variable or the config; what is wrong with it said in words."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from tests.terminal import Terminal
from tests.tui.scene import focused, footer, of, reading
from tui.cli import cli
from tui.config import read_config
from tui.keymap import COMMANDS, Keymap, KeymapError
from tui.keymaps.choosing import chosen_keymap
from tui.keymaps.files import read_keymap
from tui.keymaps.key_names import KeyNameError, keys_of, textual_name

ROOT = Path(__file__).resolve().parents[2]


def mine(folder: Path, text: str) -> Path:
    (folder / "mine.toml").write_text(text, "utf-8")
    return folder / "mine.toml"


def test_a_file_is_merged_over_the_layout_it_is_based_on(tmp_path: Path) -> None:
    file = mine(tmp_path, 'based = "vim"\naccept = ["+", "a"]\nwider = "g +"\ncopy = []\nnote = ["Ctrl+N", "F3", ";"]\n')
    keymap, problems = read_keymap(file)
    assert problems == ()
    assert keymap.name == "mine"
    assert [keymap.by_id(id).keys for id in ("accept", "wider", "copy", "note", "walk")] == [
        ("+", "a"),
        ("g +",),
        (),
        ("ctrl+n", "f3", ";"),
        ("W",),
    ]
    with reading(tmp_path, keymap=file) as session:
        session.press("n", "+")
        assert of(session, "Ilse Brandt").status == "accepted"
        session.press("a", "g", "g", "w", "w")
        assert focused(session) == "seeks"
        session.press("g", "+")
        assert "column of" in footer(session)


def test_ids_may_stand_under_keys(tmp_path: Path) -> None:
    keymap, problems = read_keymap(mine(tmp_path, '[keys]\naccept = ["+"]\nwider = "Q"\n'))
    assert problems == ()
    assert keymap.command("+") == keymap.by_id("accept")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('acept = "a"', "no command 'acept': accept?"),
        ('frobnicate = "a"', "no command 'frobnicate': rubricate keys lists the ids"),
        ('accept = "pagedwn"', "accept: 'pagedwn' is no key: a character, or backspace, delete"),
        ('accept = "zz"', "accept: 'zz' is no key; for two keys write 'z z'"),
        ('accept = "ctrl+i"', "accept: 'ctrl+i' arrives as Tab in most terminals: another key"),
        ('accept = "ctrl+q"', "accept: Ctrl+Q always quits: another key"),
        ('accept = "g ctrl+p"', "accept: Ctrl+P always lists the commands: another key"),
        ('accept = "hold+a"', "accept: 'hold+a' is no key: hold is none to hold, alt, ctrl"),
        ('accept = "a b c"', "accept: 'a b c' is more than two keys"),
        ('accept = ""', "accept: an empty text is no key"),
        ("accept = 3", 'accept: a key or a list of keys, as ["a", "y"], not 3'),
        ('accept = "Q"\nreject = "Q"', "Q cannot be for reject, it is for accept: another key for one of them"),
        ('accept = "Q"\nreject = "Q Q"', "QQ cannot be for reject, it is for accept"),
        ('accept = "x"', 'reject loses x to accept, Delete is left: say reject = ["KEY"] there too'),
        ('accept = "i"', 'unsure loses i to accept, none is left: say unsure = ["KEY"] there too'),
        ("counts = 3", "counts is true or false, not 3"),
        ("keys = 3", "keys is a table, [keys], not 3"),
    ],
)
def test_what_is_wrong_is_left_out_and_said_with_the_file_and_what_to_do(tmp_path: Path, line: str, said: str) -> None:
    file = mine(tmp_path, f'{line}\nmissed = "&"\n')
    keymap, problems = read_keymap(file)
    assert len(problems) == 1
    assert problems[0].startswith(f"{file}: {said}")
    assert keymap.command("&") == keymap.by_id("missed")
    assert keymap.by_id("accept").keys


def test_keys_that_are_taken_knowingly_are_not_spoken_of(tmp_path: Path) -> None:
    assert read_keymap(mine(tmp_path, 'accept = "x"\nreject = ["delete", "y"]\ncopy = []\n')).problems == ()
    assert read_keymap(mine(tmp_path, 'palette = ["ctrl+p", "Q"]\nquit-now = "Ctrl+Q"\n')).problems == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not = toml = at all", "is not TOML"),
        (b"\xff\xfe\0", "could not be read"),
        (b'based = "emacs"', "based is one of plain, vim"),
    ],
)
def test_a_broken_file_is_one_line_and_the_plain_keys(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "mine.toml").write_bytes(content)
    with reading(tmp_path, keymap=tmp_path / "mine.toml", size=(400, 32)) as session:
        notices = [footer(session)]
        session.press("n")
        notices.append(footer(session))
        assert any(said in line and "the keys are plain" in line and "mine.toml" in line for line in notices)
        session.press("right", "n", "a")
        assert of(session, "Lisbon", 1).status == "accepted"


def test_several_faults_are_one_line_that_counts_them(tmp_path: Path) -> None:
    file = mine(tmp_path, 'nonsense = "a"\ntwo = "b"\n')
    assert chosen_keymap(read_config(tmp_path), str(file)).notices == (
        f"{file}: no command 'nonsense': rubricate keys lists the ids (1 of 2: rubricate keys --keymap {file})",
    )


def test_the_option_comes_before_the_variable_and_that_before_the_config(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('keymap = "vim"\n', "utf-8")
    config = read_config(tmp_path)
    assert chosen_keymap(config, "azerty", "vim-azerty")[1:3] == ("azerty", "--keymap")
    assert chosen_keymap(config, None, "vim-azerty")[1:3] == ("vim-azerty", "$RUBRICATE_KEYMAP")
    assert chosen_keymap(config)[1:3] == ("vim", str(config.file))
    assert chosen_keymap(read_config(tmp_path / "none"))[1:3] == ("plain", "default")


def test_the_config_has_counts_and_keys_of_its_own_over_any_layout_of_ours(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('counts = true\n[keys]\naccept = ["a", "&"]\nnonsense = "k"\n', "utf-8")
    for option in (None, "vim"):
        chosen = chosen_keymap(read_config(tmp_path), option)
        assert chosen.keymap.counts
        assert chosen.keymap.key("label-1") == "'1"
        assert chosen.keymap.by_id("accept").keys == ("a", "&")
        assert chosen.problems == (f"{tmp_path / 'config.toml'}: no command 'nonsense': rubricate keys lists the ids",)
    assert not chosen_keymap(read_config(tmp_path), str(mine(tmp_path, ""))).keymap.counts


def test_what_is_said_is_in_the_keys_of_the_config_too(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[keys]\nundo = "-"\nnarrower = []\n', "utf-8")
    with reading(tmp_path, config=tmp_path) as session:
        session.press("n", "3")
        assert footer(session).endswith("- undoes")


def test_a_config_that_is_of_the_wrong_kind_is_said_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('keymap = 3\ncounts = "yes"\nkeys = []\n', "utf-8")
    config = read_config(tmp_path)
    assert [line.split(": ")[1].split(" is ")[0] for line in config.notices] == ["keymap", "counts", "keys"]
    assert chosen_keymap(config).keymap.commands == COMMANDS


def test_a_keymap_is_had_by_its_name_from_the_folder_of_the_config(tmp_path: Path) -> None:
    (tmp_path / "keymaps").mkdir()
    mine(tmp_path / "keymaps", 'accept = "&"\n')
    (tmp_path / "config.toml").write_text('keymap = "mine"\n', "utf-8")
    with reading(tmp_path, config=tmp_path) as session:
        session.press("n", "&")
        assert of(session, "Ilse Brandt").status == "accepted"
    (tmp_path / "config.toml").write_text('keymap = "keymaps/mine.toml"\n', "utf-8")
    assert chosen_keymap(read_config(tmp_path)).keymap.key("accept") == "&"


def test_a_keymap_that_is_not_there_is_refused_as_an_option_and_else_a_line(tmp_path: Path) -> None:
    config = read_config(tmp_path)
    with pytest.raises(KeymapError, match=r"no keymap 'nope': there are plain, vim, azerty, vim-azerty, and a file .*nope\.toml"):
        chosen_keymap(config, "nope")
    chosen = chosen_keymap(config, None, "nope")
    assert chosen.keymap.commands == COMMANDS
    assert chosen.notices[0].endswith("the keys are plain")


@given(st.characters(min_codepoint=33, exclude_categories=("Z", "C")))
def test_every_character_that_is_typed_is_a_key_by_itself_and_by_its_name(character: str) -> None:
    assert keys_of(character) == character
    name = textual_name(character)
    if character.isascii() and len(name) > 1:
        assert keys_of(name) == character


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.id)
def test_every_key_is_understood_as_it_is_printed_and_as_it_is_named(command: object) -> None:
    assert isinstance(command, type(COMMANDS[0]))
    keymap = Keymap()
    assert [keys_of(key) for key in command.keys] == list(command.keys)
    if command.keys:
        assert tuple(keys_of(one) for one in keymap.keys(command.id).split(" ")) == command.keys


@given(st.text(max_size=8))
def test_whatever_stands_for_a_key_is_one_or_is_refused_in_words(written: str) -> None:
    with suppress(KeyNameError):
        key = keys_of(written)
        assert keys_of(key) == key


@given(
    st.dictionaries(
        st.sampled_from([*(one.id for one in COMMANDS), "nonsense", "based", "counts", "keys"]),
        st.one_of(st.sampled_from(["a", "g", "g g", "x", "ctrl+d", "zz", "vim"]), st.lists(st.sampled_from("abgx"), max_size=3)),
        max_size=6,
    )
)
def test_whatever_a_file_says_there_is_a_keymap_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, table: dict[str, object]
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_text("".join(f"{key} = {value!r}\n" for key, value in table.items()), "utf-8")
    chosen = chosen_keymap(read_config(file.parent / "none"), str(file))
    assert all(str(file) in line for line in chosen.problems)
    assert [one.id for one in chosen.keymap.commands] == [one.id for one in COMMANDS]


def test_plain_keys_read_neither_the_layouts_nor_files_nor_keyboards() -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom tui.config import read_config\nfrom tui.keymaps.choosing import chosen_keymap\n"
        "chosen_keymap(read_config(Path('nowhere')))\n"
        "print(*sorted(name for name in sys.modules if name.startswith('tui.keymap')), 'tomllib' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["tui.keymap", "tui.keymaps", "tui.keymaps.choosing", "False"]


def keys_command(*options: str, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["keys", *options])
    assert result.exit_code == exit_code, result.output
    return result


def test_keys_prints_the_keymap_in_use_in_markdown_and_in_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "| `x` `Delete` | Not a name, and go on |" in keys_command().stdout
    assert "| `x` `dd` `Delete` | Not a name, and go on |" in keys_command("--keymap", "vim").stdout
    monkeypatch.setenv("RUBRICATE_KEYMAP", "azerty")
    assert "| `&` `1` | Label 1 of the set |" in keys_command().stdout
    found = {row["id"]: row["keys"] for row in json.loads(keys_command("--json", "--keymap", "vim").stdout)}
    assert found["reject"] == ["x", "d d", "delete"]
    assert set(found) == {one.id for one in COMMANDS}


def test_keys_lists_all_that_is_wrong_with_a_keymap_and_ends_with_1(tmp_path: Path) -> None:
    file = mine(tmp_path, 'nonsense = "a"\naccept = "zz"\nreject = "Q"\n')
    result = keys_command("--keymap", str(file), exit_code=1)
    assert [line.split(": ")[2] for line in result.stderr.splitlines()] == ["no command 'nonsense'", "accept"]
    assert "| `Q` | Not a name" in result.stdout


def test_keys_of_a_keymap_that_is_not_there_are_refused_in_a_line() -> None:
    assert "no keymap 'nope': there are plain" in keys_command("--keymap", "nope", exit_code=2).stderr


def test_keys_is_a_table_to_read_in_a_terminal(tmp_path: Path) -> None:
    env = {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(tmp_path), "RUBRICATE_KEYMAP": "vim"}
    with Terminal([sys.executable, "-m", "tui", "keys"], size=(100, 120), env=env, cwd=tmp_path) as terminal:
        assert terminal.wait_for_exit() == 0
        rows = terminal.rows()
    assert "Decide" in rows
    assert any(row.split() == ["x", "dd", "Delete", "reject", "Not", "a", "name,", "and", "go", "on"] for row in rows)


def test_keys_check_away_from_a_terminal_says_what_it_needs() -> None:
    assert "needs a terminal" in keys_command("--check", exit_code=2).stderr


def test_doctor_names_the_keymap_who_asked_for_it_and_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = mine(tmp_path, 'nonsense = "a"\n')
    monkeypatch.setenv("RUBRICATE_KEYMAP", str(file))
    asked, why = json.loads(CliRunner().invoke(cli, ["doctor", "--json"]).stdout)["settings"]["keymap"]
    assert asked == str(file)
    assert why.startswith("$RUBRICATE_KEYMAP; ")
    assert "no command 'nonsense'" in why


def test_the_variable_is_read_by_the_reader_itself(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ilse Brandt left.\n", "utf-8")
    env = {
        "PYTHONPATH": str(ROOT),
        "XDG_CONFIG_HOME": str(tmp_path),
        "RUBRICATE_CACHE": str(tmp_path),
        "RUBRICATE_KEYMAP": "azerty",
    }
    with Terminal([sys.executable, "-m", "tui", "a.txt", "--model", "none"], env=env, cwd=tmp_path) as terminal:
        terminal.wait_for("& PERS")
        terminal.send("\x11")
        assert terminal.wait_for_exit() == 0
