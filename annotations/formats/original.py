"""Documents against the text of the file that an article was read from, with its byte order mark and its own line ends.

The article has neither (``sources`` takes them out before the first offset exists); offsets in such a file fit what others see
in the original. Offsets are code points here and there.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from annotations.article import Block
from annotations.entity import Entity
from annotations.formats.document import Document, FieldLoss, Report, kept_fields, kept_losses
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
    losses, fields = [*report.losses, *report.warnings], list(report.fields)
    losses_of: dict[str, list[int]] = {}
    fields_of: dict[str, list[int]] = {}
    for place, loss in enumerate(losses):
        if loss.article is not None:
            losses_of.setdefault(loss.article.sha256, []).append(place)
    for place, lost in enumerate(fields):
        fields_of.setdefault(lost.article.sha256, []).append(place)
    texts: list[FieldLoss] = []
    for one, other in zip(before, after, strict=True):
        if other.stored is None:
            continue
        article, sha256 = one.article, other.article.sha256
        texts += kept_fields(one.kept, [FieldLoss(article, "text")])
        entities = {entity.uid: entity for entity in (*one.entities, *one.left)}
        told = [
            replace(loss, article=article, entity=loss.entity and entities[loss.entity.uid], words=None)
            for loss in (losses[place] for place in losses_of.get(sha256, ()))
        ]
        for place, loss in zip(losses_of.get(sha256, ()), kept_losses(one.kept, told), strict=True):
            losses[place] = loss
        here = [
            FieldLoss(article, lost.field, lost.entities and tuple(entities.get(each.uid, each) for each in lost.entities))
            for lost in (fields[place] for place in fields_of.get(sha256, ()))
        ]
        for place, lost in zip(fields_of.get(sha256, ()), kept_fields(one.kept, here), strict=True):
            fields[place] = lost
    count = len(report.losses)
    return replace(report, losses=tuple(losses[:count]), warnings=tuple(losses[count:]), fields=(*fields, *texts))
