"""What terminals send for a key: the bytes they always sent, and kitty's protocol as Textual asks for it (all keys as sequences,
with the text they type; https://sw.kovidgoyal.net/kitty/keyboard-protocol/)."""

_LETTERS = {"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F", "f1": "P"}
_NUMBERS = {"pageup": "5~", "pagedown": "6~", "delete": "3~", "f3": "13~", "f5": "15~", "f7": "18~", "f8": "19~"}
_FUNCTIONAL = _LETTERS | _NUMBERS
_BYTES = {"enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f", "space": " ", "f1": "\x1bOP", "f3": "\x1bOR"}
_CODES = {"enter": 13, "tab": 9, "escape": 27, "backspace": 127, "space": 32, "left_shift": 57441}


def legacy(key: str) -> str:
    """The bytes of a key, by the name that the table of commands has for it."""
    *held, last = key.split("+") if len(key) > 1 else [key]
    if last in _BYTES:
        return _BYTES[last]
    if last in _FUNCTIONAL:
        return f"\x1b[{_FUNCTIONAL[last]}" if not held else f"\x1b[1;2{_FUNCTIONAL[last]}"
    return chr(ord(last) & 31) if held else last


def kitty(key: str) -> str:
    """The sequence of a key; a capital, and what is typed with Shift on a US keyboard, with Shift pressed before it."""
    *held, last = key.split("+") if len(key) > 1 else [key]
    modifiers = f";{1 + ('shift' in held) + 4 * ('ctrl' in held)}" if held else ""
    if last in _FUNCTIONAL:
        code, end = "1" if modifiers and len(_FUNCTIONAL[last]) == 1 else _FUNCTIONAL[last][:-1], _FUNCTIONAL[last][-1]
        return f"\x1b[{code}{modifiers}{end}"
    if last == "space":
        return "\x1b[32;;32u"
    if last in _CODES:
        return f"\x1b[{_CODES[last]}{modifiers}u"
    if held:
        return f"\x1b[{ord(last)}{modifiers}u"
    if last.isupper() or last in '~!@#$%^&*()_+{}|:"<>?':
        return f"{kitty('left_shift')}\x1b[{ord(last.lower())};2;{ord(last)}u"
    return f"\x1b[{ord(last)};;{ord(last)}u"


PROTOCOLS = {"legacy": legacy, "kitty": kitty}
