"""How people write keys in a file: ``a``, ``?``, ``PgDn``, ``ctrl+e``, ``F8``, and ``g g`` for two of them; what none is."""

import unicodedata
from contextlib import suppress

NAMED = frozenset(
    (
        *("space", "enter", "tab", "escape", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown"),
        *("left", "right", "up", "down", *(f"f{number}" for number in range(1, 25))),
    )
)
"""The keys that type nothing, by Textual's names; and the space bar."""
_ALSO = {"esc": "escape", "pgup": "pageup", "pgdn": "pagedown", "del": "delete", "ins": "insert", "return": "enter"}
_SIGNS = {
    "slash": "SOLIDUS",
    "backslash": "REVERSE SOLIDUS",
    "at": "COMMERCIAL AT",
    "minus": "HYPHEN-MINUS",
    "plus": "PLUS SIGN",
    "underscore": "LOW LINE",
}
"""Characters that Textual calls otherwise than Unicode does."""
_HYPHENED = {"less_than_sign": "LESS-THAN SIGN", "greater_than_sign": "GREATER-THAN SIGN"}
_MODIFIERS = ("alt", "ctrl", "hyper", "meta", "shift", "super")
_SAME = {"i": "Tab", "m": "Enter", "h": "Backspace", "[": "Esc"}
"""What arrives, in most terminals, in the place of these with Ctrl."""


class KeyNameError(ValueError):
    """Something that is no key, or none that can be bound; the message says what to write."""


def keys_of(written: str) -> str:
    """One key, or two with a blank between, as the table calls it. Raises KeyNameError."""
    if written == " ":
        return "space"
    parts = [_key(part) for part in written.split()]
    if not parts:
        raise KeyNameError("an empty text is no key")
    if len(parts) > 2:
        raise KeyNameError(f"{written!r} is more than two keys")
    return " ".join(parts)


def _key(written: str) -> str:
    if len(written) == 1:
        if not written.isprintable():
            raise KeyNameError(f"{written!r} is no key that types something")
        return written
    *modifiers, last = written.split("+") if not written.endswith("++") else [*written[:-2].split("+"), "+"]
    held = sorted({modifier.strip().lower() for modifier in modifiers})
    key = _last(last.strip(), written)
    if unknown := [modifier for modifier in held if modifier not in _MODIFIERS]:
        raise KeyNameError(f"{written!r} is no key: {unknown[0] or 'nothing'} is none to hold, {', '.join(_MODIFIERS)} are")
    if held == ["shift"] and len(key) == 1:
        return _with_shift(key, written)
    if "ctrl" in held and key in _SAME:
        raise KeyNameError(f"{written!r} arrives as {_SAME[key]} in most terminals: another key")
    name = "+".join([*held, textual_name(key.lower() if "ctrl" in held else key)])
    return name if held else key


def _last(name: str, written: str) -> str:
    if len(name) == 1:
        return name
    low = _ALSO.get(name.lower(), name.lower())
    if low in NAMED:
        return low
    with suppress(KeyError):
        character = unicodedata.lookup((_SIGNS | _HYPHENED).get(low, low.replace("_", " ")))
        if len(character) == 1 and character.isprintable():
            return character
    if len(name) == 2 and name == written:
        raise KeyNameError(f"{written!r} is no key; for two keys write {' '.join(written)!r}")
    raise KeyNameError(f"{written!r} is no key: a character, or {', '.join(sorted(NAMED - _FUNCTION))}, f1 to f24")


_FUNCTION = frozenset(name for name in NAMED if name[0] == "f" and name[1:].isdigit())


def _with_shift(key: str, written: str) -> str:
    if not key.isalpha() or len(key.upper()) > 1:
        raise KeyNameError(f"{written!r}: write the character that it types")
    return key.upper()


def textual_name(character: str) -> str:
    """What Textual calls the key that types a character; a name of a key is left."""
    if len(character) > 1 or character.isalnum():
        return character
    name = unicodedata.name(character, character)
    return next((short for short, long in _SIGNS.items() if long == name), name.lower().replace("-", "_").replace(" ", "_"))
