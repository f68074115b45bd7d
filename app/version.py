"""Which Samspill this is."""

from typing import Final

# Told here and not asked of what is installed: run from its folder, as the README has it, nothing is. `pyproject.toml` says the same.
VERSION: Final = "0.1.0"
