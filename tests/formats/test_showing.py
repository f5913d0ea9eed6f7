"""Markdown and SVG to show: what is in them is found again, and text is text whatever it holds."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import Element, parse

import pytest
from hypothesis import given, settings

from annotations.entity import Status
from annotations.formats import markdown, svg
from annotations.formats.document import Document
from annotations.progress import Progress, State
from tests.formats.making import LABELS, TEXT, any_documents, document, entity, keys, lost, named, reasons

SVG = "{http://www.w3.org/2000/svg}"


def page(*entities: object, folder: Path, text: str = TEXT) -> str:
    markdown.write([document(*entities, text=text)], folder / "a.md", LABELS)  # type: ignore[arg-type]
    return (folder / "a.md").read_text("utf-8").split("# Ana in Paris\n\n")[1]


def test_entities_are_bold_with_their_label_after_them(tmp_path: Path) -> None:
    assert page(named(TEXT, "Ana Bo"), named(TEXT, "Paris", "LOC"), folder=tmp_path) == (
        "<b>Ana Bo</b><sup>PER</sup> met the U.N. in <b>Paris</b><sup>LOC</sup>. She left.\n\n"
        "In São Paulo, Cy waited 🙂 for Ana Bo.\n"
    )


def test_what_crosses_or_goes_over_paragraphs_is_in_numbered_parts(tmp_path: Path) -> None:
    assert page(entity(0, 6), entity(4, 10, "ORG"), named(TEXT, "left.\n\nIn", "X"), folder=tmp_path).startswith(
        "<b>Ana <b>Bo</b><sup>ORG<i>2…</i></sup></b><sup>PER</sup><b> met</b><sup>ORG<i>…2</i></sup> the U.N. in Paris. "
        "She <b>left.</b><sup>X<i>3…</i></sup>\n\n<b>In</b><sup>X<i>…3</i></sup> São"
    )


def test_text_that_would_mean_something_to_markdown_is_escaped(tmp_path: Path) -> None:
    text = "# a\n- b\n1. c\n    d\n*e* [f](g) <h> `i` &amp; \\ http://x.org\n\n===\n|j|\n"
    assert page(text=text, folder=tmp_path) == (
        "\\# a\\\n\\- b\\\n1\\. c\\\nd\\\n\\*e\\* \\[f\\](g) \\<h\\> \\`i\\` \\&amp; \\\\ http\\://x.org\n\n\\===\\\n\\|j\\|\n"
    )


def test_blanks_at_edges_and_in_labels_are_listed(tmp_path: Path) -> None:
    report = markdown.write([document(entity(3, 6), entity(15, 19, "a\tb"))], tmp_path / "a.md", LABELS)
    assert reasons(report) == {
        (3, 6, "PER"): "starts or ends with a blank: written as 4-6",
        (15, 19, "a\tb"): "has blanks in its label: written as a b",
    }


def test_what_was_not_looked_at_is_said(tmp_path: Path) -> None:
    half = document(progress=Progress(State.READING, 5))
    markdown.write([half], tmp_path / "a.md", LABELS)
    assert "\n> not looked at from the 5th character on\n" in (tmp_path / "a.md").read_text("utf-8")
    svg.write([half], tmp_path / "a.svg", LABELS)
    assert ">not looked at from the 5th character on<" in (tmp_path / "a.svg").read_text("utf-8")


def attribute(element: Element, name: str) -> int:
    return int(float(element.get(name, "")))


@settings(max_examples=60, deadline=None)
@given(documents=any_documents())
def test_the_picture_has_the_text_and_just_the_entities_that_are_not_losses(documents: list[Document]) -> None:
    """By ElementTree: each line of text where it says it begins, and each entity by its parts."""
    with TemporaryDirectory() as folder:
        report = svg.write(documents, Path(folder) / "a.svg", LABELS)
        root = parse(Path(folder) / "a.svg").getroot()
        groups = root.findall(f"{SVG}g")
        assert len(groups) == len(documents)
        for group, one in zip(groups, documents, strict=True):
            text = re.sub("[\x00\x0b\x1c\ud800]", "\ufffd", one.article.text)
            lines = [each for each in group.findall(f"{SVG}text") if each.get("class") == "text"]
            for line in lines:
                assert text.startswith(line.text or "", attribute(line, "data-start"))
            assert "".join(line.text or "" for line in lines) == text.replace("\n", "")
            found: dict[str, list[int]] = {}
            label: dict[str, str] = {}
            for part in group.findall(f"{SVG}g"):
                number = part.get("data-entity", "")
                found.setdefault(number, []).extend((attribute(part, "data-start"), attribute(part, "data-end")))
                label[number] = part.get("data-label", "")
            there = {(min(places), max(places), label[number]) for number, places in found.items()}
            assert set(lost(one, report)) == {key for key in keys(one) if key not in there} | {
                key for key, count in keys(one).items() if count > 1
            }


def test_an_entity_stands_under_its_words(tmp_path: Path) -> None:
    svg.write([document(named(TEXT, "Ana Bo"), named(TEXT, "Cy", status=Status.SUGGESTED))], tmp_path / "a.svg", LABELS)
    (group,) = parse(tmp_path / "a.svg").getroot().findall(f"{SVG}g")
    lines = [each for each in group.findall(f"{SVG}text") if each.get("class") == "text"]
    first, second = group.findall(f"{SVG}g")
    cell = attribute(lines[0], "textLength") / len(lines[0].text or "")
    for part, line, words in ((first, lines[0], "Ana Bo"), (second, lines[1], "Cy")):
        rect = part.find(f"{SVG}rect")
        assert rect is not None
        assert attribute(rect, "x") == attribute(line, "x") + cell * (line.text or "").index(words)
        assert attribute(rect, "width") == cell * len(words)
        assert attribute(rect, "y") < attribute(line, "y") < attribute(rect, "y") + attribute(rect, "height") + 5
    assert [part.findtext(f"{SVG}text") for part in (first, second)] == ["PER", "? PER"]


def test_long_lines_are_wrapped_and_wide_letters_take_two_cells(tmp_path: Path) -> None:
    svg.write([document(text="word " * 40 + "\n" + "人" * 100)], tmp_path / "a.svg", LABELS)
    (group,) = parse(tmp_path / "a.svg").getroot().findall(f"{SVG}g")
    lines = [each for each in group.findall(f"{SVG}text") if each.get("class") == "text"]
    assert [len(line.text or "") for line in lines] == [80, 80, 40, 40, 40, 20]
    assert max(attribute(line, "textLength") for line in lines) == 720


@pytest.mark.parametrize("bad", ["</text><script>alert(1)</script>", "]]><a href='x'>", '" onload="x', "&lt;b&gt;"])
def test_no_text_or_label_of_a_picture_acts(tmp_path: Path, bad: str) -> None:
    svg.write([document(entity(0, len(bad), bad), text=bad)], tmp_path / "a.svg", LABELS)
    root = parse(tmp_path / "a.svg").getroot()
    assert {each.tag.removeprefix(SVG) for each in root.iter()} == {"svg", "title", "style", "rect", "g", "text", "path"}
    assert not [name for each in root.iter() for name in each.keys() if name.startswith("on")]  # noqa: SIM118
    assert bad in [each.text for each in root.iter(f"{SVG}text")]
