"""The user's folders. Told here without platformdirs where that is short, since the first frame waits for it."""

import os
import sys
from collections.abc import Mapping


def cache_folder(environ: Mapping[str, str] = os.environ) -> str:
    """``$RUBRICATE_CACHE``, else the system's folder for the user's caches, as platformdirs names it."""
    if own := environ.get("RUBRICATE_CACHE"):
        return own
    return _folder("cache", environ.get("XDG_CACHE_HOME", ""), ".cache")


def config_folder(environ: Mapping[str, str] = os.environ) -> str:
    """``$RUBRICATE_CONFIG``, else the system's folder for the user's settings, as platformdirs names it."""
    if own := environ.get("RUBRICATE_CONFIG"):
        return own
    return _folder("config", environ.get("XDG_CONFIG_HOME", ""), ".config")


def data_folder(environ: Mapping[str, str] = os.environ) -> str:
    """``$RUBRICATE_DATA``, else the system's folder for the user's data, as platformdirs names it."""
    if own := environ.get("RUBRICATE_DATA"):
        return own
    return _folder("data", environ.get("XDG_DATA_HOME", ""), ".local/share")


def _folder(kind: str, xdg: str, usual: str) -> str:
    if sys.platform.startswith("linux"):
        return os.path.join(xdg if xdg.strip() else os.path.expanduser(f"~/{usual}"), "rubricate")
    import platformdirs

    return str(getattr(platformdirs, f"user_{kind}_path")("rubricate", appauthor=False))
