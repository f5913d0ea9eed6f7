"""An article so long that keys come while its entities are being read, or listed in the pane."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotations.index_by_parts import IndexByParts
from tests.bench.projects import write
from tests.tui.scene import late
from tui import listing
from tui.driver import Session
from tui.listing import Listing
from tui.screens.page import ReaderPage


class Held:
    """Whether no list that is begun goes on, and no more entities are read (settable), so that keys come meanwhile."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.on = True
        go_on, read_more, filling = Listing.go_on, IndexByParts.read_more, ReaderPage.filling.fget
        assert filling is not None

        def gone_on(listing: Listing, enough: Callable[[], bool]) -> None:
            if not self.on:
                go_on(listing, enough)

        def read_on(index: IndexByParts) -> bool:
            return not index.whole if self.on else read_more(index)

        patch.setattr(listing, "AT_ONCE", 0)
        patch.setattr(IndexByParts, "read_more", read_on)
        patch.setattr(Listing, "go_on", gone_on)
        patch.setattr(ReaderPage, "filling", property(lambda page: not self.on and filling(page)))


@contextmanager
def long_article(folder: Path, entities: int = 300) -> Iterator[tuple[Session, Held]]:
    """A session on a project of one article; of 20,000 entities not all are read when it begins."""
    path = folder / "p.json"
    write(path, 1, entities)
    with pytest.MonkeyPatch.context() as patch:
        held = Held(patch)
        with Session(None, project=path) as session:
            yield session, held


def finish(session: Session, held: Held) -> None:
    held.on = False
    session.wait_until(lambda: not session.app.reader.filling)


def rows(session: Session) -> list[str]:
    return [row.split("│", 1)[1].strip() for row in session.screen_text() if "│" in row]


def lit(session: Session) -> str:
    """The text of the entity whose row is lit, which is that in focus."""
    entity = session.app.reader.pane.row_entity()
    assert entity is not None
    assert session.focus is not None
    assert session.focus[:2] == entity.span
    return session.article.text[entity.start : entity.end]


def test_before_a_long_article_is_listed_keys_that_need_rows_say_so_and_the_others_act(tmp_path: Path) -> None:
    with long_article(tmp_path) as (session, held):
        assert rows(session)[0].endswith("to review   surface …")
        assert not any(rows(session)[1:])
        session.press("tab", "down")
        assert session.said == "the entities are still being listed"
        assert session.focus is None
        session.press("n", "a")
        assert session.said.startswith("accepted ")
        assert session.focus is not None
        session.press("end")
        finish(session, held)
        assert session.said == ""
        assert rows(session)[0].endswith("to review   surface")
        assert any(lit(session) in row for row in rows(session)[1:])


def test_before_all_entities_are_read_the_pane_says_what_will_be_listed(tmp_path: Path) -> None:
    with long_article(tmp_path, 20_000) as (session, held):
        for grouping in ("label …", "text …"):
            session.press("s")
            assert rows(session)[0].endswith(f"to review   {grouping}")
            assert not any(rows(session)[1:])
        assert not session.app.reader.reading.marked.entities.whole
        finish(session, held)
        assert rows(session)[0].endswith("to review   text")
        assert rows(session)[1]


def test_an_untagged_name_is_looked_for_once_all_entities_are_read_and_any_key_stops_that(tmp_path: Path) -> None:
    with long_article(tmp_path, 20_000) as (session, held):
        for stop in (True, False):
            session.press_unsaved("m")
            assert session.said == "looking for untagged names once all entities are read, any key stops"
            assert not session.app.reader.reading.marked.entities.whole
            if stop:
                session.press("n")
                assert session.app.reader.reading.looking is None
                assert session.focus is not None
                assert session.focus[2] is not None
        finish(session, held)
        session.wait_until(lambda: session.app.reader.reading.looking is None)
        assert session.focus is not None
        assert session.focus[2] is None


def test_the_old_list_is_acted_on_until_the_new_one_is_there(tmp_path: Path) -> None:
    with long_article(tmp_path) as (session, held):
        finish(session, held)
        session.press("tab", "down", "down")
        before = rows(session)
        held.on = True
        session.press("s")
        assert rows(session) == [before[0].replace("surface", "label …"), *before[1:]]
        session.press("down")
        name, at = lit(session), session.focus
        assert at is not None
        session.press("x")
        assert session.said.startswith("rejected ")
        assert name in session.said
        assert {entity.status for entity in session.entities if entity.span == at[:2]} == {"rejected"}
        name = lit(session)
        finish(session, held)
        assert rows(session)[0].endswith("to review   label")
        assert lit(session) == name
        assert any(name in row for row in rows(session)[1:])


def test_a_list_is_made_to_its_end_on_a_machine_that_comes_late_to_each_slice_of_it(tmp_path: Path) -> None:
    with long_article(tmp_path) as (session, held):
        with late():
            session.press("s")
            finish(session, held)
        assert rows(session)[0].endswith("to review   label")
        assert rows(session)[1]


@pytest.mark.parametrize("last", ["escape", "enter"])
def test_a_filter_typed_faster_than_it_is_listed_ends_with_its_last_letter(tmp_path: Path, last: str) -> None:
    with long_article(tmp_path) as (session, held):
        finish(session, held)
        session.press("tab", "down")
        name, part = lit(session), lit(session)[:4]
        everything = rows(session)
        held.on = True
        session.press("/", *part)
        assert rows(session)[0].startswith("… of ")
        assert rows(session)[1:] == everything[1:]
        session.press(last)
        finish(session, held)
        if last == "escape":
            assert rows(session) == everything
        else:
            assert rows(session)[0].endswith(part)
            listed = [row for row in rows(session)[1:] if row[:1] in {"?", "✓", "!", "~"}]
            assert listed
            assert all(part in row for row in listed)
        assert name in lit(session)
