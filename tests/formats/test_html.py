"""The page to show: text and entities found again in it, whatever they hold, and nothing in it that acts."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from annotations.entity import Status
from annotations.formats.document import Document
from annotations.formats.family_colours import DIM, GROUND, LINES, TINTS
from annotations.formats.family_colours import TEXT as TEXTS
from annotations.formats.html import write
from annotations.labels import Family
from annotations.progress import Progress, State
from tests.formats.making import LABELS, TEXT, Key, any_documents, document, entity, keys, lost, named
from tui.palettes import DARK, LIGHT, Palette, contrast

_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "p", "span", "article", "h1", "div", "mark"),
    *("details", "summary", "table", "tr", "th", "td"),
}


class Page(HTMLParser):
    """Where each entity stands in the text of each article, by the parts that hold its number and its label."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.parts: list[dict[str, list[tuple[int, int]]]] = []
        self.labels: list[dict[str, str]] = []
        self.tags: Counter[str] = Counter()
        self.open: list[tuple[str, int]] = []
        self.inside = False
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = dict(attrs)
        self.tags[tag] += 1
        assert not [name for name in got if name.startswith("on") or name in ("src", "href")]
        if tag == "div":
            self.inside = True
            self.texts.append("")
            self.parts.append({})
            self.labels.append({})
        elif tag == "mark":
            number = got["data-entity"] or ""
            self.open.append((number, len(self.texts[-1])))
            if got.get("data-label"):
                self.labels[-1][number] = got["data-label"] or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self.inside = False
        elif tag == "mark":
            number, start = self.open.pop()
            self.parts[-1].setdefault(number, []).append((start, len(self.texts[-1])))

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data

    def found(self) -> list[Counter[Key]]:
        return [
            Counter((parts[number][0][0], parts[number][-1][1], label) for number, label in labels.items())
            for parts, labels in zip(self.parts, self.labels, strict=True)
        ]


@settings(max_examples=100, deadline=None)
@given(documents=any_documents())
def test_the_losses_are_just_the_entities_that_another_parser_does_not_find(documents: list[Document]) -> None:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "a.html"
        report = write(documents, out, LABELS)
        page = Page(out.read_bytes().decode())
        assert [lost(one, report) for one in documents] == [
            keys(one) - there for one, there in zip(documents, page.found(), strict=True)
        ]
        for text, one in zip(page.texts, documents, strict=True):
            assert re.sub("[\x00\x0b\x1c\ud800]", "\ufffd", one.article.text) == text
        assert set(page.tags) <= _TAGS


def test_what_crosses_is_whole_again_from_its_parts_and_nothing_is_twice(tmp_path: Path) -> None:
    write([document(entity(0, 6), entity(4, 10, "ORG"), entity(4, 6, "LOC"))], tmp_path / "a.html", LABELS)
    page = Page((tmp_path / "a.html").read_text("utf-8"))
    assert page.texts == [TEXT]
    assert page.found() == [Counter({(0, 6, "PER"): 1, (4, 10, "ORG"): 1, (4, 6, "LOC"): 1})]
    assert sorted(page.parts[0].values()) == [[(0, 6)], [(4, 6)], [(4, 6), (6, 10)]]


def test_text_labels_titles_and_notes_are_shown_never_run(tmp_path: Path) -> None:
    bad = "</title></style><script>alert(1)</script>\" onload='x'"
    one = document(entity(0, 3, bad, note=bad, identity="javascript:alert(1)", by=bad), text=f"Ana {bad}")
    one = Document(
        one.article._replace(title=bad) if hasattr(one.article, "_replace") else one.article, one.entities, one.progress
    )
    write([one], tmp_path / "a.html", LABELS)
    page = Page((tmp_path / "a.html").read_text("utf-8"))
    assert page.texts == [f"Ana {bad}"]
    assert page.tags["script"] == page.tags["a"] == 0
    assert page.labels == [{"0": bad}]


def test_each_label_in_use_stands_in_the_legend_with_its_count_and_a_colour_of_its_family(tmp_path: Path) -> None:
    write([document(named(TEXT, "Ana"), named(TEXT, "Cy"), named(TEXT, "Paris", "LOC"))], tmp_path / "a.html", LABELS)
    content = (tmp_path / "a.html").read_text("utf-8")
    assert '<p class="legend"><span class="people">PER 2</span><span class="places">LOC 1</span></p>' in content
    for family in Family:
        assert content.count(f"--{family}: #") == 2
        assert content.count(f".{family} {{") == 1


def test_what_was_not_looked_at_is_dim_and_said(tmp_path: Path) -> None:
    write([document(named(TEXT, "Bo met"), progress=Progress(State.READING, 5))], tmp_path / "a.html", LABELS)
    content = (tmp_path / "a.html").read_text("utf-8")
    assert "not looked at from the 5th character on" in content
    assert '<span class="unchecked"><mark' in content
    assert Page(content).found() == [Counter({(4, 10, "PER"): 1})]


def test_a_suggestion_does_not_look_like_a_fact(tmp_path: Path) -> None:
    write([document(named(TEXT, "Cy", status=Status.SUGGESTED, score=0.5))], tmp_path / "a.html", LABELS)
    content = (tmp_path / "a.html").read_text("utf-8")
    assert '<mark class="people suggested"' in content
    assert '.suggested[data-label]::after { content: "? "' in content
    assert '<td class="score">0.5</td>' in content


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_on_every_colour_is_legible_and_the_lines_are_seen(scheme: str) -> None:
    assert min(contrast(TEXTS[scheme], tint) for tint in TINTS[scheme].values()) >= 4.5
    assert min(contrast(LINES[scheme].get(family, ""), GROUND[scheme]) for family in Family) >= 3
    assert contrast(DIM[scheme], GROUND[scheme]) >= 4.5


@pytest.mark.parametrize(("scheme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_the_colours_are_those_of_the_reader(scheme: str, palette: Palette) -> None:
    """What makes them apart to colour-blind eyes is held there."""
    assert list(TINTS[scheme].values()) == [pair.ground for pair in palette.decided]
