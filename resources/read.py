"""The one way to read what ships with the program; works from source, from a wheel and from a bundle."""

from __future__ import annotations

from importlib.resources import files


def resource_bytes(name: str) -> bytes:
    """The bytes of `resources/<name>`. FileNotFoundError when it was not shipped: a bug in packaging."""
    return files("resources").joinpath(name).read_bytes()


def resource_text(name: str) -> str:
    return resource_bytes(name).decode("utf-8")


def resource_names(folder: str, suffix: str) -> list[str]:
    """Names of the files in `resources/<folder>` that end so, sorted."""
    return sorted(entry.name for entry in files("resources").joinpath(folder).iterdir() if entry.name.endswith(suffix))


def resource_folder(name: str) -> str:
    """Where `resources/<name>` lies, for a library that reads its pictures itself."""
    return str(files("resources").joinpath(name))
