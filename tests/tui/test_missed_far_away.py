"""A missed name far away is looked for a little at a time, and any key stops it."""

from pathlib import Path

import pytest

from annotations.marked import Focus, Marked
from annotations.missed import missed_within
from tui.driver import Session
from tui.moving import LOOKED_AT

PLAIN = "the ships lay in the harbour and nobody came to see them, for it was late and the wind was cold.\n\n"
TEXT = PLAIN * 500 + "Then Ilse Brandt came.\n\n" + PLAIN * 500


def reading(tmp_path: Path, text: str = TEXT) -> Session:
    source = tmp_path / "ships.txt"
    source.write_text(text, "utf-8")
    return Session(source, project=tmp_path / "p.json")


def test_it_is_found_however_far_and_not_all_in_one_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    def counted(marked: Marked, offset: int, direction: int, look_at: int) -> Focus | int | None:
        looks.append(look_at)
        return missed_within(marked, offset, direction, look_at)

    monkeypatch.setattr("annotations.missed.missed_within", counted)
    with reading(tmp_path) as session:
        session.press("m")
        at = TEXT.index("Ilse Brandt")
        assert session.focus == (at, at + 11, None, None)
        assert looks == [LOOKED_AT] * (at // LOOKED_AT + 1)
        session.press("1", "m")
        assert session.said == "no untagged name below"
        session.press("end", "M")
        assert session.said == "no untagged name above"


def test_any_key_stops_it(tmp_path: Path) -> None:
    with reading(tmp_path, PLAIN * 20_000) as session:
        session.press_unsaved("m")
        session.press("right")
        assert session.focus == (0, 3, None, None)
        assert session.app.reader.reading.looking is None
        session.press("right")
        assert session.focus == (4, 9, None, None)


def test_the_walk_of_missed_names_looks_as_far(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("w", "m", "n")
        at = TEXT.index("Ilse Brandt")
        assert session.focus == (at, at + 11, None, None)
        session.press("n")
        assert session.said == "none below: n goes to the first"
        session.press("n")
        assert session.focus == (at, at + 11, None, None)
        session.press("x")
        assert session.said == "not a name: Ilse Brandt; none below: n goes to the first"
