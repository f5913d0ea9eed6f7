"""LabelSet: the labels an article may be annotated with, their keys, colours and where they come from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import NamedTuple


class Family(StrEnum):
    """The six colour families; within one the label itself, not the colour, tells labels apart."""

    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    PLACES = "places"
    TIME = "time"
    WORKS = "works"
    NUMBERS = "numbers"


class LabelError(ValueError):
    """A label set that cannot be used; the message says what, where and what to do."""


class Label(NamedTuple):
    """One label. ``digit`` is ``1``-``9``, ``0`` or empty; ``letter`` is one lower-case letter or empty,
    unique in the set; ``short`` is what the label row shows; ``sources`` are the labels of models and formats that mean it."""

    name: str
    digit: str = ""
    letter: str = ""
    family: Family = Family.PEOPLE
    short: str = ""
    description: str = ""
    sources: tuple[str, ...] = ()


DIGITS = "1234567890"


@dataclass(frozen=True)
class LabelSet:
    """Labels in the order of their digits. ``overlap`` says whether entities may overlap or nest.

    Raises LabelError for two labels of one name, digit or letter.
    """

    name: str
    labels: tuple[Label, ...]
    overlap: bool = True

    def __post_init__(self) -> None:
        for kind in ("name", "digit", "letter"):
            seen: set[str] = set()
            for label in self.labels:
                value = getattr(label, kind)
                if value and value in seen:
                    raise LabelError(f"label set {self.name}: two labels have the {kind} {value!r}; give each its own")
                seen.add(value)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    @cached_property
    def _by_name(self) -> Mapping[str, Label]:
        return {label.name: label for label in self.labels}

    @cached_property
    def _mapped(self) -> Mapping[str, str]:
        found = {source: label.name for label in reversed(self.labels) for source in label.sources}
        return found | {label.name: label.name for label in self.labels}

    def get(self, name: str) -> Label | None:
        return self._by_name.get(name)

    def mapped(self, foreign: str) -> str | None:
        """The label of this set that a model's or format's label means, or None when it means nothing here."""
        return self._mapped.get(foreign)

    def by_digit(self, digit: str) -> Label | None:
        return next((label for label in self.labels if digit and label.digit == digit), None)

    def by_letter(self, letter: str) -> Label | None:
        return next((label for label in self.labels if letter and label.letter == letter), None)

    def family(self, name: str) -> Family:
        """The colour family of a label, ``people`` for one the set does not have."""
        label = self._by_name.get(name)
        return label.family if label else Family.PEOPLE

    def adding(self, labels: Iterable[Label]) -> "LabelSet":
        """This set with the labels it lacks added at the end; none is ever removed or changed."""
        new = [label._replace(digit="", letter="") for label in labels if label.name not in self]
        return replace(self, labels=keyed([*self.labels, *new])) if new else self

    def allowing_overlap(self, overlap: bool) -> "LabelSet":
        return replace(self, overlap=overlap)


def keyed(labels: Iterable[Label]) -> tuple[Label, ...]:
    """Labels with the digits, letters, short names and families they lack, in their order.

    The letter is the first one of the name that is free, then any that is free; when none is left it is empty.
    """
    labels = list(labels)
    digits = [d for d in DIGITS if d not in {label.digit for label in labels}]
    letters = {label.letter for label in labels if label.letter}
    out = []
    for n, label in enumerate(labels):
        digit = label.digit or (digits.pop(0) if digits and n < len(DIGITS) else "")
        letter = label.letter
        if not letter:
            wanted = [c for c in label.name.lower() + "abcdefghijklmnopqrstuvwxyz" if "a" <= c <= "z"]
            letter = next((c for c in wanted if c not in letters), "")
            letters.add(letter)
        out.append(label._replace(digit=digit, letter=letter, short=label.short or label.name[:4].upper()))
    return tuple(out)


def _label(name: str, family: Family, letter: str, description: str, *sources: str, short: str = "") -> Label:
    return Label(name, "", letter, family, short, description, sources)


_ONTONOTES = (
    _label("PERSON", Family.PEOPLE, "p", "people, also fictional ones", "PER", "person"),
    _label("NORP", Family.PEOPLE, "n", "nationalities, religious or political groups"),
    _label("ORG", Family.ORGANISATIONS, "o", "companies, agencies, institutions", "corporation"),
    _label("GPE", Family.PLACES, "g", "countries, cities, states"),
    _label("LOC", Family.PLACES, "l", "mountains, seas, regions that are no state", "location"),
    _label("DATE", Family.TIME, "d", "dates and periods of a day or more"),
    _label("CARDINAL", Family.NUMBERS, "c", "numbers that are of no other kind"),
    _label("FAC", Family.PLACES, "f", "buildings, airports, roads, bridges", short="FAC"),
    _label("EVENT", Family.WORKS, "e", "named wars, storms, matches, meetings", short="EVNT"),
    _label("LAW", Family.WORKS, "w", "named documents that were made laws"),
    _label("PRODUCT", Family.ORGANISATIONS, "r", "things, vehicles, foods, not services"),
    _label("WORK_OF_ART", Family.WORKS, "a", "titles of books, songs, films", short="WORK"),
    _label("LANGUAGE", Family.WORKS, "u", "named languages"),
    _label("TIME", Family.TIME, "t", "times shorter than a day"),
    _label("PERCENT", Family.NUMBERS, "x", "percentages, with the sign or word"),
    _label("MONEY", Family.NUMBERS, "m", "amounts of money, with the unit"),
    _label("QUANTITY", Family.NUMBERS, "q", "measures, as of weight or distance"),
    _label("ORDINAL", Family.NUMBERS, "i", "first, second and so on"),
)
_CONLL = (
    _label("PER", Family.PEOPLE, "p", "people", "PERSON", "person"),
    _label("ORG", Family.ORGANISATIONS, "o", "organisations", "corporation", "group"),
    _label("LOC", Family.PLACES, "l", "places, countries and cities included", "GPE", "FAC", "location"),
    _label(
        "MISC",
        Family.WORKS,
        "m",
        "other names: nationalities, events, works",
        *("NORP", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW", "LANGUAGE", "product", "creative-work"),
    ),
)
_WNUT = (
    _label("person", Family.PEOPLE, "p", "people", "PERSON", "PER", short="PERS"),
    _label("location", Family.PLACES, "l", "places and buildings", "GPE", "LOC", "FAC", short="LOC"),
    _label("corporation", Family.ORGANISATIONS, "c", "companies", "ORG", short="CORP"),
    _label("product", Family.NUMBERS, "r", "things that are sold", "PRODUCT", short="PROD"),
    _label("creative-work", Family.WORKS, "w", "songs, films, books", "WORK_OF_ART", short="WORK"),
    _label("group", Family.TIME, "g", "teams, bands, groups that are no company", "NORP", short="GRP"),
)
PRESETS: Mapping[str, LabelSet] = {
    "ontonotes": LabelSet("ontonotes", keyed(_ONTONOTES), overlap=False),
    "conll": LabelSet("conll", keyed(_CONLL), overlap=False),
    "wnut": LabelSet("wnut", keyed(_WNUT), overlap=False),
}
"""OntoNotes 5 (18 labels), CoNLL-2003 (4) and WNUT-17 (6); presets forbid overlap."""


def label_set(name_or_file: str) -> LabelSet:
    """The preset of that name, or the set in that TOML file. Raises LabelError, with words to show."""
    if preset := PRESETS.get(name_or_file.lower()):
        return preset
    path = Path(name_or_file)
    if not path.is_file():
        raise LabelError(f"no label preset or file {name_or_file!r}: presets are {', '.join(PRESETS)}; a file is TOML")
    try:
        content = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LabelError(f"label file {name_or_file!r} could not be read: {error}") from error
    return from_toml(content, path.stem)


def from_toml(content: str, name: str) -> LabelSet:
    """The set in this TOML text: ``name``, ``overlap`` and ``[[label]]`` tables with ``name`` and, as wanted,
    ``digit letter family short description from``. Raises LabelError, with words to show."""
    import tomllib

    where = f"label file {name!r}"
    try:
        table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise LabelError(f"{where} is not TOML: {error}") from error
    rows = table.get("label")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise LabelError(f'{where} has no labels: write each as [[label]] with name = "..."')
    families = list(Family)
    labels = [_from_row(row, where, families[n % len(families)]) for n, row in enumerate(rows)]
    overlap = table.get("overlap", True)
    if not isinstance(overlap, bool):
        raise LabelError(f"{where}: overlap is true or false")
    return LabelSet(str(table.get("name", name)), keyed(labels), overlap)


def _from_row(row: Mapping[str, object], where: str, family: Family) -> Label:
    name = row.get("name")
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        raise LabelError(f"{where}: a label needs a name of printable characters, not {name!r}")
    texts = {key: row.get(key, "") for key in ("digit", "letter", "short", "description", "family")}
    for key, value in texts.items():
        if not isinstance(value, (str, int)) or isinstance(value, bool) or not str(value).isprintable():
            raise LabelError(f"{where}: {key} of {name} is a word, not {value!r}")
    digit, letter, chosen = str(texts["digit"]), str(texts["letter"]), str(texts["family"])
    if digit and (len(digit) != 1 or digit not in DIGITS):
        raise LabelError(f"{where}: digit of {name} is one of 1-9 and 0, not {digit!r}")
    if letter and not (len(letter) == 1 and "a" <= letter <= "z"):
        raise LabelError(f"{where}: letter of {name} is one of a-z, not {letter!r}")
    if chosen and chosen not in set(Family):
        raise LabelError(f"{where}: family of {name} is one of {', '.join(Family)}, not {chosen!r}")
    sources = row.get("from", [])
    if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
        raise LabelError(f"{where}: from of {name} is a list of labels")
    return Label(
        name, digit, letter, Family(chosen) if chosen else family, str(texts["short"]), str(texts["description"]), tuple(sources)
    )
