"""Documents for the tests of formats: small ones by hand, and arbitrary and tame ones for Hypothesis."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from annotations.article import Article
from annotations.entity import Entity, Status
from annotations.formats.document import Document, Report
from annotations.formats.planning import encodable
from annotations.formats.registry import FORMATS
from annotations.labels import PRESETS
from annotations.progress import Progress, State

LABELS = PRESETS["conll"]
DONE = Progress(State.DONE)
Key = tuple[int, int, str]

TEXT = "Ana Bo met the U.N. in Paris. She left.\n\nIn São Paulo, Cy waited 🙂 for Ana Bo.\n"


def entity(start: int, end: int, label: str = "PER", **fields: object) -> Entity:
    uid = f"{start}-{end}-{label}"
    return Entity(uid, start, end, label, Status.ACCEPTED).changed(**fields)


def named(text: str, words: str, label: str = "PER", **fields: object) -> Entity:
    """The entity on the first place where these words stand."""
    start = text.index(words)
    return entity(start, start + len(words), label, **fields)


def document(*entities: Entity, text: str = TEXT, progress: Progress = DONE, left: tuple[Entity, ...] = ()) -> Document:
    return Document(Article(text, title="Ana in Paris"), entities, progress, left)


def out_of(name: str, folder: Path) -> Path:
    """Where a format writes in a folder."""
    form = FORMATS[name]
    return folder / f"out{''.join(() if form.folder else form.suffixes[:1])}"


def written(name: str, documents: Sequence[Document], out: Path) -> Report:
    return FORMATS[name].write(documents, out, LABELS)


def reasons(report: Report) -> dict[Key, str]:
    """Why each entity of the losses is among them."""
    return {(loss.entity.start, loss.entity.end, loss.entity.label): loss.reason for loss in report.losses if loss.entity}


def keys(one: Document) -> Counter[Key]:
    return Counter((each.start, each.end, each.label) for each in one.entities)


def lost(one: Document, report: Report) -> Counter[Key]:
    """The keys of the losses that name this article."""
    entities = (loss.entity for loss in report.losses if loss.article == one.article)
    return Counter((each.start, each.end, each.label) for each in entities if each)


_ODD = "ab AB.,'’-#\t\n\r\x00\x0b\x1c\x85\xa0\u2028\u200d\ufeff\ud800\u0301é人。🙂👩\u200d"
_WORDS = (
    "Ana",
    "U.S.",
    "-DOCSTART-",
    "l’Ana",
    "Paris. She",
    "the",
    "\n\n",
    "\r\n",
    "  ",
    "I-PER",
    "人物。",
    "can't",
    "T1\tPER 0 3\tAna",
)
_LABELS = ("PER", "ORG", "A B", "A_B", "A-B", "O", "B-x", "I-PER", "é人", "人物", "a|b", "\tx", "#1", "\ud800", "T1;2", "E-")
_pieces = st.one_of(st.sampled_from(_WORDS), st.text(st.sampled_from(_ODD), max_size=4))


@st.composite
def any_documents(draw: st.DrawFn) -> list[Document]:
    """Documents with whatever an article, a label or a span may hold."""
    texts = draw(st.lists(st.lists(_pieces, max_size=12).map(" ".join), max_size=3, unique_by=encodable))
    return [_any_document(draw, text) for text in texts]


def _any_document(draw: st.DrawFn, text: str) -> Document:
    place = st.integers(0, len(text))
    spans = st.tuples(place, place).filter(lambda span: span[0] != span[1]).map(lambda span: (min(span), max(span)))
    fields = st.tuples(
        spans,
        st.sampled_from(_LABELS),
        st.sampled_from(["", "g", "h"]),
        st.sampled_from(["", "Q1", "wd:Q1", "a:\ud800", "a b:c"]),
    )
    rows = draw(st.lists(fields, max_size=7)) if text else []
    entities = [
        Entity(f"e{number}", *span, label, Status.ACCEPTED, group=group, identity=identity, note=draw(_pieces))
        for number, (span, label, group, identity) in enumerate(rows)
    ]
    left = tuple(each.changed(status=Status.UNSURE) for each in entities[:2])
    state = draw(st.sampled_from(list(State)))
    return Document(Article(text, title=draw(_pieces)), tuple(entities[2:]), Progress(state, draw(place)), left)


@st.composite
def tame_documents(draw: st.DrawFn) -> list[Document]:
    """Documents that every format here can carry whole: words by blanks, one sentence a line, entities on whole words apart."""
    word = st.sampled_from(["ana", "bo", "são", "paulo", "人", "mexico", "waits"])
    lines = st.lists(st.lists(word, min_size=1, max_size=6), min_size=1, max_size=4)
    documents = []
    for rows in draw(st.lists(lines, max_size=3, unique_by=repr)):
        text = "\n".join(" ".join(row) for row in rows)
        places, place = [], 0
        for row in rows:
            for each in row:
                places.append((place, place + len(each)))
                place += len(each) + 1
        entities, first = [], 0
        while first < len(places):
            length = draw(st.integers(0, 3))
            run = [span for span in places[first : first + length] if "\n" not in text[places[first][0] : span[1]]]
            if run:
                entities.append(entity(run[0][0], run[-1][1], draw(st.sampled_from(["PER", "creative-work", "O2", "a.b"]))))
            first += max(len(run), 1)
        documents.append(Document(Article(text), tuple(entities), DONE))
    return documents
