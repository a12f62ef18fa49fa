#!/bin/sh
# From nothing to .venv: finds Python, fetches uv into .cache/bootstrap, installs the locked packages.
# Needs only POSIX sh. A second run with unchanged lock files does nothing.
set -eu
cd "$(dirname "$0")/../.."

UV_VERSION=0.13.9
NEEDED_MB=3000
export UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=.venv
unset VIRTUAL_ENV || true

say() { printf '==> %s\n' "$*"; }
refuse() {
    printf '\nlingtong: %s\n' "$*" >&2
    exit 1
}

wanted_stamp() { cat uv.lock pyproject.toml tools/setup/bootstrap.sh | sha256sum | cut -d' ' -f1; }

stands() {
    [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null &&
        [ "$(cat .venv/.lingtong-stamp 2>/dev/null)" = "$(wanted_stamp)" ]
}

find_python() {
    for name in ${LINGTONG_PYTHON:-} python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    found=$(python3 --version 2>/dev/null || echo "no Python")
    refuse "Python 3.11 or later is needed and this machine has $found." \
        "Install a newer one (Debian 12 and Ubuntu 24.04 have it: apt-get install python3) or name it in LINGTONG_PYTHON."
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        if [ -t 0 ]; then sudo "$@"; else sudo -n "$@"; fi
    else
        return 1
    fi
}

# Debian splits ensurepip off into a package of its own.
make_sure_of_venv() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    command -v apt-get >/dev/null || refuse "$1 has no venv module. Install it with your package manager, then try again."
    say "Installing the Debian package $package as root: Python's own venv module, to keep our packages apart"
    as_root env DEBIAN_FRONTEND=noninteractive sh -c \
        "apt-get -q update && apt-get -qy install --no-install-recommends $package" ||
        refuse "$package could not be installed. Run as root: apt-get install $package"
}

make_sure_of_room() {
    free=$(df -Pm . | awk 'NR==2 {print $4}')
    [ "$free" -ge "$NEEDED_MB" ] ||
        refuse "Only $free MB are free on the disk of $(pwd); $NEEDED_MB MB are needed. Make room, then try again."
}

main() {
    stands && return
    make_sure_of_room
    base=$(find_python)
    # A working environment is kept: what runs in it goes on running.
    if .venv/bin/python -c '' 2>/dev/null; then python=.venv/bin/python; else python=$base; fi
    mkdir -p .cache
    if ! [ "$(.cache/bootstrap/bin/uv --version 2>/dev/null | cut -d' ' -f2)" = "$UV_VERSION" ]; then
        say "Fetching uv $UV_VERSION into .cache/bootstrap (once)"
        make_sure_of_venv "$base"
        rm -rf .cache/bootstrap
        "$base" -m venv .cache/bootstrap
        .cache/bootstrap/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" ||
            refuse "The Python package index could not be reached. Check the network (or HTTPS_PROXY), then try again."
    fi
    say "Installing the locked Python packages into .venv ($("$python" --version))"
    quiet=--quiet
    [ -t 2 ] && quiet=
    # shellcheck disable=SC2086 # empty means: no argument
    .cache/bootstrap/bin/uv sync $quiet --locked --python "$python" ||
        refuse "The Python packages could not be installed; the lines above say why." \
            "Without a network nothing can be fetched: check it (or HTTPS_PROXY), then try again."
    wanted_stamp >.venv/.lingtong-stamp
}

main "$@"
