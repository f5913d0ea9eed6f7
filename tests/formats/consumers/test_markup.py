"""Markup and linked data in the hands of their own schemas and packages: the schema of TEI, the package bioc, the assertions of
the Web Annotation test suite, a JSON-LD processor."""

from pathlib import Path

import pytest

from tests.formats.consumers.asking import asked, gold, with_a_rich_one
from tests.formats.making import written

pytestmark = pytest.mark.slow

BIOC = """
import json, sys
from bioc import biocjson, biocxml
path = sys.argv[1]
collection = biocjson.load(open(path, encoding="utf-8")) if path.endswith(".json") else biocxml.load(path)
print(json.dumps([
    [passage.text, [[[[place.offset, place.end] for place in each.locations], each.infons["type"], each.text]
                    for each in passage.annotations]]
    for one in collection.documents for passage in one.passages]))
"""


@pytest.mark.parametrize("name", ["a.xml", "a.json"])
def test_the_package_bioc_finds_every_mention_in_its_place(shared: Path, tmp_path: Path, name: str) -> None:
    report = written("bioc", with_a_rich_one(shared), tmp_path / name)
    found = asked("markup", BIOC, tmp_path / name)
    assert isinstance(found, list)
    assert [text for text, _ in found] == [one.article.text for one in with_a_rich_one(shared)]
    assert sum(len(places) for _, mentions in found for places, _, _ in mentions) == report.written
    for text, mentions in found:
        assert [words for _, _, words in mentions] == [" ".join(text[a:b] for a, b in places) for places, _, _ in mentions]


PUBTATOR = """
import json, sys
from bioc import pubtator
print(json.dumps([
    [one.pmid, one.text, [[each.start, each.end, each.text, each.type] for each in one.annotations]]
    for one in pubtator.load(open(sys.argv[1], encoding="utf-8"))]))
"""


def test_the_package_bioc_finds_every_entity_of_pubtator(shared: Path, tmp_path: Path) -> None:
    report = written("pubtator", with_a_rich_one(shared), tmp_path / "a.pubtator")
    found = asked("markup", PUBTATOR, tmp_path / "a.pubtator")
    assert isinstance(found, list)
    assert [name for name, _, _ in found] == [one.article.uid for one in with_a_rich_one(shared)]
    assert sum(len(rows) for _, _, rows in found) == report.written
    for one, (_, _, rows) in zip(with_a_rich_one(shared), found, strict=True):
        assert [row[2].split() for row in rows] == [one.article.text[start:end].split() for start, end, _, _ in rows]


ASSERTIONS = """
import json, pathlib, sys, warnings
import jsonschema
warnings.simplefilter("ignore")
folder = pathlib.Path(sys.argv[1])
schemas = {path.name: json.loads(path.read_text()) for path in folder.glob("*.json")}
store = schemas | {schema["id"]: schema for schema in schemas.values() if "id" in schema}
musts = sorted(name for name in schemas if name.startswith("3."))
collection = json.load(open(sys.argv[2], encoding="utf-8"))
for item in collection["first"]["items"]:
    for name in musts:
        resolver = jsonschema.RefResolver(base_uri=f"file://{folder}/", referrer=schemas[name], store=store)
        jsonschema.Draft4Validator(schemas[name], resolver=resolver).validate({"@context": collection["@context"], **item})
print(json.dumps([len(musts), len(collection["first"]["items"])]))
"""


def test_every_assertion_of_the_test_suite_holds_for_each_web_annotation(shared: Path, tmp_path: Path) -> None:
    some = with_a_rich_one(shared)[-6:]
    written("w3c_annotation", some, tmp_path / "a.jsonld")
    mentions = sum(len(one.entities) for one in some) - 1
    assert asked("markup", ASSERTIONS, shared / "samples/w3c_webannotation/schemas", tmp_path / "a.jsonld") == [14, mentions]


EXPANDED = """
import json, sys
from pyld import jsonld
context = json.load(open(sys.argv[1], encoding="utf-8"))
load = lambda url, options: {"contextUrl": None, "documentUrl": url, "document": context}
(one,) = jsonld.expand(json.load(open(sys.argv[2], encoding="utf-8")), {"documentLoader": load})
value = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"
print(json.dumps([part[value][0]["@value"] for part in one["http://purl.org/dc/terms/hasPart"]]))
"""


def test_a_processor_of_linked_data_keeps_the_texts(shared: Path, tmp_path: Path) -> None:
    written("w3c_annotation", with_a_rich_one(shared)[-6:], tmp_path / "a.jsonld")
    texts = asked("markup", EXPANDED, shared / "samples/w3c_webannotation/anno.jsonld", tmp_path / "a.jsonld")
    assert texts == [one.article.text for one in with_a_rich_one(shared)[-6:]]


SCHEMA = """
import json, sys
import jsonschema
schema, rows = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
for row in rows:
    jsonschema.validate(row, schema)
print(json.dumps(len(rows)))
"""


def test_pubannotation_is_as_its_schema_has_it(shared: Path, tmp_path: Path) -> None:
    """Of mentions in one piece: the schema at hand lacks the list of spans that PubAnnotation itself writes for others."""
    written("pubannotation", gold(shared), tmp_path / "a.json")
    count = asked("markup", SCHEMA, shared / "samples/pubannotation/schema_annotations.json", tmp_path / "a.json")
    assert count == len(gold(shared))


SVG = """
import json, sys
from svgelements import SVG, Text
texts = [element for element in SVG.parse(sys.argv[1]).elements() if isinstance(element, Text)]
print(json.dumps([[element.values.get("class"), element.text] for element in texts]))
"""


def test_a_reader_of_pictures_finds_every_word_and_label(shared: Path, tmp_path: Path) -> None:
    there = gold(shared)
    report = written("svg", there, tmp_path / "a.svg")
    found = asked("markup", SVG, tmp_path / "a.svg")
    assert isinstance(found, list)
    words = "".join("".join(text.split()) for kind, text in found if kind == "text")
    assert words == "".join("".join(one.article.text.split()) for one in there)
    assert len([text for kind, text in found if kind == "label" and text]) == report.written


BRAT = """
import json, pathlib, sys
from bioc import brat
folder = pathlib.Path(sys.argv[1])
found = []
for path in sorted(folder.glob("*.ann")):
    with open(path.with_suffix(".txt"), encoding="utf-8", newline="") as words, open(path, encoding="utf-8") as about:
        one = brat.load(words, about)
    entities = [entity for entity in one.annotations if isinstance(entity, brat.BratEntity)]
    spans = [[[[part.begin, part.end] for part in entity.locations], entity.type, entity.text] for entity in entities]
    found.append([path.stem, one.text, sorted(spans)])
print(json.dumps(found))
"""
PYBRAT = """
import json, sys
from pybrat.parser import BratParser
print(json.dumps([
    [one.id, one.text, sorted([[[span.start, span.end] for span in entity.spans], entity.type, entity.mention]
                              for entity in one.entities)]
    for one in BratParser(error="raise").parse(sys.argv[1])]))
"""


@pytest.mark.parametrize("script", [BRAT, PYBRAT], ids=["bioc", "pybrat"])
def test_parsers_of_brat_find_every_entity_on_its_words(shared: Path, tmp_path: Path, script: str) -> None:
    there = gold(shared)
    report = written("brat", there, tmp_path / "out")
    found = asked("markup", script, tmp_path / "out")
    assert isinstance(found, list)
    assert {text for _, text, _ in found} == {one.article.text for one in there}
    for _, text, entities in found:
        (one,) = [each for each in there if each.article.text == text]
        lost = [loss.entity for loss in report.losses if loss.article == one.article]
        kept = [each for each in one.entities if each not in lost]
        assert sorted([pieces[0][0], pieces[-1][1], label] for pieces, label, _ in entities) == sorted(
            [each.start, each.end, each.label] for each in kept
        )
        assert all(words == " ".join(text[a:b] for a, b in pieces) for pieces, _, words in entities)


WEBANNO = """
import json, pathlib, sys
from web_anno_tsv import open_web_anno_tsv
found = []
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.tsv")):
    with open_web_anno_tsv(str(path)) as sentences:
        read = list(sentences)
    found.append(["\\n".join(one.text for one in read), [[each.text, each.label] for one in read for each in one.annotations]])
print(json.dumps(found))
"""


def test_a_reader_of_webanno_tsv_finds_every_entity_on_its_words(shared: Path, tmp_path: Path) -> None:
    there = gold(shared)
    report = written("webanno_tsv", there, tmp_path / "out")
    assert report.losses == ()
    found = asked("markup", WEBANNO, tmp_path / "out")
    assert isinstance(found, list)
    by_words = {"".join(text.split()): sorted(entities) for text, entities in found}
    for one in there:
        text = one.article.text
        assert by_words["".join(text.split())] == sorted([text[each.start : each.end], each.label] for each in one.entities)
