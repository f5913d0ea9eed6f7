"""What is given is wrong, missing or not to be written: a plain line, the right exit code, no traceback, nothing lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    """The folder the program runs in, with one good article."""
    (tmp_path / "good.txt").write_text("Night train\n\nIlse Brandt left Vienna on Friday.\n", "utf-8")
    return tmp_path


def environment(folder: Path) -> dict[str, str]:
    """The environment without the user's settings, and with a cache of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RUBRICATE_")}
    return kept | {"PYTHONPATH": str(ROOT), "RUBRICATE_CACHE": str(folder / ".cache")}


def at_a_terminal(folder: Path, *arguments: str) -> Terminal:
    """The real program in a terminal."""
    return Terminal([sys.executable, "-m", "tui", *arguments], cwd=folder, env=environment(folder))


def rubricate(folder: Path, *arguments: str, input: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The real program, as installed, away from a terminal and from the user's settings."""
    return subprocess.run(
        [sys.executable, "-m", "tui", *arguments],
        cwd=folder,
        env=environment(folder),
        input=input,
        capture_output=True,
        check=False,
        timeout=120,
    )


def refused(folder: Path, *arguments: str, exit_code: int = 2, input: bytes = b"") -> str:
    """What the program says in refusing: one or two lines on standard error and none elsewhere."""
    done = rubricate(folder, *arguments, input=input)
    said = done.stderr.decode("utf-8")
    assert done.returncode == exit_code, said
    assert done.stdout == b""
    assert said.startswith("rubricate: ")
    assert len(said.splitlines()) <= 2
    assert "Traceback" not in said
    return said


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("command", [[], ["read"], ["add"], ["suggest"]])
def test_a_missing_file_is_named_and_nothing_is_made(folder: Path, command: list[str]) -> None:
    before = contents(folder)
    assert "no file or folder 'nowhere.txt'" in refused(folder, *command, "nowhere.txt")
    assert contents(folder) == before


def test_a_word_that_is_no_file_may_be_meant_for_a_command(folder: Path) -> None:
    assert "rubricate --help lists the commands" in refused(folder, "stat")
    assert "--help" not in refused(folder, "stat.txt")


def test_a_good_source_beside_a_missing_one_adds_nothing(folder: Path) -> None:
    before = contents(folder)
    refused(folder, "add", "good.txt", "nowhere.txt")
    assert contents(folder) == before


@pytest.mark.parametrize("command", [[], ["add"]])
def test_a_folder_without_articles_says_what_articles_are(folder: Path, command: list[str]) -> None:
    (folder / "none").mkdir()
    assert ".txt" in refused(folder, *command, "none")


@pytest.mark.parametrize("command", [[], ["add"]])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (bytes(range(256)) * 40, "is binary"),
        (b"%PDF-1.7\n\0\1\2\3\4\5" * 99, "is binary"),
    ],
)
def test_a_file_with_nothing_to_read_in_it_is_refused(folder: Path, command: list[str], content: bytes, words: str) -> None:
    (folder / "bad.txt").write_bytes(content)
    assert words in refused(folder, *command, "bad.txt")


def test_nothing_on_standard_input_is_refused(folder: Path) -> None:
    assert "standard input is empty" in refused(folder, "add", "-")


def test_an_encoding_that_was_guessed_is_said_and_the_article_added(folder: Path) -> None:
    text = "Déclaration des droits de l’homme. Les députés, réunis à Paris cet été, ont proclamé la liberté et l’égalité.\n"
    (folder / "old.txt").write_bytes((text * 8).encode("cp1252"))
    done = rubricate(folder, "add", "old.txt")
    assert done.returncode == 0
    assert b"a guess" in done.stderr
    assert "Déclaration" in rubricate(folder, "show", "1").stdout.decode("utf-8")


NOT_OURS = {
    "empty": b"",
    "not JSON": b"{",
    "another program's": b'{"_default": {"1": {"name": "somebody"}}}',
    "a list": b"[1, 2]",
    "binary": bytes(range(256)),
    "a newer version's": b'{"_store": {"1": {"format": 99, "offsets": {}, "sum": ""}}}',
}


@pytest.mark.parametrize("content", NOT_OURS.values(), ids=NOT_OURS.keys())
@pytest.mark.parametrize(
    "command", [["list"], ["show", "1"], ["stats"], ["add", "good.txt"], ["suggest", "good.txt"], ["export", "-o", "out.jsonl"]]
)
def test_a_project_file_that_is_not_ours_is_refused_and_stays_as_it_is(folder: Path, content: bytes, command: list[str]) -> None:
    (folder / "rubricate.json").write_bytes(content)
    before = contents(folder)
    assert "rubricate.json" in refused(folder, *command)
    assert contents(folder) == before


@pytest.mark.parametrize("name", ["not JSON", "another program's"])
def test_a_project_file_that_is_not_ours_and_that_nobody_named_never_prevents_reading(folder: Path, name: str) -> None:
    (folder / "rubricate.json").write_bytes(NOT_OURS[name])
    before = contents(folder)
    with at_a_terminal(folder, "good.txt", "--model", "none") as terminal:
        terminal.wait_for("Ilse Brandt left Vienna")
        terminal.wait_for("rubricate.json is no project: reading only")
        terminal.send("l1")
        terminal.wait_for("Nothing was changed")
        terminal.send("qq")
        assert terminal.wait_for_exit() == 0
    assert contents(folder) == before


def test_a_project_file_that_is_not_ours_is_refused_where_it_was_named_or_nothing_else_is_given(folder: Path) -> None:
    (folder / "rubricate.json").write_bytes(b"{}")
    assert "rubricate.json" in refused(folder, "good.txt", "-p", "rubricate.json")
    assert "rubricate.json" in refused(folder, "read")


def test_the_demo_keeps_nothing_and_leaves_the_project_of_the_folder_alone(folder: Path) -> None:
    rubricate(folder, "add", "good.txt")
    before = contents(folder)
    with at_a_terminal(folder, "demo") as terminal:
        terminal.wait_for("Night train to Trieste")
        terminal.send("l1")
        terminal.wait_for("accepted")
        terminal.send("qq")
        assert terminal.wait_for_exit() == 0
    assert contents(folder) == before


@pytest.mark.parametrize("content", NOT_OURS.values(), ids=NOT_OURS.keys())
def test_check_calls_a_project_that_is_not_ours_a_finding(folder: Path, content: bytes) -> None:
    (folder / "rubricate.json").write_bytes(content)
    done = rubricate(folder, "check")
    assert (done.returncode, done.stderr) == (1, b"")
    assert len(done.stdout.splitlines()) == 1


def test_a_project_cut_short_takes_no_change_and_stays_as_it_is(folder: Path) -> None:
    rubricate(folder, "add", "good.txt")
    whole = (folder / "rubricate.json").read_bytes()
    (folder / "rubricate.json").write_bytes(whole[: len(whole) // 2])
    (folder / "more.txt").write_text("More of it.", "utf-8")
    assert "reading only" in refused(folder, "add", "more.txt")
    assert (folder / "rubricate.json").read_bytes() == whole[: len(whole) // 2]


@pytest.mark.parametrize("command", [["list"], ["check"], ["export", "-o", "out.jsonl"], ["show", "1"]])
def test_a_project_that_is_not_there_is_named_and_not_made(folder: Path, command: list[str]) -> None:
    assert "news.json" in refused(folder, *command, "-p", "news.json")
    assert not (folder / "news.json").exists()


def test_a_project_in_a_place_that_cannot_be_written_is_refused(folder: Path) -> None:
    before = contents(folder)
    assert "good.txt" in refused(folder, "add", "good.txt", "-p", "good.txt/rubricate.json")
    assert "nowhere" in refused(folder, "add", "good.txt", "-p", "nowhere/rubricate.json")
    assert contents(folder) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may write everywhere")
def test_a_folder_that_may_not_be_written_is_refused(folder: Path) -> None:
    folder.chmod(0o500)
    try:
        assert "rubricate.json" in refused(folder, "add", "good.txt")
    finally:
        folder.chmod(0o700)


def test_a_folder_given_as_the_project_is_refused(folder: Path) -> None:
    (folder / "news").mkdir()
    assert "news" in refused(folder, "add", "good.txt", "-p", "news")
    assert "news" in refused(folder, "list", "-p", "news")


@pytest.mark.parametrize("command", [["add", "good.txt"], ["good.txt"], ["labels"]])
def test_an_unknown_label_set_names_the_presets(folder: Path, command: list[str]) -> None:
    asked = ["nope"] if command == ["labels"] else ["--labels", "nope"]
    assert "presets are ontonotes" in refused(folder, *command, *asked)
    assert not (folder / "rubricate.json").exists()


@pytest.mark.parametrize("content", [b"not = toml = at all", b"\xff\xfe\0", b"[[label]]\nname = 3\n"])
def test_a_label_file_that_cannot_be_used_is_named(folder: Path, content: bytes) -> None:
    (folder / "mine.toml").write_bytes(content)
    assert "mine" in refused(folder, "add", "good.txt", "--labels", "mine.toml")


def test_an_unknown_model_is_named_and_the_article_is_kept(folder: Path) -> None:
    assert "nope" in refused(folder, "suggest", "good.txt", "--model", "nope")
    assert b"Night train" in rubricate(folder, "list").stdout


def test_no_model_is_nothing_to_suggest_with(folder: Path) -> None:
    assert "--model" in refused(folder, "suggest", "good.txt", "--model", "none")


def test_an_unknown_keymap_is_named(folder: Path) -> None:
    assert "nope" in refused(folder, "good.txt", "--keymap", "nope")


def test_reading_away_from_a_terminal_says_so(folder: Path) -> None:
    assert "terminal" in refused(folder, "good.txt", "--model", "none")


@pytest.mark.parametrize(
    ("out", "words"),
    [("out.xyz", "--format"), ("nowhere/out.jsonl", "nowhere"), ("rubricate.json", "--format"), ("good.txt", "--format")],
)
def test_an_export_to_a_bad_place_is_refused(folder: Path, out: str, words: str) -> None:
    rubricate(folder, "add", "good.txt")
    before = contents(folder)
    assert words in refused(folder, "export", "-o", out)
    assert contents(folder) == before


def test_an_export_over_the_project_or_an_article_is_refused(folder: Path) -> None:
    rubricate(folder, "add", "good.txt")
    before = contents(folder)
    for out in ("rubricate.json", "good.txt"):
        assert "another file" in refused(folder, "export", "--format", "jsonl", "-o", out)
    assert contents(folder) == before


@pytest.mark.parametrize("options", [["--status", "nope"], ["--via", "nope"], ["--only", "nope"], ["--only-labels", "NOPE"]])
def test_an_export_of_what_there_is_not_names_what_there_is(folder: Path, options: list[str]) -> None:
    rubricate(folder, "add", "good.txt")
    assert options[0].lstrip("-").split("-")[0] in refused(folder, "export", "-o", "out.jsonl", *options)


@pytest.mark.parametrize("command", [["add"], ["show"]])
def test_what_no_file_can_be_called_is_refused(folder: Path, command: list[str]) -> None:
    rubricate(folder, "add", "good.txt")
    refused(folder, *command, "x" * 5000)


def test_a_name_with_escapes_reaches_the_terminal_as_pictures(folder: Path) -> None:
    said = refused(folder, "add", "no\x1b]0;owned\x07where.txt")
    assert not set("\x1b\x07") & set(said)


@pytest.mark.parametrize(
    "asked",
    [
        ["add", "other.txt", "--labels", "nope"],
        ["suggest", "--model", "nope"],
        ["suggest", "1", "--model", "nope"],
        ["add", "other.txt", "nowhere.txt"],
        ["add", "empty.txt"],
        ["show", "nothing"],
        ["export", "-o", "out.jsonl", "--only-labels", "nope"],
    ],
    ids=" ".join,
)
def test_what_is_refused_changes_nothing_in_a_project(folder: Path, asked: list[str]) -> None:
    (folder / "other.txt").write_text("Another.\n", "utf-8")
    (folder / "empty.txt").write_bytes(b"")
    rubricate(folder, "add", "good.txt")
    before = contents(folder)
    refused(folder, *asked)
    assert contents(folder) == before
