#!/usr/bin/env bash
# Set up Samspill in this source tree on Debian or Ubuntu, as root or with sudo: system packages that are missing, .venv, and the
# pinned Python packages with their hashes. Quick when nothing is missing. Elsewhere only the Python side is done.
#
#   packaging/setup.sh runtime | screen | tests | battery      (each includes the ones before it)
#   packaging/setup.sh base                                    (the team base alone)
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:-runtime}
case $kind in
  runtime) sections='runtime'; lock=packaging/requirements.lock ;;
  base) sections='base'; lock=packaging/requirements-base.lock ;;
  screen) sections='runtime screen'; lock=packaging/requirements.lock ;;
  tests) sections='runtime screen tests'; lock=packaging/requirements-dev.lock ;;
  battery) sections='runtime screen tests battery'; lock=packaging/requirements-dev.lock ;;
  *) echo "usage: packaging/setup.sh runtime|screen|tests|battery|base" >&2; exit 64 ;;
esac
list=packaging/debian-packages.txt

wanted() { # the lines of the sections asked for, without comments
  awk -v want=" $sections " '/^\[/ { name = substr($0, 2, index($0, "]") - 2); on = index(want, " " name " "); next }
    { sub(/#.*/, ""); gsub(/[ \t]+/, "") } on && NF' "$list"
}

installed() { # as a package; npm also when it came another way: Debian's brings hundreds of packages
  dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed || { [ "$1" = npm ] && command -v npm >/dev/null; }
}

missing_packages() {
  local line name found
  while read -r line; do
    found=
    for name in ${line//|/ }; do if installed "$name"; then found=$name; fi; done
    [ -n "$found" ] || echo "$line"
  done < <(wanted)
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else
    echo "Samspill needs these system packages, and neither root nor sudo is at hand: ${*: -1}" >&2
    exit 77
  fi
}

install_packages() {
  local missing=() chosen=() line name
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "Installing system packages: ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 update
  for line in "${missing[@]}"; do
    for name in ${line//|/ }; do
      if apt-cache show "$name" >/dev/null 2>&1; then chosen+=("$name"); break; fi
    done
  done
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 install -y --no-install-recommends "${chosen[@]}" >/dev/null
}

find_python() { # the first Python that is new enough
  local name
  for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then echo "$name"; return; fi
  done
  echo "Samspill needs Python 3.11 or newer." >&2
  exit 69
}

install_python() {
  local python stamp=.venv/samspill-setup state
  python=$(find_python)
  if ! .venv/bin/python -c '' 2>/dev/null; then
    echo "Making .venv"
    rm -rf .venv
    "$python" -m venv .venv
  fi
  # The tests' packages include the application's, so their stamp answers for both.
  state=$(cat packaging/requirements*.lock | sha256sum | cut -d' ' -f1)
  if grep -qxs "$state $lock" "$stamp" || grep -qxs "$state packaging/requirements-dev.lock" "$stamp"; then return; fi
  echo "Installing Python packages from $lock"
  .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes --only-binary :all: -r "$lock"
  echo "$state $lock" > "$stamp"
}

install_web_tools() { # axe-core looks at the base's pages; versions and hashes are in package-lock.json
  local state stamp=tests/web/node_modules/.samspill-setup
  state=$(sha256sum < tests/web/package-lock.json)
  if grep -qxs "$state" "$stamp"; then return; fi
  echo "Installing tests/web"
  npm ci --prefix tests/web --silent --no-audit --no-fund --ignore-scripts >/dev/null
  echo "$state" > "$stamp"
}

install_command() { # `.venv/bin/samspill` works from any folder; the program itself stays in this source tree
  local site
  site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  pwd > "$site/samspill.pth"
  printf '#!%s\nimport sys\n\nfrom app.__main__ import main\n\nsys.exit(main())\n' "$PWD/.venv/bin/python" > .venv/bin/samspill
  chmod +x .venv/bin/samspill
}

if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then install_packages; fi
install_python
install_command
case $kind in tests | battery) install_web_tools ;; esac
