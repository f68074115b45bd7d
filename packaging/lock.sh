#!/usr/bin/env bash
# Write the three lock files anew from pyproject.toml: exact versions with hashes, for Linux, Windows and macOS, Python 3.11 and newer.
# No index address gets into them. Uses pip's own settings for where packages come from.
set -euo pipefail
cd "$(dirname "$0")/.."
uv_version=0.13.9
tool=build/lock-tool
[ -x "$tool/bin/uv" ] || { python3 -m venv "$tool" && "$tool/bin/python" -m pip install -q --disable-pip-version-check "uv==$uv_version"; }

compile() { # output, then extra arguments
  local out=$1; shift
  {
    echo "# Made by \`make lock\` from pyproject.toml. Exact versions and hashes; nothing here says where packages come from."
    "$tool/bin/uv" pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
      --no-emit-find-links "$@" pyproject.toml
  } > "$out.new"
  mv "$out.new" "$out"
}
compile packaging/requirements.lock
compile packaging/requirements-base.lock --extra base --constraint packaging/requirements.lock
compile packaging/requirements-dev.lock --extra base --extra dev --constraint packaging/requirements-base.lock
