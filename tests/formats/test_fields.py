"""What an export says is lost of the fields of entities and articles: just what an import of the file does not bring back."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.article import Article, Block
from annotations.entity import Entity, Proposal, Status, Via, suggestion_uid
from annotations.formats.document import Document, Reading, Report
from annotations.formats.entering import Import, entering, progress_after
from annotations.formats.planning import encodable
from annotations.formats.registry import FORMATS
from annotations.progress import Progress, State
from tests.examples import examples
from tests.formats.making import any_documents, out_of, tame_documents, written
from tests.formats.test_every_format import is_held, solid, together

_ENTITY = set(Entity._fields) - {"uid", "start", "end", "label", "group", "origin", "status", "via"}
_SILENT = Entity("", 0, 1, "", Status.ACCEPTED)
_NO_ARTICLE, _NO_PROGRESS = Article(""), Progress()


@st.composite
def full_documents(draw: st.DrawFn) -> list[Document]:
    """Documents, odd or tame, in which each field that there is may say something."""
    return [
        replace(
            one,
            article=one.article.changed(**draw(_of_articles)),
            entities=_each_once(_filled(draw, one.article, entity) for entity in one.entities),
            progress=one.progress.changed(**draw(_of_progress)),
        )
        for one in draw(st.one_of(any_documents(), tame_documents()))
    ]


def _each_once(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """The entities without another of the same uid, of which a project has none."""
    return tuple({entity.uid: entity for entity in entities}.values())


def _filled(draw: st.DrawFn, article: Article, entity: Entity) -> Entity:
    full = entity.changed(**draw(_of_entities))
    if draw(st.booleans()):
        return full
    return full.changed(uid=suggestion_uid(article.sha256, *full.span, full.label, full.origin))


_of_entities = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(Status),
        "via": st.sampled_from(Via),
        "origin": st.sampled_from(["model:m", "memory", "rule:carry", "import:brat", "import:jsonl", "import:csv"]),
        "score": st.sampled_from([0.0, 0.25, 1 / 3, 1.0]),
        "suggested": st.just(Proposal(0, 1, "X", "model:m", 0.5)),
        "note": st.sampled_from(["n", "two\nlines", "a\tb", "x\ud800", " n "]),
        "identity": st.sampled_from(["Q1", "wd:Q1", "a b"]),
        "group": st.sampled_from(["g", "h"]),
        "by": st.sampled_from(["ada", "b o", "\ud800", "<&"]),
        "at": st.just("2026-01-02T03:04:05Z"),
        "extra": st.sampled_from([{"brat": {"Sure": "yes"}}, {"brat": {"Sure": "yes"}, "csv": {"x": "1"}}, {"gate": {"a": "b"}}]),
    },
)
_of_articles = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["", "T", " a  title ", "x\ty", "\x0b<&>"]),
        "language": st.sampled_from(["de", "zh"]),
        "sources": st.just(("a.txt",)),
        "media_type": st.just("text/html"),
        "added": st.just("2026-01-02T03:04:05Z"),
        "blocks": st.just((Block(0, 1, "heading"),)),
        "origin_notes": st.just(("crlf",)),
    },
)
_of_progress = st.fixed_dictionaries(
    {},
    optional={
        "position": st.just(1),
        "bookmarks": st.just((1,)),
        "model": st.sampled_from(["model:m", "import:jsonl"]),
        "meter": st.just({"keys": 3.0}),
        "read": st.just(((0, 1),)),
    },
)


def paired(name: str, out: Path, documents: Sequence[Document]) -> Iterator[tuple[Document, Reading]]:
    """The documents with what is read of them, by name, else what is alike exactly first; those that are not in the file left out."""
    readings, left = FORMATS[name].read(out), list(documents)
    ways: Sequence[Callable[[Article, Reading], bool]] = (
        lambda article, reading: reading.name == article.uid,
        lambda article, reading: reading.text == article.text,
        lambda article, reading: is_held(article.text, reading.text),
        lambda article, reading: solid(article.text) == solid(reading.text),
    )
    for same in ways:
        for one in tuple(left):
            if reading := next((each for each in readings if same(one.article, each)), None):
                readings.remove(reading)
                left.remove(one)
                yield one, reading
    assert readings == []


def not_brought_back(name: str, one: Document, lost: set[str], reading: Reading) -> set[tuple[str, str]]:
    """What an import of a reading lacks: (uid, field) of each entity but the ``lost``, ("", field) of the article.

    A field that says nothing lacks nothing, whatever the import puts there.
    """
    # A file of tokens has no white space: what it says is placed in the article that it was written from.
    of_tokens = FORMATS[name].carries.spans == "tokens"
    article = Article(encodable(one.article.text) if of_tokens else reading.text)
    how = Import(name, Status.ACCEPTED, "importer", "2026-02-03T04:05:06Z")
    entities, tally = entering(reading, article, {}, how, lambda label, _: label)
    there = {(each.start, each.end, each.label): each for each in entities}
    pairs = [(each, there[each.start, each.end, each.label]) for each in one.entities if each.uid not in lost]
    lacks = set(_lacking(pairs))
    after = progress_after(Progress(), reading, article, how, tally)
    back = Article(reading.text, reading.title, language=reading.language)
    lacks |= {("", field.name) for field in fields(one.article) if field.compare and _lacks(one.article, back, field.name)}
    lacks |= {("", name) for name in ("position", "bookmarks", "model", "meter", "read") if _lacks(one.progress, after, name)}
    checked = len(article.text) if after.state is State.DONE else after.checked
    said = {"state": one.progress.state is after.state, "checked": one.checked == checked, "text": one.article.text == back.text}
    return lacks | {("", name) for name, same in said.items() if not same}


def _lacking(pairs: Sequence[tuple[Entity, Entity]]) -> Iterator[tuple[str, str]]:
    for each, back in pairs:
        yield from ((each.uid, field) for field in _ENTITY if _lacks(each, back, field))
        yield from ((each.uid, field) for field in ("uid", "origin", "status") if getattr(each, field) != getattr(back, field))
        if each.via not in (None, back.via):
            yield each.uid, "via"
        before = {other.uid for other, _ in pairs if other.group == each.group}
        after = {other.uid for other, its in pairs if its.group == back.group}
        if each.group and (not back.group or before != after):
            yield each.uid, "group"


def _lacks(one: object, back: object, field: str) -> bool:
    silent = _SILENT if isinstance(one, Entity) else _NO_ARTICLE if isinstance(one, Article) else _NO_PROGRESS
    return getattr(one, field) not in (getattr(silent, field), getattr(back, field))


def said_lost(report: Report, one: Document, lost: set[str]) -> set[tuple[str, str]]:
    losses = [loss for loss in report.fields if loss.article == one.article]
    of_entities = {(each.uid, loss.field) for loss in losses for each in loss.entities or () if each.uid not in lost}
    return of_entities | {("", loss.field) for loss in losses if loss.entities is None}


@examples(25, 250)
@together
def test_the_fields_said_to_be_lost_are_just_those_that_an_import_does_not_bring_back(group: list[str], examples: int) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(documents=full_documents())
    def check(documents: list[Document]) -> None:
        for name in group:
            with TemporaryDirectory() as folder:
                out = out_of(name, Path(folder))
                report = written(name, documents, out)
                pairs = list(paired(name, out, documents))
            if FORMATS[name].carries.everything:
                assert report.fields == ()
                continue
            for one, reading in pairs:
                lost = {loss.entity.uid for loss in report.losses if loss.entity and loss.article == one.article}
                assert (name, said_lost(report, one, lost)) == (name, not_brought_back(name, one, lost, reading))

    check()
