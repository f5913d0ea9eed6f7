"""Themes while reading: chosen from the list of commands, followed at once, with and without colour; and at the start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.terminal import CTRL_Q, ESCAPE, LEFT, Terminal
from tests.tui.colours import drawn_text
from tests.tui.scene import TEXT, choose, reading
from tests.tui.sixteen import sixteen
from tui.cli import cli
from tui.driver import Session
from tui.palettes import CONTRAST, LIGHT, PALETTES, contrast

ROOT = Path(__file__).resolve().parents[2]
OWN = 'background = "#00202e"\n'
_IMPORTED = """
import sys
from pathlib import Path
from tui.config import read_config
from tui.theme_files import chosen_theme
print(chosen_theme(read_config(Path("config"))).palette.background, *({"tomllib", "textual", "rich"} & set(sys.modules)))
"""
_BEGUN = """
from tui.options import ReadOptions
from tui.running import run
run(ReadOptions(("a.txt",), model="none"))
from textual.constants import DEFAULT_THEME
print("began as", DEFAULT_THEME)
"""
_SHEETS = """
import os, sys
from pathlib import Path
from tui.config import read_config
from tui.theme_files import chosen_theme
if sys.argv[1] == "before":
    os.environ["TEXTUAL_THEME"] = chosen_theme(read_config(Path("config"))).palette.theme
from textual.css.stylesheet import Stylesheet
from tui.driver import Session
made, reparse = [], Stylesheet.reparse
Stylesheet.reparse = lambda sheet: made.append(reparse(sheet))
with Session("a.txt", project="p.json", config=Path("config")) as session:
    print(session.app.current_theme.background, len(made))
"""


def wear(session: Session, theme: str) -> None:
    choose(session, f"theme {theme}")


def drawn(session: Session) -> set[tuple[str, str, str]]:
    """Text on the screen with its colour and that of its ground."""
    return {(words.replace("\xa0", " "), ink, ground) for words, ink, ground in drawn_text(session.svg())}


def test_every_theme_is_in_the_list_of_commands_and_is_worn_at_once(tmp_path: Path) -> None:
    with reading(tmp_path, config=tmp_path) as session:
        session.press("n", "a")
        for palette in (*PALETTES[1:], PALETTES[0]):
            wear(session, palette.name)
            assert session.said == f"theme {palette.name}"
            if not palette.ansi:
                expected = {
                    ("Ilse Brandt", *palette.decided[0]),
                    ("Thursday", palette.suggested[3].text, palette.suggested[3].ground or palette.background),
                    ("GPE 3", palette.labels[2].text, palette.labels[2].ground or palette.background),
                    ("GPE", palette.labels[2].text, palette.labels[2].ground or palette.background),
                    (f"theme {palette.name}", palette.text, palette.background),
                }
                assert expected <= drawn(session)


def test_a_theme_of_the_users_is_in_the_list_and_read_when_it_is_chosen(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    file = tmp_path / "themes/sea [b] side.toml"
    file.write_text('background = "#00202e"\n', "utf-8")
    with reading(tmp_path, config=tmp_path) as session:
        wear(session, "sea")
        assert session.app.current_theme.background == "#00202e"
        assert session.said == "theme sea [b] side"
        file.write_text('background = "#10202e"\n', "utf-8")
        wear(session, "sea")
        assert session.app.current_theme.background == "#10202e"
        file.write_text('background = "blue"\n', "utf-8")
        wear(session, "sea")
        assert "background is a colour" in session.said
        assert session.said.endswith("the theme stays")
        assert session.app.current_theme.background == "#10202e"
        file.write_text('text = "#333333"\n', "utf-8")
        wear(session, "sea")
        assert "is hard to read" in session.said


def test_the_next_theme_goes_round_all_that_can_be_had_and_says_which_cannot(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes/bad.toml").write_text("x", "utf-8")
    (tmp_path / "themes/mine.toml").write_text('background = "#00202e"', "utf-8")
    (tmp_path / "away.toml").write_text('background = "#30202e"', "utf-8")
    with reading(tmp_path, config=tmp_path, theme=str(tmp_path / "away.toml")) as session:
        worn, said = [], []
        for _ in range(8):
            worn.append(session.app.current_theme.background)
            choose(session, "next theme")
            said.append(session.said)
        expected = ["#30202e", *(one.background for one in PALETTES[:-1]), "ansi_default", "#00202e"]
        assert worn == [*expected, "#30202e"]
        assert [line for line in said if "is not TOML" in line] == [said[5]]
        assert said[5].startswith("theme mine; ")


def test_a_theme_does_not_bring_back_the_focus_or_change_what_is_kept(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n")
        before = session.focus, session.entities, (tmp_path / "rubricate.json").exists()
        wear(session, "light")
        assert (session.focus, session.entities, (tmp_path / "rubricate.json").exists()) == before


@pytest.mark.parametrize("theme", [one.name for one in PALETTES])
def test_without_colour_no_theme_has_any_also_when_it_is_chosen_later(tmp_path: Path, theme: str) -> None:
    with reading(tmp_path, theme=theme, colour=False) as session:
        session.press("n", "a", "n", "4")
        plain = drawn_inks(session)
        assert len(plain) == 1
        for other in ("ansi", "light"):
            wear(session, other)
            session.press("n")
            assert drawn_inks(session) == plain


def drawn_inks(session: Session) -> set[str]:
    """The colours, dim and reverse aside, that article and rows are drawn in."""
    strips = session.app.reader.view.render_lines(session.app.reader.view.size.region)
    styles = [segment.style for strip in strips for segment in strip if segment.style]
    return {f"{style.color and style.color.name} on {style.bgcolor and style.bgcolor.name}" for style in styles}


def test_without_colour_the_row_that_enter_takes_is_underlined_in_the_list(tmp_path: Path) -> None:
    with reading(tmp_path, colour=False) as session:
        session.press(":")
        assert "underline" in session.svg()


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str | None]:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    folders = {"RUBRICATE_CACHE": str(tmp_path / "cache"), "RUBRICATE_CONFIG": str(tmp_path / "config")}
    return {**folders, "PYTHONPATH": str(ROOT), "NO_COLOR": None, "RUBRICATE_THEME": None}


def in_a_terminal(folder: Path, env: dict[str, str | None]) -> Terminal:
    return Terminal([sys.executable, "-m", "tui", "a.txt", "--model", "none"], size=(110, 30), env=env, cwd=folder)


@pytest.mark.parametrize("variable", [None, "light"])
def test_in_a_terminal_the_theme_is_that_of_the_variable_else_of_the_config(
    tmp_path: Path, surroundings: dict[str, str | None], variable: str | None
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config/config.toml").write_text('theme = "contrast"', "utf-8")
    with in_a_terminal(tmp_path, {**surroundings, "RUBRICATE_THEME": variable}) as terminal:
        terminal.wait_for("Ilse Brandt")
        terminal.quiet()
        expected = LIGHT if variable else CONTRAST
        assert "Ilse Brandt" in terminal.picture.inks()[expected.text[1:], expected.background[1:]]
        terminal.send(CTRL_Q)


@pytest.mark.parametrize(("no_color", "coloured"), [(None, True), ("", True), ("1", False)])
def test_in_a_terminal_no_color_asks_for_none_where_it_is_not_empty(
    tmp_path: Path, surroundings: dict[str, str | None], no_color: str | None, coloured: bool
) -> None:
    with in_a_terminal(tmp_path, {**surroundings, "NO_COLOR": no_color}) as terminal:
        terminal.wait_for("Ilse Brandt")
        terminal.send("m1n")
        terminal.quiet()
        assert any(pair != ("default", "default") for pair in terminal.picture.inks() if set(pair) != {"default"}) is coloured
        terminal.send(CTRL_Q)


def test_in_the_terminals_own_colours_nothing_on_the_screen_is_lost_on_its_ground(
    tmp_path: Path, surroundings: dict[str, str | None]
) -> None:
    """In each of the usual sixteen, dark and light: whatever letters stand there, in every pair of colours drawn."""
    pairs: dict[tuple[str, str], str] = {}
    with in_a_terminal(tmp_path, {**surroundings, "RUBRICATE_THEME": "ansi"}) as terminal:
        terminal.wait_for("Ilse Brandt")
        for keys in (
            "m1",
            "m4",
            "m3",
            "m6",
            "m9",
            LEFT,
            "/lisbon",
            ESCAPE,
            "t",
            "/",
            ESCAPE,
            ESCAPE,
            ":",
            "theme",
            ESCAPE,
            ESCAPE,
        ):
            terminal.send(keys)
            terminal.quiet(0.15)
            pairs |= {pair: words for pair, words in terminal.picture.inks().items() if any(map(str.isalnum, words))}
        terminal.send(CTRL_Q)
    assert len(pairs) > 8
    for terminal_name, colours in sixteen().items():
        for (text, ground), words in pairs.items():
            assert contrast(_named(text, "text", colours), _named(ground, "background", colours)) > 3, (
                terminal_name,
                text,
                ground,
                words,
            )


def _named(colour: str, plain: str, colours: dict[str, str]) -> str:
    """Of pyte's names: it calls yellow brown."""
    if colour == "default":
        return colours[plain]
    name = colour.replace("brown", "yellow").replace("bright", "bright_")
    return colours.get(name, f"#{colour}")


def python(code: str, *arguments: str, cwd: Path) -> str:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=cwd, env=env, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with an article and a configuration that asks for a theme of the user's."""
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "config/themes").mkdir(parents=True)
    (tmp_path / "config/themes/own.toml").write_text(OWN, "utf-8")
    (tmp_path / "config/config.toml").write_text('theme = "own"', "utf-8")
    return tmp_path


def test_the_theme_is_known_without_a_screen_and_toml_is_read_only_where_there_is_some(tmp_path: Path, own: Path) -> None:
    assert python(_IMPORTED, cwd=own).split() == ["#00202e", "tomllib"]
    (own / "config/config.toml").unlink()
    assert python(_IMPORTED, cwd=own).split() == ["#1e1e1e"]


def test_a_theme_that_is_known_before_textual_is_costs_no_second_style_sheet(own: Path) -> None:
    assert python(_SHEETS, "before", cwd=own).split() == ["#00202e", "0"]
    assert python(_SHEETS, "after", cwd=own).split() == ["#00202e", "1"]


def test_the_reader_knows_the_theme_before_textual_is_there(own: Path, surroundings: dict[str, str | None]) -> None:
    with Terminal([sys.executable, "-c", _BEGUN], size=(80, 24), env=surroundings, cwd=own) as terminal:
        terminal.wait_for("Ilse Brandt")
        terminal.send(CTRL_Q)
        terminal.wait_for("began as rubricate-own-")


def settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    monkeypatch.setenv("RUBRICATE_CONFIG", str(folder / "config"))
    found: dict[str, list[str]] = json.loads(CliRunner().invoke(cli, ["doctor", "--json"]).stdout)["settings"]
    return found


def test_doctor_says_which_theme_and_who_asked_for_it(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own)
    file = str(own / "config/config.toml")
    assert settings(own, monkeypatch)["theme"] == ["own", file]
    assert settings(own, monkeypatch)["config"] == [file, "read"]
    monkeypatch.setenv("RUBRICATE_THEME", "light")
    assert settings(own, monkeypatch)["theme"] == ["light", "$RUBRICATE_THEME"]
    monkeypatch.setenv("RUBRICATE_THEME", "lihgt")
    theme, source = settings(own, monkeypatch)["theme"]
    assert (theme, source[:26]) == ("dark", "default; no theme 'lihgt':")
    monkeypatch.delenv("RUBRICATE_THEME")
    (own / "config/config.toml").unlink()
    assert settings(own, monkeypatch)["theme"] == ["dark", "default"]
    assert settings(own, monkeypatch)["config"] == [file, "not there: all is default"]
