"""Every script: steps, tags, what is drawn and said of letters of several code points, of what is not seen, and from right to left."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len
from wcwidth import iter_graphemes, wcswidth

from annotations.entity import Entity, Status
from tests.terminal import RIGHT
from tests.tui.scene import stored
from tests.tui.test_first_frame import leave, reader, ready
from tests.tui.test_layout import SAMPLES
from tui.driver import Session

LINES = (
    "Thai กำแพง ที่น้ำ, Hindi क्षेत्र स्त्री हिन्दी क्\u200dष, Tamil தமிழ்",
    "Hangul 한국 \u1112\u1161\u11ab글 가\u11a8, Latin e\u0301te\u0301 Z\u0334\u0301a\u0337 Việt, Khmer ស្រី ខ្មែរ, Thaana ދިވެހި",
    "日本語、カ\u3099 ｶﾞ「東京」 葛\U000e0100 ﷺ",
    "👩\u200d🚒 met 👨\u200d👩\u200d👧\u200d👦 and ❤\ufe0f\u200d🔥 ☎\ufe0f 👍🏽 in 🇮🇹🇫🇷🇩 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 1\ufe0f\u20e3 *\ufe0f\u20e3",
    "שלום עולם בְּרֵאשִׁית and مرحبا می\u200cخواهم \u0600\u0661\u0662 end",
    "soft\xadhyphen zero\u200bwidth word\u2060joiner \ufeffmark tab\there form\x0cfeed nul\x00 esc\x1b[2J del\x7f",
    "line\u2028separator next\x85line over\u202eride lone \ud800 half re\rturn",
)
ZOO = "\n\n".join(LINES)


def scripts(shared: Path, length: int) -> dict[str, str]:
    folder = shared / "samples/articles/scripts"
    return {path.stem: path.read_text("utf-8-sig")[:length] for path in sorted(folder.glob("*.txt"))}


@contextmanager
def on(folder: Path, text: str, *entities: Entity, size: tuple[int, int] = (110, 32)) -> Iterator[Session]:
    with Session(project=stored(folder, (text, entities)), size=size) as session:
        yield session


def clusters(text: str) -> list[tuple[int, int]]:
    """The graphemes of a text as Unicode has them."""
    found, place = [], 0
    for cluster in iter_graphemes(text):
        found.append((place, place + len(cluster)))
        place += len(cluster)
    return found


def walked(session: Session, key: str) -> list[tuple[int, int]]:
    """The spans that come into focus until a key goes no further."""
    found: list[tuple[int, int]] = []
    while not found or "of the article" not in session.said:
        session.press(key)
        assert session.focus is not None
        found.append(session.focus[:2])
    return found[:-1]


def check_steps(session: Session) -> None:
    """By words and by characters, there and back: no step lands inside a grapheme, and none leaves a letter out."""
    text = session.article.text
    borders = {place for span in clusters(text) for place in span}
    forth = walked(session, "right")
    assert all(start in borders and end in borders for start, end in forth)
    seen = {place for start, end in forth for place in range(start, end)}
    assert not [char for place, char in enumerate(text) if char.isalnum() and place not in seen]
    assert walked(session, "left") == forth[-2::-1]
    session.press("c", "left")
    while "of the article" not in session.said:
        session.press("left")
    assert session.focus is not None
    first = session.focus[1]
    assert walked(session, "right") == [span for span in clusters(text) if span[0] >= first]
    assert walked(session, "left")[::-1] == clusters(text)[:-1]


@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))
def test_arrows_step_by_whole_graphemes_and_reach_every_word(tmp_path: Path, line: str) -> None:
    with on(tmp_path, line) as session:
        check_steps(session)


@pytest.mark.parametrize("script", ["arb", "heb", "hin", "jpn", "tha", "vie"])
def test_in_a_real_script_arrows_step_by_whole_graphemes_and_reach_every_word(tmp_path: Path, shared: Path, script: str) -> None:
    with on(tmp_path, scripts(shared, 900)[f"udhr_{script}"][-40:]) as session:
        check_steps(session)


@pytest.mark.slow
@pytest.mark.parametrize("script", ["arb", "heb", "hin", "jpn", "tha", "vie"])
def test_arrows_step_through_all_of_a_real_script(tmp_path: Path, shared: Path, script: str) -> None:
    with on(tmp_path, scripts(shared, 2500)[f"udhr_{script}"]) as session:
        check_steps(session)


def test_a_tag_has_exactly_the_code_points_of_the_run_and_keeps_them_in_the_file(tmp_path: Path) -> None:
    with on(tmp_path, ZOO) as session:
        tagged = []
        for turn in range(24):
            session.press("right", "right", *(["L"] if turn % 3 == 0 else ["c", "L", "c"] if turn % 3 == 1 else []))
            run = session.focus
            session.press("1")
            assert run is not None
            assert session.focus == (*run[:2], "PERSON", "accepted"), (run, session.said)
            tagged.append((*run[:2], ZOO[run[0] : run[1]]))
    with Session(project=tmp_path / "rubricate.json") as session:
        assert [(one.start, one.end, session.article.text[one.start : one.end]) for one in session.entities] == tagged
        assert session.article.text == ZOO


def test_a_search_selects_whole_graphemes(tmp_path: Path) -> None:
    with on(tmp_path, "cafe\u0301 and 👩\u200d🚒, क्षेत्र") as session:
        for typed, found in (("cafe", "cafe\u0301"), ("👩", "👩\u200d🚒"), ("ष", "क्षे")):
            session.press("/", *typed, "enter")
            assert session.focus is not None
            assert session.article.text[slice(*session.focus[:2])] == found


UNSEEN = [
    *"\x00\x01\x07\x08\x0b\x0c\x1b\x1c\x1f\x7f\x80\x85\x9b\xad\u034f\u061c\u115f\u1160\u1161\u17b4\u180b\u180e\u200b\u200c\u200d",
    *"\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2062\u2066\u2069\u206a\u3164\ufe00\ufe0e\ufe0f\ufeff\uffa0\ufff9\ud800",
    *"\U0001d173\U000e0001\U000e0041\U000e0100",
]


def test_nothing_hides_in_a_mention_neither_in_the_text_nor_in_the_status_row_nor_in_the_pane(tmp_path: Path) -> None:
    line = "Jo{}hn met.\n"
    text = "".join(line.format(char) for char in UNSEEN)
    length = len(line) - 1
    entities = [Entity(f"e{n:02}", n * length, n * length + 5, "PERSON", Status.SUGGESTED) for n in range(len(UNSEEN))]
    with on(tmp_path, text, *entities) as session:
        session.press("s")
        for number, char in enumerate(UNSEEN):
            session.press("n")
            rows = session.screen_text()
            focused = [row for row in rows[1:-3] if row.partition("│")[0].strip(" ?") and "John" in row.replace(char, "")]
            assert not focused
            assert session.focus == (*entities[number].span, "PERSON", "suggested")
            assert re.search(r"  Jo(\S)hn   ", rows[-2]), (hex(ord(char)), rows[-2])
            shown = session.app.reader.view.wrapping
            assert shown is not None
            assert cell_len(shown.shown(shown.line(entities[number].start))) == len("Jo·hn met.")
        session.press("home")
        rows = session.screen_text()
        beside = [row.split("│")[1] for row in rows[1:-3]]
        assert sum(re.search(r"\? +Jo\Shn$", row) is not None for row in beside) >= len(beside) - 2
        assert sum(re.search(r"\? +Jo\Shn met", row) is not None for row in rows) == len(beside)


def random_text(seed: int) -> str:
    state = seed
    pieces = []
    for _ in range(220):
        state = (state * 1103515245 + 12345) % (1 << 31)
        pieces.append(SAMPLES[state // 65536 % len(SAMPLES)])
    return "".join(pieces)


def check_rows(session: Session) -> None:
    """No row is wider than the screen, counted as Textual does and as Unicode does; nothing on it acts on a terminal."""
    columns = session.app.size.width
    rows = session.app.screen._compositor.render_strips()
    assert [strip.cell_length for strip in rows] == [columns] * len(rows)
    for strip in rows:
        assert sum(cell_len(segment.text) for segment in strip) == columns
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", strip.text)
    page = session.app.reader
    for widget in (page.view, page.pane, page.title_line, page.status, page.footer, page.labels):
        for y in range(widget.size.height):
            assert wcswidth(widget.render_line(y).text.rstrip()) <= max(widget.size.width, 0), (widget, y)


def check_zoo(folder: Path, count: int) -> None:
    texts = [ZOO, *(random_text(seed) for seed in range(count))]
    articles = []
    for text in texts:
        places = [place for place in range(0, len(text) - 9, 13) if text[place : place + 9].strip()]
        articles.append((text, [Entity(f"e{place:03}", place, place + 9, "ORG", Status.SUGGESTED) for place in places]))
    with Session(project=stored(folder, *articles)) as session:
        for number in range(len(texts)):
            for size in ((110, 32), (57, 20)):
                session.resize(*size)
                session.press("n", "n", "end")
                check_rows(session)
            session.press("]" if number < len(texts) - 1 else "home")


def test_no_drawn_row_is_wider_than_the_screen_whatever_stands_in_it(tmp_path: Path) -> None:
    check_zoo(tmp_path, 3)


@pytest.mark.slow
def test_no_drawn_row_of_many_texts_is_wider_than_the_screen(tmp_path: Path) -> None:
    check_zoo(tmp_path, 60)


HEBREW = "אורי לוי פגש את דנה בתל אביב. אורי לוי הלך.\n"


def test_right_to_left_text_is_stepped_through_in_the_order_it_is_written(tmp_path: Path) -> None:
    with on(tmp_path, HEBREW) as session:
        session.press("right", "right")
        assert session.focus == (5, 8, None, None)
        session.press("left")
        assert session.focus == (0, 4, None, None)


def test_the_pane_stands_in_its_column_also_where_the_terminal_counts_cells_otherwise(tmp_path: Path) -> None:
    (tmp_path / "odd.txt").write_text("👩\u200d🚒 met 👨\u200d👩\u200d👧 in 🇮🇹🇫🇷 and क्षि का " * 20, "utf-8")
    with reader(tmp_path, "odd.txt") as terminal:
        ready(terminal)
        terminal.send(RIGHT + RIGHT)
        terminal.wait_for("1-0 label")
        assert {terminal.picture.at(79, y) for y in range(1, 29)} == {"│"}
        assert terminal.picture.reversed_text()[1].strip() == "met"
        leave(terminal)
