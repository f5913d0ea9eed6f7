"""What the deciding keys mean, exactly."""

from pathlib import Path

import pytest

from tests.tui.scene import SUGGESTIONS, TEXT, N, focused, footer, of, reading, span

ON_NOVO = ("n", "n", "n", "n")


def test_a_label_on_a_suggestion_accepts_it_and_keeps_what_was_suggested(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press(*ON_NOVO, "3")
        novo = of(session, "Diário Novo")
        assert (novo.label, novo.status, novo.via) == ("ORG", "accepted", "one")
        assert novo.suggested is not None
        assert (novo.suggested.label, novo.suggested.score) == ("PERSON", 0.41)
        assert novo.origin == "model:given"


def test_an_edge_on_a_suggestion_accepts_it(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", ">")
        brandt = of(session, "Brandt", 0)
        assert brandt.status == "accepted"
        assert brandt.suggested is not None
        assert (brandt.suggested.start, brandt.suggested.end) == span("Ilse Brandt")


def test_edges_never_stop_on_blanks_commas_or_quotes(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press(*"nnnnnnnn")
        assert focused(session) == "Tomas Reis"
        session.press("L")
        assert focused(session) == "Tomas Reis, a"
        session.press("H")
        assert focused(session) == "Tomas Reis"


def test_character_edges_last_until_the_focus_leaves(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "c", "H")
        assert focused(session) == "Ilse Brand"
        session.press("L", "n", "L")
        assert focused(session) == "Lisbon on"


def test_x_on_a_suggestion_keeps_it_rejected_and_hidden(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "n", "x")
        assert of(session, "Thursday").status == "rejected"
        assert focused(session) == "Diário Novo"
        session.press("backspace")
        assert session.focus is not None
        assert session.focus[2] is None or session.focus[3] == "rejected"


def test_x_on_an_accepted_suggestion_rejects_it_and_keeps_what_was_suggested(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press(*ON_NOVO, "3", "x")
        novo = of(session, "Diário Novo")
        assert novo.status == "rejected"
        assert novo.suggested is not None


def test_x_on_ones_own_entity_removes_it_and_undo_brings_it_back(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("/", *"Maria", "enter", "L", "1")
        assert of(session, "Maria Alves").origin == "human"
        session.press("x")
        assert all(entity.span != span("Maria Alves") for entity in session.entities)
        session.press("u")
        assert of(session, "Maria Alves").label == "PERSON"


def test_x_on_an_offered_name_keeps_it_as_refused_and_m_never_offers_it_again(tmp_path: Path) -> None:
    with reading(tmp_path, suggestions=[]) as session:
        session.press("m")
        refused = session.focus
        assert refused is not None
        session.press("x")
        kept = [entity for entity in session.entities if entity.span == refused[:2]]
        assert [(entity.label, entity.status) for entity in kept] == [("", "rejected")]
        session.press("home")
        for _ in range(15):
            session.press("m")
            assert session.focus is None or session.focus[:2] != refused[:2] or session.said


def test_x_on_another_run_says_that_there_is_nothing_to_reject(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "right", "x")
        assert "nothing to reject" in footer(session)
        assert len(session.entities) == N


def test_a_on_a_rejected_one_brings_it_back(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "x", "backspace", "a")
        assert of(session, "Ilse Brandt").status == "accepted"


def test_capital_a_gives_every_equal_text_the_label_and_says_all_numbers(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press(*ON_NOVO, "3", "A")
        assert [of(session, "Diário Novo", n).label for n in range(3)] == ["ORG"] * 3
        assert [of(session, "Diário Novo", n).via for n in (1, 2)] == ["equal", "equal"]
        said = footer(session)
        assert "2 newly tagged" in said
        assert "u undoes" in said
        session.press("u")
        assert all(entity.span != span("Diário Novo", 1) for entity in session.entities)
        assert of(session, "Diário Novo").label == "ORG"


def test_capital_a_changes_suggestions_whatever_their_label_and_leaves_what_you_decided(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "5")  # Lisbon in the second paragraph: LOC
        session.press("/", *"lisbon", "enter", "4", "A")  # the title's: GPE
        assert of(session, "Lisbon", 1).label == "LOC"
        assert of(session, "Lisbon", 2).label == "GPE"
        assert of(session, "Lisbon", 3).label == "GPE"
        assert "you made it LOC" in footer(session)


def test_capital_a_on_a_run_asks_for_a_label_first(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("right", "A")
        assert "no label yet: a label key, then A" in footer(session)


def test_capital_x_rejects_the_equal_suggestions_only(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "a")  # the first Lisbon accepted
        session.press(*"nnnnnn")
        assert focused(session) == "Lisbon"
        session.press("X")
        assert of(session, "Lisbon", 1).status == "accepted"
        assert of(session, "Lisbon", 2).status == "rejected"


def test_p_accepts_what_was_passed_and_moves_the_checkpoint(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "x", "P")
        assert of(session, "Ilse Brandt").status == "rejected"
        assert {of(session, "Thursday").via, of(session, "Portugal").via} == {"passed"}
        assert "checked to 100 %" in footer(session)
        session.press("u")
        assert of(session, "Thursday").status == "suggested"


def test_d_changes_nothing_by_itself_and_says_what_it_would_do(tmp_path: Path) -> None:
    with reading(tmp_path, size=(160, 32)) as session:
        session.press("n", "a", "D")
        assert session.said.startswith(f"1 decided, {N - 1} not looked at, ")
        assert (
            f"D accepts the {N - 1} and closes, x rejects them and closes, o leaves it open and goes on, Esc stays"
            in session.said
        )
        assert sum(entity.status == "suggested" for entity in session.entities) == N - 1
        session.press("escape")
        assert sum(entity.status == "suggested" for entity in session.entities) == N - 1


def test_d_then_d_accepts_the_rest_as_rest_and_closes(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "a", "D", "D")
        assert of(session, "Ilse Brandt").via == "one"
        assert of(session, "Thursday").via == "rest"
        assert "done" in session.screen_text()[0]
        assert "Ctrl+E exports" in footer(session)
        session.press("u")
        assert of(session, "Thursday").status == "suggested"
        assert of(session, "Ilse Brandt").status == "accepted"


def test_d_then_x_rejects_the_rest_and_closes(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("D", "x")
        assert {entity.status for entity in session.entities} == {"rejected"}


def test_any_other_key_drops_the_question_and_does_its_work(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("D", "n")
        assert focused(session) == "Ilse Brandt"
        session.press("a")
        assert of(session, "Ilse Brandt").status == "accepted"
        assert "done" not in session.screen_text()[0]


def test_unsure_does_not_hinder_closing(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "i", "D", "D")
        assert of(session, "Ilse Brandt").status == "unsure"
        assert "done" in session.screen_text()[0]


def test_a_label_over_a_suggestion_makes_the_entity_and_rejects_the_suggestion(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "right", "<", "1")
        assert of(session, "Brandt left").label == "PERSON"
        assert of(session, "Ilse Brandt").status == "rejected"
        session.press("u")
        assert of(session, "Ilse Brandt").status == "suggested"


def test_a_label_over_a_decided_entity_refuses_and_says_how(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "n", "n", "3", "o", "3")
        assert "overlaps ORG Diário Novo: x first, or allow overlap in Ctrl+P" in footer(session)
        assert len(session.entities) == N


def test_overlap_can_be_allowed_by_name(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("ctrl+p", *"allow", "enter", "n", "n", "n", "n", "3", "o", "1")
        assert of(session, "Diário", 0).label == "PERSON"
        assert of(session, "Diário Novo").label == "ORG"


def test_split_and_merge(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "o", "right", "S")
        assert {of(session, "Ilse").label, of(session, "Brandt").label} == {"PERSON"}
        session.press("u", "n")
        assert of(session, "Ilse Brandt").status == "suggested"


def test_merge_takes_in_the_next_entity(tmp_path: Path) -> None:
    parts = [(*span("Maria"), "PERSON", 0.9), (*span("Alves"), "PERSON", 0.9)]
    with reading(tmp_path, suggestions=parts) as session:
        session.press("n", "J")
        assert focused(session) == "Maria Alves"
        assert of(session, "Maria Alves").status == "accepted"


def test_grow_and_shrink_step_through_larger_pieces(tmp_path: Path) -> None:
    with reading(tmp_path, suggestions=[]) as session:
        session.press("/", *"alves", "enter")
        sizes = [len(focused(session))]
        for _ in range(3):
            session.press("e")
            sizes.append(len(focused(session)))
        assert sizes == sorted(sizes)
        assert sizes[-1] > sizes[0]
        session.press("E", "E", "E")
        assert focused(session) == "Alves"


def test_the_label_list_takes_a_letter(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "t", "a")
        assert of(session, "Ilse Brandt").label == "WORK_OF_ART"


def test_typing_in_the_label_list_commits_on_enter_only(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "t", "/", *"work")
        assert of(session, "Ilse Brandt").label == "PERSON"
        session.press("enter")
        assert of(session, "Ilse Brandt").label == "WORK_OF_ART"


def test_a_label_that_the_set_lacks_is_added_on_the_way_and_undone_with_its_entity(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "t", "/", *"SHIP")
        assert any("Enter adds the label SHIP" in row for row in session.screen_text())
        assert of(session, "Ilse Brandt").label == "PERSON"
        session.press("enter")
        assert of(session, "Ilse Brandt").label == "SHIP"
        assert footer(session).startswith(" label SHIP added: t s; SHIP Ilse Brandt, was PERSON")
        session.press("n", ".")
        assert of(session, "Lisbon", 1).label == "SHIP"
        session.press("n", "t", "s")
        assert of(session, "Thursday").label == "SHIP"
        session.press("u", "u", "u")
        assert "SHIP" not in session.app.project.labels
        assert of(session, "Ilse Brandt").status == "suggested"
        session.press("U")
        assert "SHIP" in session.app.project.labels
    with reading(tmp_path) as session:
        assert of(session, "Ilse Brandt").label == "SHIP"
        assert session.app.project.labels.by_letter("s") is not None


def test_what_is_typed_chooses_a_label_of_the_set_first_and_a_new_one_below(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "t", "/", *"PER")
        assert any("Enter gives PERSON" in row for row in session.screen_text())
        session.press(*["down"] * 9)
        assert any("Enter adds the label PER," in row for row in session.screen_text())
        session.press("enter")
        assert of(session, "Ilse Brandt").label == "PER"


def test_a_label_is_not_added_twice_for_its_case(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "t", "/", *"person", "enter")
        assert of(session, "Lisbon", 1).label == "PERSON"
        session.press("t", "/", *"  ", "enter")
        assert {label.name for label in session.app.project.labels.labels} >= {"PERSON"}
        assert "person" not in session.app.project.labels


def test_a_label_is_not_added_where_nothing_can_have_it(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "3", "/", *"Brandt left", "enter", "t", "/", *"SHIP", "enter")
        assert "overlaps" in footer(session)
        assert "SHIP" not in session.app.project.labels


def test_in_few_rows_the_list_pages_and_what_is_typed_stays_in_view(tmp_path: Path) -> None:
    labels = tmp_path / "many.toml"
    labels.write_text("".join(f'[[label]]\nname = "KIND{n}"\n' for n in range(40)), "utf-8")
    with reading(tmp_path, size=(40, 12), labels=str(labels)) as session:
        session.press("m", "t")
        assert not any("KIND39" in row for row in session.screen_text())
        session.press("space", "space")
        assert any("KIND39" in row for row in session.screen_text())
        session.press("/", *"d37")
        assert footer(session).strip() == "label d37"
        session.press("enter")
        assert "tagged KIND37" in footer(session)


def test_enter_on_a_run_opens_the_list(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("/", *"britain", "enter", "enter", "g")
        assert of(session, "Britain").label == "GPE"


def test_enter_on_something_decided_just_goes_on(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "3")
        before = session.entities
        session.press("enter")
        assert focused(session) == "Lisbon"
        assert session.entities == before


def test_full_stop_gives_the_last_label_again(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "n", "n", "3", "n", ".")
        assert of(session, "Brandt", 1).label == "ORG"
        assert of(session, "Brandt", 1).status == "accepted"


def test_a_note_is_kept_with_the_entity(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", ";", *"who", "enter")
        assert of(session, "Ilse Brandt").note == "who"
        assert "note: who" in session.screen_text()[-2]


def test_quitting_decides_nothing_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "q")
        assert "q again quits" in footer(session)
        session.press("q")
        assert not session.running
    assert not (tmp_path / "rubricate.json").exists()


def test_only_labels_narrows_the_walk_and_leaves_the_rest_unchecked(tmp_path: Path) -> None:
    with reading(tmp_path, only_labels=["GPE"]) as session:
        session.press("n")
        assert focused(session) == "Lisbon"
        session.press("a")
        assert focused(session) == "Portugal"
        session.press("D", "D")
        assert of(session, "Ilse Brandt").status == "suggested"


def test_only_labels_are_what_the_counts_count(tmp_path: Path) -> None:
    with reading(tmp_path, only_labels=["GPE"]) as session:
        assert session.screen_text()[-2].startswith(" 3 to review")
        session.press("n", "n")
        assert "2 of 3 to review" in session.screen_text()[-2]
        session.press("D")
        assert footer(session).startswith(" 0 decided, 3 left")
        session.press("escape", "n", "n")
        assert "none below, 2 above" in footer(session)


def test_the_question_of_d_does_not_wait_for_a_count_of_every_name_of_a_book(tmp_path: Path) -> None:
    book = "\n".join(["The rain fell on Vienna."] * 4000)
    with reading(tmp_path, text=book, suggestions=[]) as session:
        session.press("D")
        assert f"over {50_000 // 25} untagged" in footer(session)


def test_suggestions_never_overlap_where_the_set_forbids_it(tmp_path: Path) -> None:
    doubled = [*SUGGESTIONS, (*span("Brandt", 0), "ORG", 0.3)]
    with reading(tmp_path, suggestions=doubled) as session:
        assert len(session.entities) == N
        assert session.article.text == TEXT


def test_undo_after_done_returns_to_the_article_that_was_closed(tmp_path: Path) -> None:
    (tmp_path / "second.txt").write_text("Nobody here.\n", "utf-8")
    (tmp_path / "envoy.txt").write_text(TEXT, "utf-8")
    from tui.driver import Session

    with Session(
        [tmp_path / "envoy.txt", tmp_path / "second.txt"], project=tmp_path / "p.json", model=[(0, 5, "PERSON", 0.9)]
    ) as session:
        session.wait_for_suggestions()
        session.press("n", "a", "D", "D")
        session.wait_for_suggestions()
        assert session.article.title != "Envoy seeks shelter in Lisbon"
        session.press("u")
        assert session.article.text == TEXT
        assert "done" not in session.screen_text()[0]


@pytest.mark.parametrize("size", [(80, 24), (200, 40)])
def test_after_the_last_article_the_line_says_how_to_go_on(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "second.txt").write_text("Tomas Reis was not here.\n", "utf-8")
    (tmp_path / "envoy.txt").write_text(TEXT, "utf-8")
    from tui.driver import Session

    sources = [tmp_path / "envoy.txt", tmp_path / "second.txt"]
    with Session(sources, project=tmp_path / "p.json", model=[(0, 5, "PERSON", 0.9)], size=size) as session:
        for _ in sources:
            session.wait_for_suggestions()
            session.press("D", "D")
        assert "closed: 1 accepted; 2 of 2 articles done" in footer(session)
        assert footer(session).rstrip().endswith("Ctrl+E exports")
