"""Themes of the user's own, and which theme is worn: $RUBRICATE_THEME, config.toml, files; and what is said of bad ones."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.labels import Family
from tests.tui.scene import footer, reading
from tui.config import Config, read_config
from tui.palettes import CONTRAST, DARK, LIGHT, PALETTES, Pair, contrast, mixed
from tui.theme_files import chosen_theme, names, read_theme, theme_named

MINE = """
base = "dark"
background = "#002b36"
text = "#EEE8D5"
hit = "#b58900"
current-hit = "#fdf6e3"
[families]
people = "#6cb6f0"
places = "#3fc08c"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a user's configuration, with a theme ``mine``."""
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes/mine.toml").write_text(MINE, "utf-8")
    return tmp_path


def configured(folder: Path, content: str) -> Config:
    (folder / "config.toml").write_text(content, "utf-8")
    return read_config(folder)


def test_without_settings_the_theme_is_dark_and_nothing_is_said(tmp_path: Path) -> None:
    assert read_config(tmp_path / "nowhere") == Config(tmp_path / "nowhere")
    chosen = chosen_theme(read_config(tmp_path))
    assert (chosen.palette, chosen.asked, chosen.source, chosen.notices) == (DARK, "dark", "default", ())


def test_the_variable_goes_before_the_config_and_that_before_the_default(folder: Path) -> None:
    config = configured(folder, 'theme = "light"\n')
    assert chosen_theme(config)[:2] == (LIGHT, "light")
    assert chosen_theme(config).source == str(folder / "config.toml")
    chosen = chosen_theme(config, "contrast")
    assert (chosen.palette, chosen.source) == (CONTRAST, "$RUBRICATE_THEME")
    assert chosen_theme(config, "").palette is LIGHT


def test_a_theme_of_the_users_is_had_by_name_and_by_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = read_theme(folder / "themes/mine.toml")
    assert mine.name == "mine"
    for config in ('theme = "mine"', 'theme = "themes/mine.toml"', f'theme = "{folder}/themes/mine.toml"'):
        chosen = chosen_theme(configured(folder, config))
        assert (chosen.palette, chosen.notices) == (mine, ())
        assert theme_named(chosen.asked, folder) == mine
    monkeypatch.chdir(folder / "themes")
    assert chosen_theme(read_config(folder), "mine.toml").palette == mine
    monkeypatch.setenv("HOME", str(folder))
    assert chosen_theme(read_config(folder), "~/themes/mine.toml").palette == mine
    assert chosen_theme(read_config(folder), "~nobody-at-all/mine.toml").palette is DARK


def test_themes_are_listed_ours_first_and_a_name_of_ours_is_ours(folder: Path) -> None:
    (folder / "themes/dark.toml").write_text('base = "light"', "utf-8")
    (folder / "themes/autumn.toml").write_text("", "utf-8")
    (folder / "themes/notes.txt").write_text("", "utf-8")
    assert names(folder) == [*(one.name for one in PALETTES), "autumn", "mine"]
    assert theme_named("dark", folder) is DARK
    assert theme_named(str(folder / "themes/dark.toml"), folder).background == LIGHT.background


def test_what_a_file_says_is_drawn_and_the_rest_is_that_of_its_base(folder: Path) -> None:
    mine = theme_named("mine", folder)
    assert (mine.background, mine.text, mine.dark, mine.own) == ("#002b36", "#eee8d5", True, True)
    assert mine.labels == (Pair("#6cb6f0"), DARK.labels[1], Pair("#3fc08c"), *DARK.labels[3:])
    assert mine.suggested == mine.labels
    assert mine.decided[0] == Pair("#eee8d5", mixed("#6cb6f0", 0.3, "#002b36"))
    assert mine.decided[1] == Pair("#eee8d5", DARK.decided[1].ground)
    assert (mine.hit, mine.current_hit) == (Pair("#000000", "#b58900"), Pair("#000000", "#fdf6e3"))


def test_on_a_light_base_a_family_is_a_tint_under_the_text(folder: Path) -> None:
    (folder / "themes/paper.toml").write_text('base = "light"\nbackground = "#fbf1c7"\n[families]\nplaces = "#79740e"\n', "utf-8")
    paper = theme_named("paper", folder)
    assert not paper.dark
    assert paper.decided[2] == paper.labels[2] == Pair(LIGHT.text, mixed("#79740e", 0.4, "#fbf1c7"))
    assert paper.suggested[2] == Pair(LIGHT.text, mixed("#79740e", 0.2, "#fbf1c7"))
    assert paper.decided[0] == LIGHT.decided[0]


def test_an_empty_file_is_its_base(folder: Path) -> None:
    (folder / "themes/same.toml").write_text("", "utf-8")
    same = theme_named("same", folder)
    assert same._replace(name=DARK.name, own=False) == DARK
    assert same.theme != DARK.theme


BAD = {
    "colour": ('background = "skyblue"', "background is a colour such as \"#66ccee\", not 'skyblue'"),
    "short": ('text = "#fff"', "text is a colour"),
    "number": ("hit = 7", 'hit is a colour such as "#66ccee", not 7'),
    "family": ('[families]\npeople = "#12345g"', "people is a colour"),
    "unknown": ('backgroud = "#000000"', "no key 'backgroud'; there are base, background, text, hit, current-hit, families"),
    "no family": ('[families]\nships = "#000000"', "no family 'ships'; there are people, organisations"),
    "no table": ('families = "blue"', "families is a table, [families], not 'blue'"),
    "base": ('base = "ansi"', "base is one of dark, light, contrast, contrast-light, not 'ansi'"),
    "odd base": ("base = [1]", "base is one of dark, light, contrast, contrast-light, not [1]"),
    "syntax": ("background = #000", "is not TOML: "),
}


@pytest.mark.parametrize(("content", "expected"), BAD.values(), ids=BAD)
def test_a_bad_file_is_one_line_that_names_file_key_and_what_is_expected_and_the_default_theme(
    folder: Path, content: str, expected: str
) -> None:
    file = folder / "themes/bad.toml"
    file.write_text(content, "utf-8")
    chosen = chosen_theme(configured(folder, 'theme = "bad"'))
    assert (chosen.palette, chosen.source) == (DARK, "default")
    (notice,) = chosen.notices
    assert notice.startswith(f"theme file {file}")
    assert expected in notice
    assert notice.endswith("; the theme is dark")
    assert "\n" not in notice


def test_what_cannot_be_read_is_one_line_and_the_default_theme(folder: Path) -> None:
    (folder / "themes/latin.toml").write_bytes(b'text = "\xe4"')
    (folder / "themes/deep.toml").write_text("a = " + "[" * 20_000, "utf-8")
    (folder / "themes/folder.toml").mkdir()
    os.mkfifo(folder / "themes/pipe.toml")
    for asked in ("latin", "deep", "folder", "pipe", "nothing", "no/such.toml", "nul\0", "nul\0/x.toml", "..", str(folder)):
        chosen = chosen_theme(read_config(folder), asked)
        assert chosen.palette is DARK, asked
        assert len(chosen.notices) == 1, asked
    assert "there are dark, light, contrast, contrast-light, ansi, " in chosen_theme(read_config(folder), "nothing").notices[0]


CONFIGS = {
    "syntax": ("theme = ", "config.toml is not TOML, so it is left out: ", "dark"),
    "type": ("theme = 3", 'config.toml: theme is a name or a file, as theme = "light", not 3', "dark"),
    "unknown": ('theme = "light"\nthem = "dark"', "config.toml: no setting 'them'; there is theme", "light"),
}


@pytest.mark.parametrize(("content", "expected", "theme"), CONFIGS.values(), ids=CONFIGS)
def test_a_bad_config_is_one_line_and_what_can_be_read_holds(tmp_path: Path, content: str, expected: str, theme: str) -> None:
    chosen = chosen_theme(configured(tmp_path, content))
    assert len(chosen.notices) == 1
    assert expected in chosen.notices[0]
    assert chosen.palette.name == theme


def test_a_config_that_is_no_text_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\x00")
    assert "could not be read, so it is left out" in read_config(tmp_path).notices[0]


def test_low_contrast_is_said_in_one_line_and_not_refused(folder: Path) -> None:
    (folder / "themes/pale.toml").write_text('text = "#404040"\n[families]\nplaces = "#1e1e1f"\n', "utf-8")
    chosen = chosen_theme(read_config(folder), "pale")
    assert chosen.palette.text == "#404040"
    (notice,) = chosen.notices
    assert notice.startswith("theme pale is hard to read: places (labels) has a contrast of 1.0:1, and ")
    assert notice.endswith("more; 4.5:1 is enough")


def test_a_theme_on_the_high_contrast_one_is_held_to_its_contrast(folder: Path) -> None:
    (folder / "themes/soft.toml").write_text('base = "contrast"\nhit = "#767676"\n', "utf-8")
    assert "hit has a contrast of 4.6:1; 7.0:1 is enough" in chosen_theme(read_config(folder), "soft").notices[0]


@given(background=st.integers(0, 0xFFFFFF), hit=st.integers(0, 0xFFFFFF), families=st.lists(st.integers(0, 0xFFFFFF), max_size=6))
def test_any_colours_make_a_theme_with_legible_hits(
    tmp_path_factory: pytest.TempPathFactory, background: int, hit: int, families: list[int]
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    rows = "\n".join(f'{family} = "#{colour:06x}"' for family, colour in zip(Family, families, strict=False))
    file.write_text(f'background = "#{background:06x}"\nhit = "#{hit:06x}"\n[families]\n{rows}\n', "utf-8")
    palette = read_theme(file)
    assert contrast(*palette.hit) >= 4.5
    assert palette.dark == (contrast(palette.background, "#ffffff") > contrast(palette.background, "#000000"))


def test_the_reader_says_what_is_wrong_with_a_theme_and_reads_on(folder: Path) -> None:
    (folder / "themes/bad.toml").write_text('text = "black"', "utf-8")
    (folder / "config.toml").write_text('theme = "bad"', "utf-8")
    with reading(folder, config=folder, size=(160, 24)) as session:
        assert "bad.toml: text is a colour such as" in session.said
        session.press("n", "a")
        assert session.entities[0].decided


def test_the_reader_wears_the_users_theme(folder: Path) -> None:
    (folder / "config.toml").write_text('theme = "mine"', "utf-8")
    with reading(folder, config=folder) as session:
        assert session.app.current_theme.background == "#002b36"
        assert {"#002b36", "#6cb6f0"} <= set(session.svg().replace('"', " ").replace(";", " ").split())
        assert "dark" not in footer(session)
