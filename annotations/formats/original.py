"""Documents against the text of the file that an article was read from, with its byte order mark and its own line ends.

The article has neither (``sources`` takes them out before the first offset exists); offsets in such a file fit what others see
in the original. Offsets are code points here and there.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from annotations.article import Block
from annotations.entity import Entity
from annotations.formats.document import Document, FieldLoss, Loss, Report
from annotations.formats.offsets import Ruler, Unit

_BOM = "\ufeff"


def plain(original: str) -> str:
    """The text of an article that was read from this: without a byte order mark, lines ending in LF."""
    return original.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")


def plain_offsets(original: str) -> Ruler:
    """For offsets of the plain text, and their places in the original. What starts after a line end starts after all of it."""
    before: Literal[-1, 0] = -1 if original.startswith(_BOM) else 0
    return Ruler(original, Unit(line_ends="CRLF as one" if "\r\n" in original else "as in the text", before=before))


def in_original(document: Document, original: str) -> Document:
    """The document with the original for its text, under the name it has. Raises ValueError where that is another text."""
    article = document.article
    if original == article.text:
        return document
    if plain(original) != article.text:
        raise ValueError("the original is another text")
    ruler = plain_offsets(original)

    def placed(offset: int) -> int:
        place = ruler.place(offset)
        assert place is not None  # every offset of the plain text has a place
        return place

    def moved(entities: Iterable[Entity]) -> tuple[Entity, ...]:
        return tuple(one.changed(start=placed(one.start), end=placed(one.end)) for one in entities)

    blocks = tuple(Block(placed(block.start), placed(block.end), block.kind) for block in article.blocks)
    return replace(
        document,
        article=article.changed(text=original, blocks=blocks),
        entities=moved(document.entities),
        left=moved(document.left),
        progress=document.progress.changed(checked=placed(document.checked)),
        stored=article,
    )


def told_of_stored(report: Report, before: Iterable[Document], after: Iterable[Document]) -> Report:
    """The report of documents that were written as ``after``, told of the articles and entities that they were ``before``.

    The text is a field that an import would not bring back as it is here.
    """
    pairs = [(one, other) for one, other in zip(before, after, strict=True) if other.stored is not None]
    articles = {other.article.sha256: one.article for one, other in pairs}
    entities = {(one.article.sha256, entity.uid): entity for one, _ in pairs for entity in (*one.entities, *one.left)}

    def told(loss: Loss) -> Loss:
        if loss.article is None or (article := articles.get(loss.article.sha256)) is None:
            return loss
        return replace(loss, article=article, entity=loss.entity and entities[article.sha256, loss.entity.uid])

    fields = []
    for loss in report.fields:
        if article := articles.get(loss.article.sha256):
            found = loss.entities and tuple(entities[article.sha256, one.uid] for one in loss.entities)
            loss = FieldLoss(article, loss.field, found)
        fields.append(loss)
    return replace(
        report,
        losses=tuple(map(told, report.losses)),
        warnings=tuple(map(told, report.warnings)),
        fields=(*fields, *(FieldLoss(one.article, "text") for one, _ in pairs)),
    )
