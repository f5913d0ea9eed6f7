"""An environment of its own for each program that reads our files, since they want different versions of the same packages.

``python -m tests.formats.consumers.environments [NAME ...]`` makes those that are not there, all without names, in the folder
``$RUBRICATE_CONSUMERS``, else ``.consumers`` in the current folder. The tests marked slow that need one skip where it is absent.
``python -m tests.formats.consumers`` makes them and runs the tests.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

PACKAGES = {
    "tags": ["seqeval==1.2.2", "nervaluate==1.2.1"],
    "markup": [
        *("bioc==2.1", "jsonschema==4.26.0", "pyld==3.3.0", "svgelements==1.9.6"),
        *("pybrat==0.1.7", "web-anno-tsv==0.0.1"),
    ],
    "cassis": ["dkpro-cassis==0.12.0"],
    # It imports requests and does not ask for it.
    "gatenlp": ["gatenlp==1.0.8", "requests"],
    "doccano": ["doccano==1.8.4", "marshmallow<4", "setuptools<81", "numpy<2", "model_mommy"],
    "label_studio": ["label-studio-sdk==2.1.2"],
    "frames": ["datasets==5.2.0", "pyarrow==26.0.1", "pandas==3.1.1"],
    "recon": ["reconner==0.14.0"],
}
"""The packages by environment. Those of the project's own ``test`` extra need none: their environment is called ``OWN``."""

OWN = "own"


def python_of(name: str) -> Path:
    """The Python of an environment, whether it is there or not."""
    if name == OWN:
        return Path(sys.executable)
    folder = Path(os.environ.get("RUBRICATE_CONSUMERS", ".consumers")) / name
    return folder / "bin/python"


def make(name: str) -> None:
    """Make an environment. Raises CalledProcessError where pip fails."""
    python = python_of(name)
    venv.create(python.parent.parent, with_pip=True)
    # The pip that Python 3.11.7 brings fails to resolve lxml[html-clean].
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--upgrade", "pip"], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES[name]], check=True)


def make_missing(names: list[str]) -> None:
    """Make each of these that is not there, one after the other, and say so."""
    for name in names:
        if python_of(name).exists():
            print(f"{name}: is there", flush=True)
        else:
            make(name)
            print(f"{name}: made, {' '.join(PACKAGES[name])}", flush=True)


if __name__ == "__main__":
    make_missing(sys.argv[1:] or list(PACKAGES))
