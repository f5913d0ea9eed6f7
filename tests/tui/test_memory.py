"""Memory in the reader: learned from what was checked, used in what is opened after it, and never in the way."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from annotations.project import Project
from tests.conftest import make_hand
from tui.driver import Session, Suggestions

FIRST = "Oxfam met the DPRK. The State spoke, and the State left.\n"
SECOND = "The State and Oxfam were in the DPRK again.\n"


def place(text: str, words: str, label: str, nth: int = 0) -> tuple[int, int, str, float | None]:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words), label, 0.9


def suggestions(path: Path, *articles: tuple[str, Suggestions]) -> Path:
    """A file of suggestions for these texts."""
    rows = [{"text": text, "entities": [list(one) for one in found]} for text, found in articles]
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path.rename(path.with_suffix(".jsonl"))


FOUND: Sequence[tuple[str, Suggestions]] = (
    (FIRST, [place(FIRST, "Oxfam", "ORG"), place(FIRST, "DPRK", "ORG"), *(place(FIRST, "State", "ORG", n) for n in (0, 1))]),
    (SECOND, [place(SECOND, "State", "ORG"), place(SECOND, "DPRK", "ORG")]),
)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "1.txt", tmp_path / "2.txt"]
    for path, text in zip(paths, (FIRST, SECOND), strict=True):
        path.write_text(text, "utf-8")
    return paths


def reader(files: list[Path], model: object = None, **options: object) -> Session:
    folder = files[0].parent
    model = model or suggestions(folder / "found.json", *FOUND)
    return Session(files, project=folder / "p.json", model=model, **options)  # type: ignore[arg-type]


def shown(session: Session) -> list[tuple[str, str, str, str]]:
    """What stands in the article on the screen: text, label, status, origin."""
    session.wait_for_suggestions()
    text = session.article.text
    return [(text[one.start : one.end], one.label, str(one.status), one.origin) for one in session.entities]


def taught(session: Session) -> None:
    """Correct the first article and close it: Oxfam is right, DPRK a place, the State nothing."""
    session.press("n", "a", "4", "n", "x", "x", "D", "D")


REFINED = [("Oxfam", "ORG", "suggested", "memory"), ("DPRK", "GPE", "suggested", "memory")]


def test_what_was_decided_in_one_article_is_suggested_in_the_next_and_marked_as_from_memory(files: list[Path]) -> None:
    with reader(files) as session:
        taught(session)
        assert shown(session) == REFINED
        session.press("n")
        assert "memory" in session.screen_text()[-2]


def test_one_that_was_suggested_before_the_lesson_is_looked_over_when_it_is_opened(files: list[Path]) -> None:
    with reader(files) as session:
        session.press("right_square_bracket")
        assert [origin for *_, origin in shown(session)] == ["model:found"] * 2
        session.press("left_square_bracket")
        taught(session)
        assert shown(session) == REFINED


def test_what_a_person_decided_there_stays_as_it_is(files: list[Path]) -> None:
    with reader(files) as session:
        session.press("right_square_bracket", "n", "a", "n", "x", "left_square_bracket")
        taught(session)
        assert shown(session) == [
            ("State", "ORG", "accepted", "model:found"),
            ("Oxfam", "ORG", "suggested", "memory"),
            ("DPRK", "ORG", "rejected", "model:found"),
        ]


def test_an_undo_takes_the_lesson_back_and_the_models_suggestions_come_again(files: list[Path]) -> None:
    with reader(files) as session:
        taught(session)
        session.press("u")
        assert session.article.text == FIRST
        session.press("right_square_bracket")
        assert shown(session) == [("State", "ORG", "suggested", "model:found"), ("DPRK", "ORG", "suggested", "model:found")]


def test_without_a_model_memory_alone_suggests(files: list[Path]) -> None:
    with reader(files) as session:
        taught(session)
    with Session(files[1], project=files[0].parent / "p.json", model="none") as session:
        assert ("Oxfam", "ORG", "suggested", "memory") in shown(session)
        session.press("n", "x", "bracketright")
        rejected = shown(session)
    with Session(files[1], project=files[0].parent / "p.json", model="none") as session:
        assert shown(session) == rejected


def test_memory_is_learned_at_a_checkpoint_too(files: list[Path]) -> None:
    with reader(files) as session:
        session.press("n", "a", "4", "n", "x", "x", "P", "right_square_bracket")
        assert shown(session) == REFINED


def test_it_is_learned_only_when_nobody_typed_for_a_second_and_what_was_known_stays_known_until_then(files: list[Path]) -> None:
    with reader(files) as session:
        page, now = session.app.reader, [0.0]
        page.pace._clock = lambda: now[0]
        known = page.suggesting.explained

        def later(seconds: float) -> None:
            now[0] += seconds
            page.go_on_improving()
            session.wait_until(lambda: not page.improves)

        session.press("n", "a", "P")
        later(0.5)
        later(0.49)
        assert known("Oxfam") == ""
        later(0.1)
        assert known("Oxfam") == "ORG once"
        session.press("u")
        later(0.9)
        assert known("Oxfam") == "ORG once"
        later(0.2)
        assert known("Oxfam") == ""


def test_what_was_accepted_only_as_the_rest_teaches_nothing(files: list[Path]) -> None:
    with reader(files) as session:
        session.press("D", "D")
        assert [origin for *_, origin in shown(session)] == ["model:found"] * 2


def test_a_suggestion_from_memory_does_not_enter_under_the_run_in_focus(files: list[Path]) -> None:
    with reader(files) as session:
        taught(session)
        session.press("u", "right_square_bracket")
        session.wait_for_suggestions()
        session.press("m")
        assert session.article.text[slice(*session.focus[:2])] == "Oxfam" if session.focus else False
        reading, suggesting = session.app.reader.reading, session.app.reader.suggesting
        session.app.project.redo(session.app.reader.reading.uids[0])
        assert suggesting.improving is not None
        suggesting.improving.remembering.settle()
        suggesting.improving.look_over(reading.uid, (0, 10))
        while suggesting.go_on(reading.uid, (0, 10), reading.focus.span if reading.focus else None):
            pass
        assert "Oxfam" not in [words for words, *_ in shown(session)]
        assert ("DPRK", "GPE", "suggested", "memory") in shown(session)


def test_memory_switched_off_is_neither_learned_nor_used(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    config = files[0].parent / "config"
    config.mkdir()
    (config / "config.toml").write_text("memory = false\n", "utf-8")
    with reader(files, config=config) as session:
        taught(session)
        assert [origin for *_, origin in shown(session)] == ["model:found"] * 2


def test_opening_an_article_reads_no_other_one(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    with reader(files) as session:
        taught(session)
        session.rest()
    glanced: list[str] = []
    real = Project.glance

    def glance(project: Project, uid: str, words: str) -> object:
        glanced.append(uid)
        return real(project, uid, words)

    monkeypatch.setattr(Project, "glance", glance)
    with Session(files[1], project=files[0].parent / "p.json", model="none") as session:
        assert [one.article.uid for one in session.app.project._shelf.in_memory()] == [session.article.uid]
        assert ("Oxfam", "ORG", "suggested", "memory") in shown(session)
    assert glanced == []


def test_a_lesson_that_a_crash_kept_from_the_disk_is_learned_when_the_project_is_opened(files: list[Path]) -> None:
    path = files[0].parent / "p.json"
    with reader(files) as session:
        taught(session)
    project = Project.open(path, hand=make_hand())
    for document in project.documents("memory"):
        project.put("memory", document, None)
    project.close()
    with Session(files[1], project=path, model="none") as session:
        assert ("Oxfam", "ORG", "suggested", "memory") in shown(session)


def test_a_decision_changed_later_changes_what_is_remembered(files: list[Path]) -> None:
    with reader(files) as session:
        taught(session)
        session.press("left_square_bracket", "home", "right", "1", "right_square_bracket")
        assert ("Oxfam", "PERSON", "suggested", "memory") in shown(session)


def test_the_status_row_says_what_is_remembered_and_a_command_does_of_any_text(files: list[Path]) -> None:
    with reader(files) as session:
        taught(session)
        session.press("n")
        assert "memory: ORG once" in session.screen_text()[-2]
        command(session, "explain")
        assert session.said == "Oxfam: ORG once"
        session.press("home", "right")
        command(session, "explain")
        assert session.said == "The: nothing is remembered of it"


def command(session: Session, id: str) -> None:
    """A command by its name, as the list of commands asks for it."""
    session._do(session.app.reader.perform_by_id(id))
    session._do(session._settle())


def test_in_the_list_of_what_is_remembered_an_entry_is_switched_off_relabelled_and_forgotten(files: list[Path]) -> None:
    with reader(files) as session:
        command(session, "memory")
        assert session.said.startswith("nothing is remembered yet")
        taught(session)
        command(session, "memory")
        rows = session.screen_text()
        assert rows[0].split() == ["State", "not", "a", "name", "refused", "twice"]
        session.press("down", "x")
        assert "off" in session.screen_text()[1]
        session.press("down", "1")
        assert session.screen_text()[2].split()[:2] == ["Oxfam", "PERSON"]
        session.press("escape")
        assert shown(session) == [("Oxfam", "PERSON", "suggested", "memory"), ("DPRK", "ORG", "suggested", "model:found")]
        command(session, "memory")
        session.press("home", "delete", "escape")
    with Session(files[1], project=files[0].parent / "p.json", model="none") as session:
        assert ("Oxfam", "PERSON", "suggested", "memory") in shown(session)
        command(session, "memory")
        assert all("State" not in row for row in session.screen_text())


def test_edges_moved_to_and_fro_on_one_name_offer_no_rule(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Then Oxfam came, and Oxfam went.", "utf-8")
    with Session(tmp_path / "a.txt", project=tmp_path / "p.json", model="none") as session:
        session.press("m", "3", "L", "H")
        assert session.said == "ORG Oxfam, was Oxfam came. u undoes"


def test_a_correction_made_twice_offers_a_rule_which_suggests_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Oxfam came. Oxfam went. Oxfam came. Oxfam stayed.", "utf-8")
    with Session(tmp_path / "a.txt", project=tmp_path / "p.json", model="none") as session:
        session.press("m", "3")
        assert "twice" not in session.said
        session.press("m", "3")
        assert session.said.endswith("; twice ORG: r makes a rule. u undoes")
        session.press("r")
        assert session.said.startswith("rule: ORG Oxfam")
        assert [origin for *_, origin in shown(session)] == ["human", "human", "rule:yours", "rule:yours"]
        session.press("m", "left")
        session.press("escape", "r")
        assert session.said.startswith(("rule:", "no rule made"))


def test_a_rule_needs_an_entity_in_focus(files: list[Path]) -> None:
    with reader(files) as session:
        session.press("r")
        assert session.said == "no rule made: put the focus on an entity"
