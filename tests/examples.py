"""Property tests of two lengths: some examples in every run, many more with the slow tests."""

import pytest


def examples(few: int, many: int) -> pytest.MarkDecorator:
    """The test is given ``examples``, how many it shall draw: few, and many where the slow tests are run."""
    return pytest.mark.parametrize("examples", [few, pytest.param(many, marks=pytest.mark.slow)])
