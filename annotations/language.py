"""Which language a text is in, by its script and its commonest words: a quick and careful guess, no model."""

import re
from collections import Counter
from collections.abc import Mapping

from annotations.vocabulary import FUNCTION_WORDS

LOOKED_AT = 20_000
"""Code points at the start of a text that the guess looks at."""

# Only so that these are not taken for one of the above.
_NEIGHBOURS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "da": """
            af at blev da de den der det du efter eller en er et for fra han har havde hun i ikke jeg kan med og om på sig
            skal som til var ved vi vil være
        """,
        "sv": """
            att av de den det du efter eller en ett från för han har hon i inte jag kan med men och om på sig ska som till
            var vi vid är
        """,
        "ca": """
            a al als amb aquest aquesta com de del dels dret el els en i la les més no o per però que seva són tota té un
            una van és
        """,
        "ro": "a al ale au care ce cu că de din după este fi la mai nu o orice pe pentru prin sau se sunt să un unei în și",
        "pl": """
            a ale bez by być czy dla do go i ich jak jako jego jest lub ma na nie o od oraz po prawo przez przy się są to
            w we z za ze że
        """,
    }.items()
}

_SCRIPTS = (
    ("ko", "\u1100-\u11ff\uac00-\ud7a3"),
    ("ja", "\u3041-\u30ff\uff66-\uff9f"),
    ("zh", "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"),
    ("cyrillic", "\u0400-\u052f"),
    ("arabic", "\u0620-\u06d5\u0750-\u077f"),
    ("he", "\u05d0-\u05ea"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("hi", "\u0904-\u0939"),
    ("th", "\u0e01-\u0e3a"),
    ("hy", "\u0531-\u0587"),
    ("ka", "\u10a0-\u10ff"),
    ("bn", "\u0985-\u09b9"),
    ("ta", "\u0b85-\u0bb9"),
    ("te", "\u0c05-\u0c39"),
    ("am", "\u1200-\u137f"),
    ("km", "\u1780-\u17b3"),
    ("lo", "\u0e81-\u0eae"),
    ("my", "\u1000-\u102a"),
)
_ASCII = re.compile("[A-Za-z]")
_VIETNAMESE = re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộơớờởỡợụủưứừửữựỳỵỷỹ]")
"""Letters that no other language of the Latin script has, but few in transcriptions."""
_LATIN = re.compile(r"[^\W\d_]+")


def guess(text: str) -> str:
    """The two-letter code of the language a text is in, or empty when that is not clear.

    By script or letters where only one language is likely; by common words for English, French, German, Spanish, Italian,
    Portuguese and Dutch. Looks at no more than ``LOOKED_AT`` code points.
    """
    sample = text[:LOOKED_AT]
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return ""
    if len(_ASCII.findall(sample)) * 2 >= letters:
        return _of_latin(sample, letters)
    counts = {name: len(re.findall(f"[{among}]", sample)) for name, among in _SCRIPTS}
    if counts["ja"] * 8 > counts["zh"]:
        counts["ja"] += counts["zh"]
        counts["zh"] = 0
    script = max(counts, key=lambda name: counts[name])
    if counts[script] > letters * 0.5:
        return _of_script(script, sample)
    return _of_latin(sample, letters)


def _of_latin(sample: str, letters: int) -> str:
    if len(_VIETNAMESE.findall(sample.lower())) > letters * 0.06:
        return "vi"
    return _of_words(sample)


def _of_script(script: str, sample: str) -> str:
    seen = set(sample.lower())
    if script == "cyrillic":
        if seen & set("їєґ"):
            return "uk"
        return "ru" if seen & set("ыэ") and not seen & set("іў") else ""
    if script == "arabic":
        if seen & set("ٹڈڑ"):
            return "ur"
        if seen & set("پچژگ"):
            return "fa" if "ی" in seen or "ک" in seen else ""
        return "ar"
    return script


def _of_words(sample: str) -> str:
    words = Counter(_LATIN.findall(sample.lower()))
    scores = sorted(
        ((sum(words[word] for word in common), language) for language, common in {**FUNCTION_WORDS, **_NEIGHBOURS}.items()),
        reverse=True,
    )
    (best, language), (second, _) = scores[:2]
    different = sum(1 for word in FUNCTION_WORDS.get(language, ()) if words[word])
    clear = best > second * 1.25 and best >= words.total() * 0.2 and different >= 4
    return language if clear and language in FUNCTION_WORDS else ""
