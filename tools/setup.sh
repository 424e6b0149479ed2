#!/bin/sh
# Makes this folder ready for work: a virtual environment in .venv, the locked dependencies, the project itself
# (editable), and the system libraries that they need.
#
#     tools/setup.sh run      what the library and `make demo` need (the default)
#     tools/setup.sh test     that, and what `make test` needs
#
# It does only what is missing, and says so; with nothing missing it is done in a fraction of a second.
#
#     PYTHON=/path/to/python3.12            the Python to build .venv from (3.11 or newer)
#     CBREPORT_SKIP_SYSTEM_PACKAGES=1       do not look for system packages

set -eu

purpose=${1:-run}
case $purpose in
    run | test) ;;
    *)
        echo "usage: tools/setup.sh [run|test]" >&2
        exit 2
        ;;
esac

cd "$(dirname "$0")/.."
root=$(pwd -P)
venv=$root/.venv
lock=requirements/$purpose.lock

say() { printf 'setup: %s\n' "$*"; }
stop() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

# Two at once in the same folder would tread on each other's feet: the second one waits, where the system has flock.
if command -v flock >/dev/null 2>&1; then
    exec 9<tools/setup.sh
    flock 9
fi

# -- Python -----------------------------------------------------------------------------------------------------------

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    # shellcheck disable=SC2086  # the default is a list
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if command -v "$candidate" >/dev/null 2>&1 && new_enough "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

# An environment that was copied here from another folder still starts programs over there.
venv_is_ours() {
    [ -x "$venv/bin/python" ] && new_enough "$venv/bin/python" &&
        { [ ! -f "$venv/cbreport-folder" ] || [ "$(cat "$venv/cbreport-folder")" = "$root" ]; }
}

python=
fresh=
if ! venv_is_ours; then
    fresh=yes
    python=$(find_python) || python=
fi

# -- system packages --------------------------------------------------------------------------------------------------

missing=
needs() { missing="$missing $1"; }

# WeasyPrint loads Pango and HarfBuzz when it makes a PDF. Fonts for documents are part of the project.
libraries="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

look_with_dpkg() {
    wanted=$libraries
    if [ "$purpose" = test ]; then
        wanted="$wanted fonts-noto-core fonts-wqy-microhei" # Chromium shows pages in Arabic and Chinese
        command -v chromium-headless-shell >/dev/null 2>&1 || wanted="$wanted chromium-headless-shell"
        command -v pdftotext >/dev/null 2>&1 || wanted="$wanted poppler-utils"
    fi
    # shellcheck disable=SC2016,SC2086  # dpkg-query's own variables; one word per package
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $wanted 2>/dev/null || true)
    for package in $wanted; do
        printf '%s\n' "$installed" | grep -qx "$package installed" || needs "$package"
    done
    if [ -n "$fresh" ] && [ -z "$python" ] && [ -z "${PYTHON:-}" ]; then
        needs python3-venv # brings python3 along
    elif [ -n "$python" ] && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        needs "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    fi
}

look_without_dpkg() {
    [ -z "$fresh" ] || [ -n "$python" ] || return 0
    "${python:-$venv/bin/python}" - <<'PY' || needs "Pango 1.44 or newer with HarfBuzz (libpango, libpangoft2, libharfbuzz-subset)"
import ctypes.util, sys
sys.exit(not all(any(map(ctypes.util.find_library, names)) for names in (
    ("pango-1.0", "pango-1.0-0"), ("pangoft2-1.0", "pangoft2-1.0-0"), ("harfbuzz-subset", "harfbuzz-subset-0"))))
PY
    if [ "$purpose" = test ]; then
        command -v chromium-headless-shell >/dev/null 2>&1 || command -v chromium >/dev/null 2>&1 ||
            needs "Chromium (as \`chromium\`),"
        command -v pdftotext >/dev/null 2>&1 || needs "poppler's programs (\`pdftotext\`)"
    fi
}

if [ -z "${CBREPORT_SKIP_SYSTEM_PACKAGES:-}" ]; then
    if command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1; then
        look_with_dpkg
        if [ -n "$missing" ] && [ "$(id -u)" -ne 0 ]; then
            stop "system packages are missing. Run this, then try again:

    sudo apt-get install --no-install-recommends$missing
"
        elif [ -n "$missing" ]; then
            say "installing system packages:$missing"
            log=$(mktemp)
            export DEBIAN_FRONTEND=noninteractive
            # A list that cannot be refreshed may still be good enough: the installation decides.
            # shellcheck disable=SC2086  # one word per package
            if ! { apt-get update -qq ||
                true
                apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
                cat "$log" >&2
                rm -f "$log"
                stop "apt-get could not install:$missing"
            fi
            rm -f "$log"
        fi
    else
        look_without_dpkg
        if [ -n "$missing" ]; then
            stop "this system has no apt-get, so please install by its own means:$missing
If they are there, and only not found: CBREPORT_SKIP_SYSTEM_PACKAGES=1 tools/setup.sh $purpose"
        fi
    fi
fi

# -- .venv ------------------------------------------------------------------------------------------------------------

if [ -n "$fresh" ]; then
    python=$(find_python) || stop "${PYTHON:-python3} is not Python 3.11 or newer, which is needed. Install it, or name another: PYTHON=/path/to/python3 tools/setup.sh"
    say "making .venv with $python"
    "$python" -m venv --clear "$venv"
fi
printf '%s\n' "$root" >"$venv/cbreport-folder"

pip() { "$venv/bin/python" -m pip --disable-pip-version-check --no-input -qq "$@"; }

# One stamp for what is locked, and one for what makes the project known to Python. The test lock holds all that the
# run lock holds.
locked=$(cksum <"$lock")
stamp=$venv/cbreport-$purpose.stamp
if [ "$(cat "$stamp" 2>/dev/null)" != "$locked" ]; then
    say "installing $(grep -c '^[a-z]' "$lock") packages from $lock"
    rm -f "$venv"/cbreport-*.stamp
    pip install --require-hashes --prefer-binary --no-compile -r "$lock"
    printf '%s\n' "$locked" >"$stamp"
    [ "$purpose" = run ] || cksum <requirements/run.lock >"$venv/cbreport-run.stamp"
fi

# setuptools maps each top-level package to its folder when it installs, so a new package asks for a new installation.
project=$(cat pyproject.toml && ls -d cbreport*/__init__.py forms/*/__init__.py plugins/*/*/__init__.py 2>/dev/null) || true
project=$(printf '%s' "$project" | cksum)
stamp=$venv/cbreport-project.stamp
if [ "$(cat "$stamp" 2>/dev/null)" != "$project" ]; then
    say "installing cbreport from this folder"
    pip install --no-deps --no-build-isolation -e .
    printf '%s\n' "$project" >"$stamp"
fi
