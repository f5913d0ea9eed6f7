"""What other programs find in files of tokens and of spans of UTF-16 units, read by hand with nothing of the formats' own."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from annotations.formats.document import Document
from tests.formats.making import Key

Found = list[Counter[Key]]


def plain(text: str) -> str:
    """The text as UTF-8 can hold it."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def solid(text: str) -> list[int]:
    """The places of the characters that are not blank."""
    return [place for place, char in enumerate(text) if not char.isspace()]


def spaces(value: str) -> str:
    plainer = value.replace("\\s", " ").replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r")
    return re.sub(r"\\u(....)", lambda found: chr(int(found[1], 16)), plainer)


def conllu_documents(out: Path) -> list[tuple[str, list[list[list[str]]]]]:
    """Text and sentences of rows of each document."""
    found = []
    for block in out.read_bytes().decode().split("# newdoc id = ")[1:]:
        text, sentences = "", []
        for part in block.split("\n\n")[:-1]:
            rows = [line.split("\t") for line in part.split("\n") if not line.startswith("#") and "\t" in line]
            text += "".join(spaces(line[11:]) for line in part.split("\n") if line.startswith("# spaces = "))
            for row in rows:
                misc = dict(pair.split("=") for cell in row[2:] for pair in cell.split("|") if "=" in pair)
                after = " " if misc.get("SpaceAfter") != "No" else ""
                text += spaces(misc.get("SpacesBefore", "")) + row[1] + spaces(misc.get("SpacesAfter", after))
            sentences.append(rows)
        found.append((text, sentences))
    return found


def in_conllu(out: Path, documents: Sequence[Document]) -> Found:
    there = conllu_documents(out)
    assert [text for text, _ in there] == [plain(one.article.text) for one in documents]
    found = []
    for text, sentences in there:
        place, spans, chars = 0, set(), solid(text)
        for rows in sentences:
            opened: dict[str, tuple[int, str]] = {}
            for row in rows:
                start, end = chars[place], chars[place + len(row[1]) - 1] + 1
                place += len(row[1])
                value = dict(pair.split("=") for pair in row[9].split("|") if "=" in pair).get("Entity", "")
                assert len(row) == 10
                while value:
                    if value[0] != "(":
                        name, value = value.split(")", 1)
                        spans.add((opened[name][0], end, opened.pop(name)[1]))
                        continue
                    about = re.match(r"\(([^()]+)(\)?)", value)
                    assert about
                    value = value[about.end() :]
                    name, _, label = about[1].partition("-")
                    if any("identity" in line for line in out.read_text("utf-8").split("\n") if line.startswith("# global")):
                        label = label.partition("-")[2]
                    if about[2]:
                        spans.add((start, end, unquote(label)))
                    else:
                        opened[name] = (start, unquote(label))
            assert not opened
        assert place == len(chars)
        found.append(Counter(spans))
    return found


def in_conllup(out: Path, documents: Sequence[Document]) -> Found:
    assert out.read_bytes().startswith(b"# global.columns = ID FORM MISC NER\n")
    there = conllu_documents(out)
    assert [text for text, _ in there] == [plain(one.article.text) for one in documents]
    found = []
    for text, sentences in there:
        place, chars = 0, solid(text)
        spans: list[Key] = []
        for rows in sentences:
            before = "O"
            for _, form, _, tag in rows:
                start, end = chars[place], chars[place + len(form) - 1] + 1
                place += len(form)
                if tag[:2] == "B-":
                    spans.append((start, end, tag[2:]))
                elif tag != "O":
                    assert before[2:] == tag[2:]
                    spans[-1] = (spans[-1][0], end, tag[2:])
                before = tag
        found.append(Counter(spans))
    return found


def in_webanno(out: Path, documents: Sequence[Document]) -> Found:
    """By offsets in UTF-16; rows of one number in brackets are one entity."""
    by_text = {}
    for path in out.glob("*.tsv"):
        head, _, body = path.read_bytes().decode().partition("\n\n")
        assert head.startswith("#FORMAT=WebAnno TSV 3.3\n#T_SP=")
        assert head.endswith("NamedEntity|identifier|value")
        raw, spans, tied = b"", [], {}
        blocks = re.split(r"\n\n", body.strip("\n")) if body.strip("\n") else []
        for block in blocks:
            lines = block.split("\n")
            shown = "\n".join(line[6:] for line in lines if line.startswith("#Text="))
            shown = re.sub(r"\\(.)", lambda found: {"t": "\t", "r": "\r", "f": "\f", "b": "\b"}.get(found[1], found[1]), shown)
            rows = [line.split("\t") for line in lines if not line.startswith("#")]
            begin = int(rows[0][1].split("-")[0]) * 2
            if begin > len(raw):
                raw += (("\n" if raw else " ") + " " * ((begin - len(raw)) // 2 - 1)).encode("utf-16-le")
            assert len(raw) == begin
            raw += shown.encode("utf-16-le")
            for _, offsets, _, _, labels, *_ in rows:
                start, end = map(int, offsets.split("-"))
                for value in re.findall(r"(?:\\.|[^|\\])+", labels if labels != "_" else ""):
                    tie = re.fullmatch(r"(.*)(?<!\\)\[(\d+)\]", value, re.DOTALL)
                    if tie and tie[2] in tied:
                        tied[tie[2]][1] = end
                        continue
                    plainer = re.sub(
                        r"\\(->|.)", lambda f: {"t": "\t", "n": "\n", "r": "\r"}.get(f[1], f[1]), tie[1] if tie else value
                    )
                    spans.append([start, end, plainer])
                    if tie:
                        tied[tie[2]] = spans[-1]
        text = raw.decode("utf-16-le")
        by_text[text] = Counter(
            (len(raw[: start * 2].decode("utf-16-le")), len(raw[: end * 2].decode("utf-16-le")), label)
            for start, end, label in spans
        )
    return [by_text[plain(one.article.text)] for one in documents]


def in_xmi(out: Path, documents: Sequence[Document]) -> Found:
    """By a plain XML parser, with offsets in UTF-16."""
    by_uid = {}
    for path in out.glob("*.xmi"):
        root = ElementTree.parse(path).getroot()
        (text,) = (each.get("sofaString") or "" for each in root if each.tag == "{http:///uima/cas.ecore}Sofa")
        ids = [each.get("{http://www.omg.org/XMI}id") for each in root if each.get("{http://www.omg.org/XMI}id")]
        assert len(ids) == len(set(ids))
        units = text.encode("utf-16-le")
        spans: Counter[Key] = Counter()
        for each in root:
            if each.tag.endswith("}NamedEntity"):
                start, end = (len(units[: int(each.get(name) or 0) * 2].decode("utf-16-le")) for name in ("begin", "end"))
                spans[start, end, each.get("value") or ""] += 1
        by_uid[path.stem[-16:]] = (text, spans)
    assert [by_uid[one.article.uid][0] for one in documents] == [in_xml(one.article.text) for one in documents]
    return [by_uid[one.article.uid][1] for one in documents]


def in_gate(out: Path, documents: Sequence[Document]) -> Found:
    """By a plain XML parser: where the nodes stand in the text."""
    by_uid = {}
    for path in out.glob("*.xml"):
        root = ElementTree.parse(path).getroot()
        shown = root.find("TextWithNodes")
        assert shown is not None
        text, nodes = shown.text or "", {}
        for node in shown:
            assert node.get("id") == str(len(text.encode("utf-16-le")) // 2)
            nodes[node.get("id")] = len(text)
            text += node.tail or ""
        found = [
            (nodes[each.get("StartNode")], nodes[each.get("EndNode")], each.get("Type") or "") for each in root.iter("Annotation")
        ]
        by_uid[path.stem[-16:]] = (text, Counter(found))
    assert [by_uid[one.article.uid][0] for one in documents] == [in_xml(one.article.text) for one in documents]
    return [by_uid[one.article.uid][1] for one in documents]


def in_xml(text: str) -> str:
    """The text with U+FFFD for what XML 1.0 cannot hold."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


ROW_READERS: Mapping[str, Callable[[Path, Sequence[Document]], Found]] = {
    "conllu": in_conllu,
    "conllup": in_conllup,
    "webanno_tsv": in_webanno,
    "uima_cas": in_xmi,
    "gate": in_gate,
}
