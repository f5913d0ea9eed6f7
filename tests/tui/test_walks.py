"""The walks of n and N: chosen by w and a letter or by name; where one is in them; what comes after the last."""

from pathlib import Path

import pytest

from annotations.entity import Proposal
from tests.tui.scene import SUGGESTIONS, TEXT, focused, footer, of, reading, span
from tests.tui.test_arriving import Late
from tui.driver import Session


def status(rows: list[str]) -> str:
    return rows[-2]


def test_the_doubtful_ones_alone_are_walked_and_accepting_goes_on_among_them(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("w", "d")
        assert "n and N walk what is doubtful: 2" in footer(session)
        session.press("n")
        assert focused(session) == "Diário Novo"
        assert "1 of 2 doubtful" in status(session.screen_text())
        session.press("3")
        assert of(session, "Diário Novo").label == "ORG"
        session.press("n")
        assert focused(session) == "Brandt"
        session.press("a")
        assert "accepted ORG Brandt; nothing doubtful any more: w r walks 7 to review" in footer(session)


def test_equal_texts_of_the_focus_are_walked_tagged_or_not(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "n", "n", "n", "w", "e")
        assert "n and N walk the texts equal to Brandt: 4" in footer(session)
        assert "1 of 4 equal" in status(session.screen_text())
        session.press("n")
        assert session.focus == (*span("Brandt", 2), None, None)
        session.press("n", "n", "n")
        assert "none below, 3 above: n goes to the first" in footer(session)
        session.press("n")
        assert session.focus == (*span("Brandt", 1), "ORG", "suggested")


def test_entities_of_one_label_are_walked_decided_or_not(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "a", "home", "n", "h", "n", "w", "l")
        label = session.focus[2] if session.focus else ""
        assert f"n and N walk {label}" in footer(session)
        session.press("home", "n")
        assert session.focus is not None
        assert session.focus[2] == label
        assert f"1 of 3 {label}" in status(session.screen_text())


def test_missed_names_are_walked_and_numbered(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("w", "m", "n")
        assert "untagged name" in status(session.screen_text())
        assert "1 of " in status(session.screen_text())
        first = session.focus
        session.press("1")
        assert "2 of " in status(session.screen_text())
        session.press("x")
        assert "3 of " in status(session.screen_text())
        for _ in range(9):
            session.press("n")
            if session.said:
                break
        assert "none below" in footer(session)
        session.press("n")
        assert session.focus is not None
        assert first is not None
        assert session.focus[0] > first[0]


def test_a_label_in_the_walk_of_missed_names_goes_on_and_backspace_goes_back_to_what_it_was_given(tmp_path: Path) -> None:
    with reading(tmp_path, []) as session:
        session.press("w", "m", "n")
        assert focused(session) == "Lisbon"
        session.press("4")
        assert session.said.startswith("tagged GPE Lisbon")
        assert focused(session) == "Ilse Brandt"
        session.press("backspace", "1")
        assert of(session, "Lisbon").label == "PERSON"
        assert focused(session) == "Lisbon"
        session.press("n", "1", ".")
        assert [entity.label for entity in session.entities] == ["PERSON"] * 3


def test_all_equal_texts_right_after_a_label_that_went_on_are_those_of_what_was_labelled(tmp_path: Path) -> None:
    with reading(tmp_path, []) as session:
        session.press("w", "m", "n", "4", "A")
        assert "3 newly tagged" in session.said
        assert {entity.span for entity in session.entities} == {span("Lisbon", n) for n in range(4)}
        assert focused(session) == "Ilse Brandt"
        session.press("A")
        assert session.said == "no label yet: a label key, then A"


def test_the_walk_of_missed_names_does_not_scroll_by_a_label(tmp_path: Path) -> None:
    text = "Ada met Kim.\n" + "nothing here\n" * 60 + "Lisbon\n"
    with reading(tmp_path, [], text=text) as session:
        session.press("w", "m", "n", "n", "1")
        assert session.said == "tagged PERSON Kim; no more on this screen. u undoes"
        assert focused(session) == "Kim"
        session.press("n")
        assert focused(session) == "Lisbon"


def test_a_label_in_another_walk_keeps_the_focus(tmp_path: Path) -> None:
    with reading(tmp_path, []) as session:
        session.press("m", "4")
        assert session.focus is not None
        assert session.focus[2] == "GPE"


def test_unsure_ones_are_walked(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("w", "i")
        assert "nothing is unsure" in footer(session)
        session.press("n", "i", "n", "i", "w", "i", "home", "n")
        assert focused(session) == "Ilse Brandt"
        assert "1 of 2 unsure" in status(session.screen_text())


def test_disagreements_are_walked(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "n", "n", "3", "home", "w", "x")
        assert "n and N walk disagreements: 1" in footer(session)
        session.press("n")
        assert focused(session) == "Diário Novo"
        assert "1 of 1 disagreements" in status(session.screen_text())
        session.press("n")
        assert "this is the only disagreement" in footer(session)


@pytest.mark.parametrize("keys", [("w", "e"), ("w", "l")])
def test_a_walk_of_the_focus_without_one_says_so_and_the_walk_stays(tmp_path: Path, keys: tuple[str, ...]) -> None:
    with reading(tmp_path) as session:
        session.press(*keys)
        assert "nothing focused" in footer(session)
        session.press("n")
        assert "1 of 9 to review" in status(session.screen_text())


def test_a_walk_is_chosen_by_its_name_too(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press(":", *"walk doubt", "enter", "n")
        assert focused(session) == "Diário Novo"


def test_escape_leaves_the_walk_as_it_was(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("w", "escape")
        assert "the walk stays: to review" in footer(session)
        session.press("n")
        assert focused(session) == "Ilse Brandt"


def test_in_a_wide_terminal_the_choice_is_told_in_full(tmp_path: Path) -> None:
    with reading(tmp_path, size=(130, 30)) as session:
        session.press("w")
        for words in (
            "r to review",
            "d doubtful",
            "m missed names",
            "e equal texts",
            "s search hits",
            "i unsure",
            "l this label",
        ):
            assert words in footer(session)


def test_the_walk_of_what_is_doubtful_goes_on_in_the_next_article(tmp_path: Path) -> None:
    for n in range(2):
        (tmp_path / f"{n}.txt").write_text("Ada met Kim in Rome.\n" + "more\n" * n, "utf-8")
    from tui.driver import Session

    given = [(0, 3, "PERSON", 0.9), (8, 11, "PERSON", 0.2)]
    with Session([tmp_path / "0.txt", tmp_path / "1.txt"], project=tmp_path / "p.json", model=given) as session:
        session.wait_for_suggestions()
        session.press("w", "d", "]")
        session.wait_for_suggestions()
        session.press("n")
        assert focused(session) == "Kim"


def test_with_the_marks_hidden_no_walk_is_chosen(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("z", "z", "w", "d")
        assert session.said == "marks hidden: z"


def test_scores_decide_what_is_doubtful(tmp_path: Path) -> None:
    with reading(tmp_path, suggestions=[one for one in SUGGESTIONS if (one[3] or 0) >= 0.5]) as session:
        session.press("w", "d")
        assert "nothing doubtful" in footer(session)


def test_where_several_models_disagree_is_walked_and_the_status_row_tells_who_said_what(tmp_path: Path) -> None:
    def said(words: str, label: str, model: str) -> Proposal:
        return Proposal(*span(words), label, f"model:{model}", 0.7)

    first, second = "en_core_web_sm", "en_core_web_md"
    late = Late()
    (tmp_path / "envoy.txt").write_text(TEXT, "utf-8")
    session = Session(tmp_path / "envoy.txt", project=tmp_path / "rubricate.json", model=[], size=(130, 32))
    session._suggester = late
    with session:
        late.answer(said("Portugal", "GPE", first), said("Ilse Brandt", "PERSON", first), said("Thursday", "DATE", first))
        session.wait_for_suggestions()
        session.press("ctrl+p", *"suggest for", "enter")
        late.answer(said("Portugal", "ORG", second), said("Brandt left", "PERSON", second), said("Thursday", "DATE", second))
        session.wait_for_suggestions()
        session.press("w", "x")
        assert "n and N walk disagreements: 2" in footer(session)
        session.press("n")
        assert "sm 0.70 fair   md says PERSON Brandt left" in status(session.screen_text())
        session.press("n")
        assert "2 of 2 disagreements" in status(session.screen_text())
        assert "md says ORG" in status(session.screen_text())
        session.press("w", "r", "home", "n", "n")
        assert focused(session) == "Thursday"
        assert "sm 0.70 fair   md too" in status(session.screen_text())
        assert len(session.entities) == 3
        session.press("N", "a")
        session.press("u", "U", "u")
        assert [one.status for one in session.entities] == ["suggested"] * 3


def test_the_status_row_tells_the_three_bands_of_confidence_apart(tmp_path: Path) -> None:
    scored = [(*span("Ilse Brandt"), "PERSON", 0.49), (*span("Thursday"), "DATE", 0.5), (*span("Portugal"), "GPE", 0.9)]
    with reading(tmp_path, [*scored, (*span("U.N."), "ORG", None)]) as session:
        rows = []
        for _ in range(4):
            session.press("n")
            rows.append(status(session.screen_text()))
        assert rows[0].startswith(" ?? ")
        assert "0.49" in rows[0]
        assert rows[1].startswith(" ?  ")
        assert "0.50 fair" in rows[1]
        assert rows[2].startswith(" ?  ")
        assert "0.90" in rows[2]
        assert "fair" not in rows[2]
        assert "given" in rows[3]
        assert "0." not in rows[3].replace("U.N.", "")
