"""Finding one's way in an article: paragraphs, sentences, percentages, outline, bookmarks, and back; width and spacing."""

from pathlib import Path

import pytest

from tests.tui.scene import reading
from tui.driver import Session

BOOK = "\n\n".join(
    f"Chapter {n}\n\nIn chapter {n} Ilse Brandt went to Trieste. She met Mr. Rossi there! Did he know of Vienna?\n\n"
    + " ".join(f"Sentence {m} of chapter {n} is about the harbour." for m in range(12))
    for n in range(1, 9)
)


def book(tmp_path: Path, text: str = BOOK, size: tuple[int, int] = (80, 24), **options: object) -> Session:
    source = tmp_path / "book.txt"
    source.write_text(text, "utf-8")
    return Session(source, project=tmp_path / "p.json", size=size, **options)  # type: ignore[arg-type]


def focused(session: Session) -> str:
    assert session.focus is not None
    return session.article.text[slice(*session.focus[:2])]


def sentence(session: Session) -> str:
    assert session.focus is not None
    return session.article.surface(*session.article.sentence_at(session.focus[0]))


def top(session: Session) -> str:
    """The first row of the article."""
    return session.screen_text()[1].strip()


def test_braces_go_by_paragraph_and_name_the_ends(tmp_path: Path) -> None:
    with book(tmp_path) as session:
        session.press("}")
        assert focused(session) == "In"
        session.press("}", "}", "}")
        assert sentence(session).startswith("In chapter 2")
        session.press("right", "right", "{")
        assert sentence(session).startswith("In chapter 2")
        session.press("{")
        assert focused(session) == "Chapter"
        session.press(*"{" * 9)
        assert session.focus is not None
        assert session.focus[0] == 0
        assert session.said == "first paragraph"
        session.press("end", *"}" * 9)
        assert session.said == "last paragraph"


def test_round_brackets_go_by_sentence_over_the_ends_of_paragraphs(tmp_path: Path) -> None:
    with book(tmp_path) as session:
        session.press("}", ")")
        assert sentence(session) == "She met Mr. Rossi there!"
        session.press(")", ")")
        assert sentence(session).startswith("Sentence 0 of chapter 1")
        session.press("(")
        assert sentence(session) == "Did he know of Vienna?"
        session.press("right", "(")
        assert focused(session) == "Did"
        session.press(*"(" * 9)
        assert session.said == "first sentence"


def test_a_percentage_goes_there_and_backspace_comes_back(tmp_path: Path) -> None:
    with book(tmp_path) as session:
        first = top(session)
        session.press("%", "5", "0", "enter")
        assert session.said == "50 %: Backspace goes back"
        half = len(BOOK) // 2
        assert session.app.reader.view.visible_span()[0] <= half < session.app.reader.view.visible_span()[0] + 90
        session.press("right")
        assert session.focus is not None
        assert session.focus[0] >= session.app.reader.view.top_offset
        session.press("home", "backspace")
        assert session.app.reader.view.top_offset <= half
        session.press("backspace")
        assert top(session) == first


@pytest.mark.parametrize(
    ("typed", "said"), [("", "no number, no move"), ("x", "no percentage: x"), ("101", "no percentage: 101")]
)
def test_what_is_no_percentage_is_said_to_be_none(tmp_path: Path, typed: str, said: str) -> None:
    with book(tmp_path) as session:
        session.press("%", *typed, "enter")
        assert session.said == said


def test_the_outline_lists_chapters_with_what_they_hold_and_goes_there(tmp_path: Path) -> None:
    at = BOOK.index("Trieste", BOOK.index("Chapter 3"))
    with book(tmp_path, model=[(at, at + 7, "GPE", 0.9)]) as session:
        session.wait_for_suggestions()
        session.press("O")
        rows = session.screen_text()
        assert [row.split("  ")[0] for row in map(str.strip, rows[:8])] == [f"Chapter {n}" for n in range(1, 9)]
        assert "1?" in rows[2]
        assert "?" not in rows[1]
        session.press("down", "down", "enter")
        assert top(session) == "Chapter 3"
        session.press("n")
        assert focused(session) == "Trieste"
        session.press("O", "escape")
        assert focused(session) == "Trieste"
        session.press("O", "home", "enter", "backspace")
        assert focused(session) == "Trieste"


def test_the_outline_starts_where_one_is(tmp_path: Path) -> None:
    with book(tmp_path) as session:
        session.press("%", "6", "0", "enter", "O", "enter")
        assert top(session) == "Chapter 5"


def test_bookmarks_are_gone_round_and_stand_in_the_outline(tmp_path: Path) -> None:
    with book(tmp_path, text="No heading.\n\n" + "Ada went to sea. " * 200) as session:
        session.press("O")
        assert session.said == "no headings in this article, and no bookmarks: B sets one"
        session.press("b")
        assert session.said == "no bookmark here: B sets one"
        session.press("right", "right", "B", "end", "B")
        assert session.said == "bookmark 2 of 2 set: b goes to the next, O lists them"
        session.press("b")
        assert (session.said, session.focus and session.focus[0]) == ("bookmark 1 of 2", 3)
        session.press("O")
        assert "* heading." in session.screen_text()[0]
        session.press("down", "enter")
        assert session.app.reader.view.percent == 100
    with book(tmp_path, text="No heading.\n\n" + "Ada went to sea. " * 200) as session:
        session.press("b")
        assert session.said == "bookmark 2 of 2" if session.app.reader.view.top_offset else "bookmark 1 of 2"


def test_enter_in_a_search_walks_the_hits_with_n_until_escape(tmp_path: Path) -> None:
    at = BOOK.index("Rossi")
    with book(tmp_path, model=[(at, at + 5, "PERSON", 0.9)]) as session:
        session.wait_for_suggestions()
        session.press("/", *"trieste", "enter")
        assert session.said == "hit 1 of 8: n N to the others, Esc puts them out"
        session.press("n", "n")
        assert "hit 3 of 8" in session.screen_text()[-2]
        session.press("N")
        assert "hit 2 of 8" in session.screen_text()[-2]
        session.press("escape", "home", "n")
        assert focused(session) == "Rossi"


def test_going_back_from_a_hit_shows_what_was_shown_before(tmp_path: Path) -> None:
    with book(tmp_path) as session:
        first = session.screen_text()[1:-3]
        session.press("/", *"chapter 8", "enter", "escape")
        assert session.screen_text()[1:-3] != first
        session.press("backspace")
        assert [row[4:] for row in session.screen_text()[1:-3]] == [row[4:] for row in first]


def test_long_paragraphs_that_no_blank_line_parts_are_told_apart(tmp_path: Path) -> None:
    text = "\n".join(f"Paragraph {n} " + "is long enough to be wrapped over two rows and more of them. " * 3 for n in range(30))
    with book(tmp_path, text=text) as session:
        rows = [row.strip() for row in session.screen_text()[1:-3]]
        starts = [y for y, row in enumerate(rows) if row.startswith("Paragraph")]
        assert len(starts) > 3
        assert all(rows[y - 1] == "" for y in starts[1:])
        assert [one for one in rows if one] == [one for one in rows if one.strip()]
        session.press("space", "down", "down")
        assert session.focus is not None
        session.press("end")
        assert session.app.reader.view.percent == 100
        assert any(row.strip() for row in session.screen_text()[-5:-3])


@pytest.mark.parametrize("text", ["one\ntwo\nthree\n" * 30, BOOK])
def test_lists_poems_and_texts_with_blank_lines_get_no_gaps(tmp_path: Path, text: str) -> None:
    with book(tmp_path, text=text) as session:
        rows = [row.strip() for row in session.screen_text()[1:12]]
    assert rows[:3] == [line if len(line) < 72 else rows[2] for line in text.split("\n")[:3]]


def test_spaced_lines_keep_the_top_line_and_are_remembered_by_the_view(tmp_path: Path) -> None:
    with book(tmp_path) as session:
        before = top(session)
        session.press("|")
        assert session.said == "a blank row after each line"
        rows = [row.strip() for row in session.screen_text()[1:-3]]
        assert rows[0] == before
        assert rows[1] == ""
        letters = [row for row in rows if row]
        session.press("|")
        assert [row for row in (row.strip() for row in session.screen_text()[1:-3]) if row][: len(letters)] == letters


def test_the_text_with_its_labels_is_kept_in_a_file_that_is_not_there_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with book(tmp_path, text="Ilse met Tom.\n", model=[(0, 4, "PERSON", 0.9)]) as session:
        session.wait_for_suggestions()
        session.press("n", "a", "m", "1", "v")
        assert session.screen_text()[0].strip() == "Ilse [PERSON] met Tom [PERSON]."
        session.press("ctrl+e", "enter")
        assert session.said == "the text with its labels is in Ilse-met-Tom.labels.txt"
        assert (tmp_path / "Ilse-met-Tom.labels.txt").read_text("utf-8") == "Ilse [PERSON] met Tom [PERSON].\n"
        session.press("v", "ctrl+e", "enter")
        assert session.said == "Ilse-met-Tom.labels.txt could not be written: File exists"


def test_every_line_is_passed_when_paging_with_gaps_and_spacing(tmp_path: Path) -> None:
    text = "\n".join(f"Paragraph {n} " + f"word{n} " * 40 for n in range(40))
    with book(tmp_path, text=text) as session:
        session.press("|")
        view = session.app.reader.view
        seen = [view.visible_span()]
        while view.visible_span()[1] < len(text):
            session.press("space")
            assert view.visible_span()[0] <= seen[-1][1]
            assert view.visible_span()[0] > seen[-1][0]
            seen.append(view.visible_span())
        while view.visible_span()[0] > 0:
            before = view.visible_span()
            session.press("pageup")
            assert view.visible_span()[1] >= before[0]
            assert view.visible_span()[0] < before[0]


QUOTED = "One is here.\n\n“Two is that,” he said. “Yes.”\n\n* * *\n\n— “Six!”\n"


def test_going_back_by_paragraph_and_sentence_passes_what_begins_with_a_quote_or_a_dash(tmp_path: Path) -> None:
    with reading(tmp_path, [], text=QUOTED) as session:
        session.press("end", "/", *"Six", "enter")
        stops = []
        for _ in range(3):
            session.press("{")
            stops.append((focused_in(session), session.said))
        assert stops == [("Two", ""), ("One", ""), ("One", "first paragraph")]
        session.press("/", *"Six", "enter")
        stops = []
        for _ in range(4):
            session.press("(")
            stops.append(focused_in(session))
        assert stops == ["Yes", "Two", "One", "One"]
        assert session.said == "first sentence"


def focused_in(session: Session) -> str:
    assert session.focus is not None
    return session.article.text[slice(*session.focus[:2])]


def test_bookmarks_within_a_word_or_a_name_are_left_behind_by_the_next(tmp_path: Path) -> None:
    text = "Start here. " + "Mr Bennet went. " * 300
    with reading(tmp_path, [], text=text, size=(80, 12)) as session:
        session.press("/", *"net", "enter", "B", "end", "B", "home")
        said = []
        for _ in range(4):
            session.press("b")
            said.append(session.said)
        assert said == ["bookmark 1 of 2", "bookmark 2 of 2"] * 2


def test_the_reading_view_marks_what_is_not_decided_as_the_panes_do(tmp_path: Path) -> None:
    found = [(0, 3, "PERSON", 0.9), (12, 16, "GPE", 0.3), (21, 25, "GPE", 0.9), (30, 34, "GPE", 0.9)]
    text = "Ana went to Rome and Oslo and Bari.\n"
    with reading(tmp_path, found, text=text, only_labels=["GPE", "PERSON"]) as session:
        session.press("n", "i", "n", "a", "v")
        assert "Ana [PERSON!] went to Rome [GPE??] and Oslo [GPE] and Bari [GPE?]." in session.screen_text()[0]
    with reading(tmp_path, found, text=text, only_labels=["GPE"], project=tmp_path / "q.json") as session:
        session.press("v")
        assert "Ana went to Rome [GPE??]" in session.screen_text()[0]
