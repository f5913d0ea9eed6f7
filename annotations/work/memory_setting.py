"""Whether a project's memory is used, and where that is set."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotations.project import Project

SETTING = "memory"
"""The setting of a project that switches memory on or off there."""
VARIABLE = "RUBRICATE_MEMORY"
_NO = ("0", "no", "off", "false")


def chosen_memory(environ: Mapping[str, str], project: "Project | None", configured: bool | None = None) -> tuple[bool, str]:
    """Whether memory is on, and where that is set: $RUBRICATE_MEMORY, the project, the user's config; it is on otherwise."""
    if asked := environ.get(VARIABLE, "").strip().lower():
        return asked not in _NO, f"${VARIABLE}"
    if isinstance(said := project.setting(SETTING) if project else None, bool):
        return said, "the project"
    return (True, "default") if configured is None else (configured, "config.toml")
