"""Keys that act on many: all equal texts, what was passed; and where overlap, imports and scope come in."""

from pathlib import Path

from annotations.article import Article
from annotations.change import Change, EntityChange
from annotations.entity import Entity, Status, Via, suggestion_uid
from annotations.project import Project
from tests.conftest import make_hand
from tests.tui.scene import TEXT, focused, footer, of, reading, span
from tests.tui.test_reader import LONG

ROMES = "Rome fell. ROME did not, nor Romeo.\n\nNew Rome rose. Rome’s end, (Rome), and Rome.\n"


def rome(nth: int) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = ROMES.index("Rome", start + 1)
    return start, start + 4


def test_a_takes_whole_words_of_the_same_case_and_leaves_refused_ones_and_those_inside_longer_entities(tmp_path: Path) -> None:
    inner, possessive, bracketed, last = rome(2), rome(3), rome(4), rome(5)
    given = [(*rome(0), "GPE", 0.9), (inner[0] - 4, inner[1], "ORG", 0.9), (*bracketed, "ORG", 0.9)]
    with reading(tmp_path, text=ROMES, suggestions=given) as session:
        session.press("n", "n", "a", "x", "home", "n", "A")
        tagged = {one.span: (one.label, str(one.status)) for one in session.entities}
        assert tagged == {
            rome(0): ("GPE", "accepted"),
            (inner[0] - 4, inner[1]): ("ORG", "accepted"),
            possessive: ("GPE", "accepted"),
            bracketed: ("ORG", "rejected"),
            last: ("GPE", "accepted"),
        }
        assert "3 GPE: 1 accepted, 0 changed, 2 newly tagged; " in session.said
        assert "1 left, refused" in session.said
        assert "1 left, inside a longer entity" in session.said
        session.press("u")
        assert [one.label for one in session.entities if one.status is Status.SUGGESTED] == ["GPE"]


def test_a_says_all_numbers(tmp_path: Path) -> None:
    text = "Rome. Rome. Rome. Rome. Rome.\n"
    given = [(start, start + 4, "ORG", 0.9) for start in range(0, 29, 6)]
    with reading(tmp_path, text=text, suggestions=given, size=(120, 24)) as session:
        session.press("n", "a", "4", "A")
        assert footer(session).strip() == "4 GPE: 3 changed from ORG, 0 newly tagged; 1 left, you made it ORG. u undoes"


def test_a_gives_the_status_of_the_focus_too(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "i", "left", "left", "A")
        assert {str(of(session, "Lisbon", nth).status) for nth in range(4)} == {"unsure"}


def test_capital_x_is_one_step_and_says_how_many(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "n", "X")
        assert "2 Lisbon rejected: 2 GPE. u undoes" in footer(session)
        session.press("u")
        assert (of(session, "Lisbon", 1).status, of(session, "Lisbon", 2).status) == ("suggested", "suggested")


def test_capital_p_accepts_from_the_checkpoint_to_the_last_visible_line(tmp_path: Path) -> None:
    far = LONG.index("Paragraph 90.")
    given = [(4, 10, "PERSON", 0.9), (far, far + 9, "ORG", 0.9)]
    with reading(tmp_path, text=LONG, suggestions=given) as session:
        session.press("P")
        assert [str(one.status) for one in session.entities] == ["accepted", "suggested"]
        assert "1 accepted, checked to " in footer(session)
        session.press("P")
        assert "already" in footer(session)
        session.press("u")
        assert [str(one.status) for one in session.entities] == ["suggested", "suggested"]


def test_bulk_keys_leave_what_is_out_of_scope(tmp_path: Path) -> None:
    with reading(tmp_path, only_labels=["GPE"]) as session:
        session.press("P")
        assert {one.label for one in session.entities if one.status is Status.ACCEPTED} == {"GPE"}
        assert of(session, "Ilse Brandt").status == "suggested"


def test_an_imported_entity_is_rejected_and_kept(tmp_path: Path) -> None:
    (tmp_path / "envoy.txt").write_text(TEXT, "utf-8")
    article = Article(TEXT, title="Envoy", sources=(str(tmp_path / "envoy.txt"),))
    uid = suggestion_uid(article.sha256, *span("Portugal"), "GPE", "import:brat")
    imported = Entity(uid, *span("Portugal"), "GPE", Status.ACCEPTED, Via.IMPORT, origin="import:brat")
    project = Project.open(tmp_path / "rubricate.json", hand=make_hand("reader"))
    project.apply(Change("import", project.add(article), (EntityChange(article.uid, None, imported),), said="imported"))
    project.close()
    with reading(tmp_path, suggestions=[]) as session:
        session.press("/", *"portugal", "enter", "x")
        assert of(session, "Portugal").status == "rejected"
        assert of(session, "Portugal").origin == "import:brat"


def test_x_on_an_unsure_suggestion_rejects_it(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "i", "left", "left", "x")
        assert of(session, "Ilse Brandt").status == "rejected"


def test_o_goes_through_inner_entities_before_the_words(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("ctrl+p", *"allow", "enter", "n", "o", "right", "3", "left", "left", "n", "N")
        outer, inner = of(session, "Ilse Brandt"), of(session, "Brandt", 0)
        assert (outer.status, inner.label) == ("suggested", "ORG")
        session.press("o")
        assert session.focus == (*inner.span, "ORG", "accepted")


def test_a_label_on_one_that_was_rejected_brings_it_back_under_that_label(tmp_path: Path) -> None:
    with reading(tmp_path) as session:
        session.press("n", "x", "backspace", "3")
        assert (of(session, "Ilse Brandt").label, of(session, "Ilse Brandt").status) == ("ORG", "accepted")
        assert focused(session) == "Ilse Brandt"
