"""The documents are held to the code."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotations.formats.registry import FORMATS
from tui.cli import cli
from tui.keymap import COMMANDS, Command, Keymap, as_markdown
from tui.keymaps.files import read_keymap
from tui.keymaps.layouts import NAMES
from tui.palettes import PALETTES
from tui.screens.help import help_lines
from tui.theme_files import read_theme, weak_contrast

ROOT = Path(__file__).resolve().parents[2]


def test_the_key_table_of_the_readme_is_made_from_the_command_table() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    table = readme.split("<!-- keys -->\n")[1].split("<!-- /keys -->")[0]
    assert table == as_markdown(), "put the output of `rubricate keys` between the marks in README.md"


def test_the_key_table_of_the_readme_is_what_rubricate_keys_prints() -> None:
    printed = CliRunner().invoke(cli, ["keys", "--keymap", "plain"]).stdout
    assert printed in (ROOT / "README.md").read_text("utf-8")


def test_the_formats_of_the_readme_are_those_there_are() -> None:
    table = (ROOT / "README.md").read_text("utf-8").split("<!-- formats -->")[1].split("<!-- /formats -->")[0]
    assert [line.split("`")[1] for line in table.splitlines() if line.startswith("| `") and "--format" not in line] == list(
        FORMATS
    )


def test_the_keymap_of_the_readme_is_one_without_a_fault(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (tmp_path / "mine.toml").write_text(readme.split("<!-- keymap -->\n```toml\n")[1].split("```")[0], "utf-8")
    assert read_keymap(tmp_path / "mine.toml").problems == ()
    keys = readme.split("### Keymaps")[1].split("\n#")[0]
    assert all(f"`{name}`" in keys for name in NAMES)


def test_the_help_names_every_key_that_is_here() -> None:
    keymap = Keymap()
    shown = "\n".join(line for line, _ in help_lines(keymap, "Move", 200))
    for command in COMMANDS:
        if command.keys and not re.fullmatch(r"label-\d", command.id):
            assert command.title in shown
            assert keymap.keys(command.id) in shown


def test_no_two_commands_share_a_key() -> None:
    with pytest.raises(ValueError, match="asks for both"):
        Keymap("broken", (Command("one", ("a",), "", ""), Command("two", ("a",), "", "")))
    assert len({key for command in COMMANDS for key in command.keys}) == sum(len(command.keys) for command in COMMANDS)


def test_every_required_key_has_a_plain_spelling() -> None:
    """Nothing needs Shift+arrows, Ctrl, Alt or function keys, but for export, palette and quit at once."""
    for command in COMMANDS:
        if command.keys and command.id not in ("export", "quit-now"):
            assert (
                any("+" not in key and not re.fullmatch(r"f\d+", key) for key in command.keys if key != "+")
                or "+" in command.keys
            )


def test_the_readme_has_two_set_up_commands_of_one_line_each() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", readme.split("## The work")[0], re.DOTALL)
    assert [block.count("\n") for block in blocks] == [1, 1]
    assert all(" /" not in block for block in blocks)  # no place of one machine


def test_the_theme_of_the_readme_is_one_and_is_easily_read(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (tmp_path / "harbour.toml").write_text(readme.split("<!-- theme -->\n```toml\n")[1].split("```")[0], "utf-8")
    palette = read_theme(tmp_path / "harbour.toml")
    assert (palette.background, palette.labels[0].text) == ("#002b36", "#6cb6f0")
    assert list(weak_contrast(palette)) == []


def test_the_readme_names_every_theme() -> None:
    themes = (ROOT / "README.md").read_text("utf-8").split("### Themes")[1].split("\n#")[0]
    assert all(f"`{one.name}`" in themes for one in PALETTES)


def test_every_file_that_the_contributing_guide_names_is_there() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = re.findall(r"`((?:tests|tui|annotations)/[\w/]+(?:\.py|/))`", guide)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
