"""Files of rows and of UTF-16 offsets in the hands of the programs they are for."""

from pathlib import Path

import pytest

from tests.formats.consumers.asking import asked, gold
from tests.formats.making import written

pytestmark = pytest.mark.slow


SEQEVAL = """
import json, sys
from seqeval.metrics import classification_report
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import IOB2, IOBES, BILOU, Entities
blocks = open(sys.argv[1], encoding="utf-8").read().split("\\n\\n")
tags = [[line.split(" ")[-1] for line in block.split("\\n") if line] for block in blocks]
tags = [each for each in tags if each and each != ["O"]]
scheme = {"IOB2": IOB2, "IOBES": IOBES, "BILOU": BILOU}[sys.argv[2]]
report = classification_report(tags, tags, mode="strict", scheme=scheme, output_dict=True)
count = sum(len(sentence) for sentence in Entities(tags, scheme).entities)
print(json.dumps([report["micro avg"]["f1-score"], count]))
"""


@pytest.mark.parametrize(("name", "scheme"), [("conll2003", "IOB2"), ("bioes", "IOBES"), ("bilou", "BILOU")])
def test_seqeval_reads_the_tags_strictly_and_finds_every_entity(shared: Path, tmp_path: Path, name: str, scheme: str) -> None:
    report = written(name, gold(shared), tmp_path / "a.conll")
    assert asked("tags", SEQEVAL, tmp_path / "a.conll", scheme) == [1.0, report.written]


NERVALUATE = """
import json, sys
from nervaluate import Evaluator
blocks = open(sys.argv[1], encoding="utf-8").read().split("\\n\\n")
tags = [[line.split(" ")[-1] for line in block.split("\\n") if line] for block in blocks]
kinds = sorted({tag[2:] for sentence in tags for tag in sentence if tag != "O"})
strict = Evaluator(tags, tags, tags=kinds, loader="list").evaluate()["overall"]["strict"]
print(json.dumps([strict.correct, strict.actual, strict.f1]))
"""


def test_nervaluate_finds_every_entity_in_the_tags(shared: Path, tmp_path: Path) -> None:
    report = written("conll2003", gold(shared), tmp_path / "a.conll")
    assert asked("tags", NERVALUATE, tmp_path / "a.conll") == [report.written, report.written, 1.0]


CASSIS = """
import json, sys
from cassis import load_cas_from_json, load_cas_from_xmi, load_typesystem
path, types = sys.argv[1:]
with open(path, "rb") as file:
    if path.endswith(".json"):
        cas = load_cas_from_json(file)
    else:
        with open(types, "rb") as about:
            cas = load_cas_from_xmi(file, load_typesystem(about))
kind = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
found = [[each.get_covered_text(), each.value, each.identifier] for each in cas.select(kind)]
print(json.dumps([cas.sofa_string, sorted(found, key=str), [str(each) for each in cas.typecheck()]]))
"""


@pytest.mark.parametrize("name", ["a.xmi", "a.json"])
@pytest.mark.parametrize("types", ["ours", "INCEpTION's"])
def test_cassis_finds_no_fault_and_every_entity_on_its_words(shared: Path, tmp_path: Path, name: str, types: str) -> None:
    system = tmp_path / "TypeSystem.xml" if types == "ours" else shared / "samples/uima_cas/typesystems/inception_typesystem.xml"
    for one in gold(shared)[-3:]:
        written("uima_cas", [one], tmp_path / name)
        text, found, faults = asked("cassis", CASSIS, tmp_path / name, system)  # type: ignore[misc]
        text_of = one.article.text
        assert (text, faults) == (text_of, [])
        assert found == sorted(([text_of[each.start : each.end], each.label, None] for each in one.entities), key=str)


GATENLP = """
import json, sys
from gatenlp import Document
path = sys.argv[1]
document = Document.load(path, fmt="gatexml" if path.endswith(".xml") else None)
found = [[document[each], each.type] for each in document.annset()]
print(json.dumps([document.text, sorted(found)]))
"""


@pytest.mark.parametrize("name", ["a.xml", "a.bdocjs"])
def test_gatenlp_finds_every_entity_on_its_words(shared: Path, tmp_path: Path, name: str) -> None:
    for one in gold(shared)[-3:]:
        written("gate", [one], tmp_path / name)
        text = one.article.text
        found = sorted([text[each.start : each.end], each.label] for each in one.entities)
        assert asked("gatenlp", GATENLP, tmp_path / name) == [text, found]
