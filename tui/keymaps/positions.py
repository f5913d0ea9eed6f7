"""Keyboards of other scripts: which key of a US keyboard is in the position of the one that types a character.

The rows are those of XKB's layouts ru (with the letters of ua and by that it lacks), gr, il and ara, unshifted and with Shift; a
raised dot is a key that types nothing by itself. Of a terminal one learns the character alone: Textual does not ask it for
the position.
"""

from collections.abc import Callable, Mapping

_US = "`1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_SHIFTED = '~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?'
_ROWS = {
    "Cyrillic": (
        "ё1234567890-=йцукенгшщзхъфывапролджэячсмитьбю.",
        'Ё!"№;%:?*()_+ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,',
    ),
    "Greek": (
        "`1234567890-=;ςερτυθιοπ[]ασδφγηξκλ·'ζχψωβνμ,./",
        '~!@#$%^&*()_+:·ΕΡΤΥΘΙΟΠ{}ΑΣΔΦΓΗΞΚΛ·"ΖΧΨΩΒΝΜ<>?',
    ),
    "Hebrew": (
        ";1234567890-=/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ.",
        '~!@#$%^&*)(_+QWERTYUIOP}{ASDFGHJKL:"ZXCVBNM><?',
    ),
    "Arabic": (
        "ذ1234567890-=ضصثقفغعهخحجدشسيبلاتنمكطئءؤرﻻىةوزظ",
        "ّ!@#$%^&*)(_+ًٌَُﻹإ`÷×؛<>ٍِ][ﻷأـ،/:\"~ْ}{ﻵآ'،.؟",
    ),
}
_MORE = {"Cyrillic": dict(zip("іІїЇєЄґҐўЎ", "sS]}'\"\\|oO", strict=True)), "Greek": {}, "Hebrew": {}, "Arabic": {}}
_DIGITS = {chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)}


def _table(name: str) -> dict[str, str]:
    rows = dict(zip("".join(_ROWS[name]), _US + _SHIFTED, strict=True))
    return {own: us for own, us in (rows | _MORE[name]).items() if own != us and own != "·"}


KEYBOARDS: Mapping[str, Mapping[str, str]] = {name: _table(name) for name in _ROWS}
"""By keyboard, each character it types to that of the same key on a US one, where they differ."""


def on_us_keyboard(character: str, keyboard: str = "") -> tuple[str, str] | None:
    """What the key that types a character types on a US keyboard, and the keyboard that it is a key of.

    None where it tells of no such keyboard. One that two have, as all in ASCII, is a key of ``keyboard``, that of the
    key before, or of none.
    """
    if character in _DIGITS:
        return _DIGITS[character], keyboard
    names = [keyboard] if keyboard else []
    names += [name for name in KEYBOARDS if name != keyboard] if not character.isascii() else []
    return next(((KEYBOARDS[name][character], name) for name in names if character in KEYBOARDS[name]), None)


def meant(key: str, keyboard: str, knows: Callable[[str], bool]) -> tuple[str, str]:
    """The key (as the table calls it) of a US keyboard in the position of a key, unless that is known itself; and the
    keyboard it is one of, as far as can be told: ``keyboard`` is that of the key before."""
    held, _, last = key.rpartition("+") if len(key) > 1 else ("", "", key)
    if len(last) != 1:
        return key, keyboard
    if not held and last.isascii() and last.isalpha() and last not in KEYBOARDS.get(keyboard, {}):
        return key, ""  # they have changed to our letters
    found = None if knows(key) else on_us_keyboard(last, keyboard)
    return (f"{held}+{found[0]}" if held else found[0], found[1]) if found else (key, keyboard)
