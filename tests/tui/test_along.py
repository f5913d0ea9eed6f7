"""K: all equal texts of the project, listed before anything is changed, labelled in one step."""

import json
from pathlib import Path

import pytest

import tui.screens.along
from annotations.project import Project
from tests.conftest import make_hand
from tests.tui.scene import footer
from tui.driver import Session

TEXTS = {
    "first.txt": "Seoul talks\n\nNorth Korea met Daewoo in Seoul. Daewoo, it said, was glad.\n",
    "second.txt": "More talks\n\nThe firm Daewoo came. So did DAEWOO and Daewoo’s men.\n",
    "third.txt": "No talks\n\nNobody came.\n",
    "fourth.txt": "Last talks\n\nDaewoo Motors left; Daewoo stayed.\n",
}


def project(folder: Path) -> Path:
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    return folder / "p.json"


def session(folder: Path, **options: object) -> Session:
    path = project(folder)
    return Session([folder / name for name in TEXTS], project=path, size=(120, 24), **options)  # type: ignore[arg-type]


def tagged(session: Session) -> list[tuple[str, str, str]]:
    return [(session.article.text[slice(*one.span)], one.label, str(one.status)) for one in session.entities]


def to_daewoo(session: Session) -> None:
    session.press("/", *"Daewoo", "enter", "3")


def test_every_place_is_listed_with_its_article_its_words_and_what_would_change_and_nothing_is_done_yet(tmp_path: Path) -> None:
    with session(tmp_path) as reader:
        to_daewoo(reader)
        reader.press("K")
        rows = reader.screen_text()
        assert rows[0].strip() == "ORG Daewoo: 5 places in 3 of 4 articles; left: 1 written DAEWOO"
        assert rows[1].startswith(" ✓ Seoul talks ")
        assert "North Korea met Daewoo in Seoul. Daewoo, it said, was glad." in rows[1]
        assert rows[1].endswith(" new ORG")
        assert [row.split()[1] for row in rows[1:6]] == ["Seoul", "More", "More", "Last", "Last"]
        assert "Enter labels 5" in footer(reader)
        reader.press("escape")
        assert footer(reader).strip() == "nothing changed"
        assert tagged(reader) == [("Daewoo", "ORG", "accepted")]


def test_enter_labels_what_was_not_left_out_in_one_step_and_u_takes_all_back_and_says_where(tmp_path: Path) -> None:
    with session(tmp_path) as reader:
        to_daewoo(reader)
        reader.press("K", "down", "down", "down", "x")
        assert reader.screen_text()[4].split()[0] == "-"
        assert reader.screen_text()[4].endswith("left out")
        reader.press("enter")
        assert footer(reader).strip() == "5 ORG in 3 articles: 0 changed, 4 newly tagged; 1 left out. u undoes"
        assert tagged(reader) == [("Daewoo", "ORG", "accepted")] * 2
        reader.press("]")
        assert tagged(reader) == [("Daewoo", "ORG", "accepted")] * 2
        reader.press("]", "]")
        assert tagged(reader) == [("Daewoo", "ORG", "accepted")]
        assert reader.entities[0].start == TEXTS["fourth.txt"].index("Daewoo stayed")
        assert str(reader.entities[0].via) == "equal"
        reader.press("[", "[", "u")
        assert footer(reader).startswith(" undone, also in Seoul talks, Last talks: 5 ORG in 3 articles: ")
        assert tagged(reader) == []
        reader.press("]", "]")
        assert tagged(reader) == []
    stored = json.loads((tmp_path / "p.json").read_text("ascii"))
    assert len(stored["history"]) == 2


def test_what_was_decided_or_refused_or_stands_in_a_longer_entity_is_not_listed_and_the_reasons_are_said(tmp_path: Path) -> None:
    with session(tmp_path) as reader:
        reader.press("]", "]", "]", "/", *"Daewoo Motors", "enter", "L", "H", "3", "escape")
        reader.press("[", "[", "/", *"Daewoo", "enter", "1", "[")
        to_daewoo(reader)
        reader.press("K")
        head = reader.screen_text()[0]
        assert head.strip() == (
            "ORG Daewoo: 3 places in 3 of 4 articles; left: 1 you made it PERSON, 1 written DAEWOO, 1 inside a longer entity"
        )


def test_capital_x_leaves_out_all_of_an_article_and_with_all_left_out_enter_says_so(tmp_path: Path) -> None:
    with session(tmp_path) as reader:
        to_daewoo(reader)
        reader.press("K", "down", "X")
        assert [row.split()[0] for row in reader.screen_text()[1:6]] == ["✓", "-", "-", "✓", "✓"]
        reader.press("X", "home", "x", "enter")
        assert "all are left out: a takes one in" in footer(reader)
        reader.press("end", "A", "enter")
        assert "3 ORG in 2 articles" in footer(reader)


def test_an_untagged_text_that_was_looked_at_before_is_left_out_unless_it_is_taken_in(tmp_path: Path) -> None:
    with session(tmp_path) as reader:
        reader.press("]", "D", "D", "[", "[")
        to_daewoo(reader)
        reader.press("K")
        rows = reader.screen_text()
        assert [row.split()[0] for row in rows[1:6]] == ["✓", "-", "-", "✓", "✓"]
        assert "Enter labels 3" in footer(reader)


def test_on_a_run_a_rejected_one_or_nothing_it_says_what_is_missing(tmp_path: Path) -> None:
    with session(tmp_path) as reader:
        reader.press("K")
        assert "nothing focused" in footer(reader)
        reader.press("right", "K")
        assert "no label yet: a label key, then A" in footer(reader)
        reader.press("/", *"glad", "enter", "3", "K")
        assert footer(reader).strip() == "no other glad to label in 4 articles"


def test_a_window_that_only_reads_lists_nothing(tmp_path: Path) -> None:
    with session(tmp_path) as reader:
        to_daewoo(reader)
    with Session(project=tmp_path / "p.json", read_only=True) as reader:
        reader.press("right", "K")
        assert "reading only" in footer(reader)


def test_looking_for_many_keeps_no_article_in_memory_and_reads_none_without_the_word(tmp_path: Path) -> None:
    path = project(tmp_path)
    with session(tmp_path) as reader:
        for _ in TEXTS:
            reader.press("right", "1", "]")
    opened = Project.open(path, hand=make_hand())
    uids = opened.uids()
    found = [opened.glance(uid, "Daewoo") for uid in uids]
    assert [marked is not None for marked in found] == [True, True, False, True]
    found = [opened.glance(uid, "Daewoo Motors") for uid in uids]
    assert [marked is not None for marked in found] == [False, False, False, True]
    assert list(opened._shelf.in_memory()) == []
    opened.close()


def test_the_search_goes_on_in_slices_between_keys_and_escape_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tui.screens.along, "SLICE", 0)
    monkeypatch.setattr(tui.screens.along, "PAUSE", 30)
    with session(tmp_path) as reader:
        to_daewoo(reader)
        reader.press_unsaved("K")
        assert "looking through 1 of 4 articles, 1 places so far" in reader.screen_text()[0]
        reader.press_unsaved("enter")
        assert "looking through" in reader.screen_text()[0]
        reader.press_unsaved("escape")
        assert footer(reader).strip() == "nothing changed"
        assert tagged(reader) == [("Daewoo", "ORG", "accepted")]


def test_more_places_than_a_list_has_room_for_are_left_for_another_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tui.screens.along, "LISTED", 2)
    with session(tmp_path) as reader:
        to_daewoo(reader)
        reader.press("K")
        assert "3 places in 2 of 4 articles, the first 2: K again for the rest" in reader.screen_text()[0]
        reader.press("enter", "K")
        assert "ORG Daewoo: 2 places in 1 of 4 articles" in reader.screen_text()[0]


def test_it_can_be_looked_through_at_forty_columns(tmp_path: Path) -> None:
    with session(tmp_path) as reader:
        reader.resize(40, 12)
        to_daewoo(reader)
        reader.press("K")
        rows = reader.screen_text()
        assert all(len(row) <= 40 for row in rows)
        assert rows[1].endswith("new ORG")
        assert "Daewoo" in rows[1]


def test_in_one_article_the_head_says_so_and_counts_other_case(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Ann Lee left. Ann Lee’s son, ANN LEE and ann lee.\n", "utf-8")
    with Session(tmp_path / "one.txt", project=tmp_path / "p.json", model=[(0, 7, "PERSON", 0.9)], size=(120, 24)) as reader:
        reader.press("n", "K")
        head = reader.screen_text()[0].strip()
        assert head == "PERSON Ann Lee: 1 place in this article; left: 1 written ANN LEE, 1 written ann lee"


def test_leaving_out_the_last_one_says_how_many_are_left(tmp_path: Path) -> None:
    with session(tmp_path) as reader:
        to_daewoo(reader)
        reader.press("K", "end", "x")
        assert "Enter labels 4" in footer(reader)
        reader.press("down")
        assert footer(reader).strip() == "the last line"
