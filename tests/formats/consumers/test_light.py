"""Files in the hands of programs that CI can have beside the tests: conllu, the schema of TEI under lxml, an HTML parser that
takes no error, CommonMark."""

from pathlib import Path

import pytest

from tests.formats.consumers.asking import asked, gold, texts_and_spans, with_a_rich_one, with_an_odd_one
from tests.formats.consumers.environments import OWN
from tests.formats.making import written

CONLLU = """
import json, sys, conllu
sentences = conllu.parse(open(sys.argv[1], encoding="utf-8").read())
print(json.dumps([[[token["form"], (token["misc"] or {}), token.get("ner")] for token in sentence] for sentence in sentences]))
"""


@pytest.mark.parametrize("name", ["conllu", "conllup"])
def test_the_package_conllu_finds_our_tokens_and_what_stands_in_misc(shared: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"a.{name}"
    documents = gold(shared)
    report = written(name, documents, path)
    sentences = [rows for rows in asked(OWN, CONLLU, path) if rows]  # type: ignore[attr-defined]
    lines = [line.split("\t") for line in path.read_text("utf-8").split("\n") if "\t" in line]
    ours = [
        (cells[1], dict(pair.split("=") for pair in cells[9 if name == "conllu" else 2].split("|") if pair != "_"))
        for cells in lines
    ]
    assert [(form, misc) for rows in sentences for form, misc, _ in rows] == ours
    if name == "conllu":
        assert sum(misc.get("Entity", "").count("(") for _, misc in ours) == report.written
    else:
        assert sum(tag.startswith("B-") for rows in sentences for _, _, tag in rows) == report.written


TEI = """
import json, sys
from lxml import etree
schema = etree.RelaxNG(etree.parse(sys.argv[1]))
tree = etree.parse(sys.argv[2])
for element in tree.iter("{*}*"):
    # Global since edition 2; the schema at hand is edition 1.3.
    later = ["{http://www.w3.org/XML/1998/namespace}space"]
    if element.tag.endswith(("}rs", "}date", "}time")):
        later += ["resp", "cert"]
    for name in later:
        element.attrib.pop(name, None)
tree = etree.fromstring(etree.tostring(tree))
print(json.dumps([schema.validate(tree), str(schema.error_log)]))
"""


@pytest.mark.parametrize("many", [True, False])
def test_the_schema_of_the_guidelines_finds_nothing_wrong_in_tei(shared: Path, tmp_path: Path, many: bool) -> None:
    written("tei", with_a_rich_one(shared)[None if many else -1 :], tmp_path / "a.xml")
    assert asked(OWN, TEI, shared / "samples/tei/tei_all.rng", tmp_path / "a.xml") == [True, ""]


HTML = """
import html5lib, json, sys
parser = html5lib.HTMLParser(strict=sys.argv[2] == "strict", namespaceHTMLElements=False)
page = parser.parse(open(sys.argv[1], "rb").read())
def walk(element, at, places, labels):
    '''The length of the text of an element; fills in where each entity's parts stand.'''
    start, at = at, at + len(element.text or "")
    for child in element:
        at = walk(child, at, places, labels) + len(child.tail or "")
    if element.tag == "mark":
        number = int(element.get("data-entity"))
        places.setdefault(number, []).append((start, at))
        if element.get("data-label") is not None:
            labels[number] = element.get("data-label")
    return at
found = []
for text in page.iter("div"):
    places, labels = {}, {}
    walk(text, 0, places, labels)
    spans = [[min(a for a, _ in parts), max(b for _, b in parts), labels[number]] for number, parts in places.items()]
    found.append(["".join(text.itertext()), sorted(spans)])
assert not list(page.iter("script"))
print(json.dumps(found))
"""


@pytest.mark.parametrize("how", ["strict", "as browsers do"])
def test_a_parser_of_html_finds_each_text_and_entity_and_no_error(shared: Path, tmp_path: Path, how: str) -> None:
    """A carriage return is an error by the standard however it is written, and read all the same."""
    there = with_a_rich_one(shared) if how == "strict" else with_an_odd_one(shared)
    written("html", there, tmp_path / "a.html")
    assert asked(OWN, HTML, tmp_path / "a.html", how) == texts_and_spans(there)


MARKDOWN = """
import html5lib, json, sys
from markdown_it import MarkdownIt
rendered = MarkdownIt("commonmark").render(open(sys.argv[1], encoding="utf-8").read())
page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(rendered)
articles, bold = [], 0
for element in page:
    if element.tag == "h1":
        articles.append("")
    elif element.tag == "p" and articles:
        bold += len(list(element.iter("b")))
        for raised in element.iter("sup"):
            for inner in list(raised):
                raised.remove(inner)
            raised.text = ""
        articles[-1] += "".join("".join(element.itertext()).split())
print(json.dumps([articles, bold]))
"""


def test_a_renderer_of_commonmark_shows_every_word_and_each_entity_bold(shared: Path, tmp_path: Path) -> None:
    there = gold(shared)
    report = written("markdown", there, tmp_path / "a.md")
    words, bold = asked(OWN, MARKDOWN, tmp_path / "a.md")  # type: ignore[misc]
    assert words == ["".join(one.article.text.split()) for one in there]
    # One that goes over a paragraph's end is bold in each.
    over = sum("\n\n" in one.article.text[each.start : each.end] for one in there for each in one.entities)
    assert (bold - report.written, over) == (0, 0)
