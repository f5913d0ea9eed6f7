"""Google Natural Language: what ``analyzeEntities`` answers. Read, as suggestions.

The text is in the file (``document.content``, as it was sent, or ``text``), else beside it with ``.txt``. A mention has its begin
alone; how long it is depends on the unit, which is ``encodingType`` where the file says it (UTF8 is bytes) and else is found by
the words. Begins of -1, which the service gives where no encoding was asked for, are found by the words where these stand in the
text once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from annotations.entity import Status
from annotations.formats.document import FormatError, Reading, Written
from annotations.formats.json_records import listed, named, records, score, whole
from annotations.formats.offsets import Count, Ruler, Unit
from annotations.formats.placing import placed
from annotations.formats.text_beside import text_beside

_UNITS: Mapping[str, Count] = {"UTF8": "UTF-8", "UTF16": "UTF-16", "UTF32": "code points"}

Row = dict[str, object]


def read(path: Path) -> list[Reading]:
    """One document for each answer. Raises FormatError naming where it is none, or where a text is missing."""
    answers = list(records(path))
    return [_answer(record, path, where, alone=len(answers) == 1) for where, record in answers]


def _answer(record: object, path: Path, where: str, *, alone: bool) -> Reading:
    row: Row = record if isinstance(record, dict) else {}
    if not isinstance(row.get("entities"), list):
        raise FormatError(f'{where} is not {{"entities": [{{"name", "type", "mentions": [...]}}]}}')
    sent = row.get("document")
    inner: Row = sent if isinstance(sent, dict) else {}
    text = inner.get("content", row.get("text"))
    if not isinstance(text, str):
        if not alone and not named(row, "id"):
            raise FormatError(f'{where}: one answer of several, without its text: put that into it as "text"')
        text = text_beside(path, [named(row, "id")] if named(row, "id") else [])
    mentions = list(_mentions(row, where))
    count = _UNITS.get(named(row, "encodingType")) or _unit(text, mentions)
    asked = []
    notices = []
    for span, words in mentions:
        if span.start >= 0:
            asked.append((replace(span, end=span.start + _size(words, count)), words))
        elif text.count(words) == 1:
            start = Ruler(text, Unit(count)).offset(text.index(words))
            asked.append((replace(span, start=start, end=start + _size(words, count)), words))
        else:
            times = text.count(words)
            notices.append(f"{where}: begin not given, and there {times} times, left out: {words[:40]!r}")
    spans, said = placed(text, asked, where, count)
    language = named(row, "language", "languageCode")
    return Reading(named(row, "id"), text, spans, language=language, notices=(*said, *notices))


def _mentions(row: Row, where: str) -> Iterator[tuple[Written, str]]:
    for entity in listed(row["entities"], where, "entities"):
        one: Row = entity if isinstance(entity, dict) else {}
        about = one.get("metadata")
        known = about if isinstance(about, dict) else {}
        for mention in listed(one.get("mentions"), where, "mentions"):
            each: Row = mention if isinstance(mention, dict) else {}
            said = each.get("text")
            words, begin = (said.get("content"), said.get("beginOffset", 0)) if isinstance(said, dict) else (None, None)
            start, label = whole(begin), one.get("type")
            if not isinstance(words, str) or not words or start is None or not isinstance(label, str) or not label:
                raise FormatError(f"{where}: a mention without type, content or beginOffset: {str(mention)[:120]}")
            sure = score(each.get("probability"))
            kind = each.get("type")
            extra = (("mention", kind),) if isinstance(kind, str) else ()
            link = named(known, "wikipedia_url", "mid")
            yield Written(start, start, label, link, status=Status.SUGGESTED, score=sure, origin="google", extra=extra), words


def _unit(text: str, mentions: list[tuple[Written, str]]) -> Count:
    """The unit under which most begins stand at their words; code points of equals."""
    rulers: dict[Count, Ruler] = {count: Ruler(text, Unit(count)) for count in ("code points", "UTF-16", "UTF-8")}

    def right(count: Count) -> int:
        places = ((rulers[count].place(span.start), words) for span, words in mentions if span.start >= 0)
        return sum(place is not None and text.startswith(words, place) for place, words in places)

    return max(rulers, key=right)


def _size(words: str, count: Count) -> int:
    ruler = Ruler(words, Unit(count))
    return ruler.offset(len(words))
