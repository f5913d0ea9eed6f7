"""D closes an article: always two keys, never by chance, taken back as one."""

from pathlib import Path

from tests.tui.scene import TEXT, N, footer, of, reading
from tui.driver import Session


def two_articles(folder: Path) -> Session:
    (folder / "envoy.txt").write_text(TEXT, "utf-8")
    (folder / "second.txt").write_text("Nobody here.\n\nNor there.\n", "utf-8")
    return Session([folder / "envoy.txt", folder / "second.txt"], project=folder / "p.json", model=[(0, 5, "PERSON", 0.9)])


def test_d_takes_two_keys_also_when_nothing_is_left(tmp_path: Path) -> None:
    with reading(tmp_path, suggestions=[]) as session:
        session.press("D")
        assert session.said.startswith("0 decided, 0 not looked at, ")
        assert "D closes" in footer(session)
        assert "done" not in session.screen_text()[0]
        session.press("D")
        assert "done" in session.screen_text()[0]


def test_d_then_o_leaves_the_article_open_and_goes_on(tmp_path: Path) -> None:
    with two_articles(tmp_path) as session:
        session.wait_for_suggestions()
        session.press("D", "o")
        assert session.article.text.startswith("Nobody")
        assert "left open" in footer(session)
        session.press("[")
        assert [one.status for one in session.entities] == ["suggested"]
        assert "done" not in session.screen_text()[0]


def test_after_the_last_article_there_is_a_summary(tmp_path: Path) -> None:
    with two_articles(tmp_path) as session:
        session.wait_for_suggestions()
        session.press("D", "D")
        session.wait_for_suggestions()
        session.press("D", "D")
        assert "2 of 2 articles done, 2 accepted, 0 rejected: Ctrl+E exports" in footer(session)


def test_undo_goes_back_to_a_closed_article_only_right_after(tmp_path: Path) -> None:
    with two_articles(tmp_path) as session:
        session.wait_for_suggestions()
        session.press("D", "D", "space", "u")
        assert session.article.text.startswith("Nobody")
        assert "nothing to undo in this article" in footer(session)
        session.press("[", "u")
        assert [one.status for one in session.entities] == ["suggested"]


def test_redo_closes_the_article_again(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("D", "D", "u", "U")
        assert {one.status for one in session.entities} == {"accepted"}
        assert "done" in session.screen_text()[0]


def test_the_palette_drops_the_question(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("D", "ctrl+p", "escape", "D")
        assert "not looked at" in session.said
        assert {one.status for one in session.entities} == {"suggested"}


def test_a_click_drops_the_question(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("D")
        row = next(n for n, line in enumerate(session.screen_text()) if "Ilse Brandt" in line)
        session.click(session.screen_text()[row].index("Ilse"), row)
        session.press("x")
        assert [one.status for one in session.entities].count("rejected") == 1


def test_the_question_counts_what_is_in_scope(tmp_path: Path) -> None:
    with reading(tmp_path, only_labels=["GPE"]) as session:
        session.press("n", "a", "D")
        assert session.said.startswith("1 decided, 2 not looked at, ")
        session.press("D")
        assert of(session, "Ilse Brandt").status == "suggested"
        assert sum(one.status == "accepted" for one in session.entities) == 3


def test_an_article_in_plain_reading_is_not_closed(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("z", "z", "D", "D")
        assert "marks hidden: z" in footer(session)
        assert sum(one.status == "suggested" for one in session.entities) == N
