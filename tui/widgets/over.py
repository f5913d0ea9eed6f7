"""OverScreen: a screen over the article, whose last row says which keys it has, and why another did nothing."""

from typing import TypeVar

from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.keymap import ALONE, pressed, printed

_OF_THE_APP = ("ctrl+p", "ctrl+q")
Answer = TypeVar("Answer")


class OverScreen(ModalScreen[Answer]):
    """Gives an answer when it is left. A subclass says in ``KEYS`` which keys it has, and shows ``foot`` last."""

    KEYS = ""
    DEFAULT_CSS = "OverScreen { background: $background; } OverScreen Static { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.foot = Static(f" {self.KEYS}", markup=False)

    def tell(self, words: str = "") -> None:
        """Say this in the last row, or which keys there are."""
        self.foot.update(f" {words or self.KEYS}")

    def on_key(self, event: Key) -> None:
        """Comes before what the key is bound to, which may say more."""
        if event.key in self._own_keys() or event.key in _OF_THE_APP or event.key in ALONE:
            self.tell()
        else:
            self.tell(f"{printed(pressed(event.key, event.character))} does nothing here: {self.KEYS}")

    def _own_keys(self) -> set[str]:
        ours = [one for one in type(self).__mro__ if issubclass(one, OverScreen)]
        bindings = (binding for one in ours for binding in vars(one).get("BINDINGS", ()))
        return {key for binding in bindings for key in binding.key.split(",")}
