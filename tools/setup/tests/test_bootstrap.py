"""The first script, on machines that lack something: one clear line each, and nothing half made."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.room

SCRIPT = Path(__file__).parents[1] / "bootstrap.sh"
TOOLS = ("sh", "dirname", "df", "awk", "cat", "sha256sum", "cut", "id", "env", "mkdir", "rm")
PYTHON = '#!/bin/sh\ncase "$1" in --version) echo Python {version};; *) {says};; esac\n'


class Machine:
    def __init__(self, folder: Path) -> None:
        self.tree = folder / "tree"
        self.bin = folder / "bin"
        (self.tree / "tools/setup").mkdir(parents=True)
        self.bin.mkdir()
        shutil.copy(SCRIPT, self.tree / "tools/setup")
        for name in ("uv.lock", "pyproject.toml"):
            (self.tree / name).write_text(name)
        for name in TOOLS:
            (self.bin / name).symlink_to(shutil.which(name) or name)

    def has(self, name: str, text: str) -> None:
        place = self.bin / name
        place.unlink(missing_ok=True)
        place.write_text(text)
        place.chmod(0o755)

    def bootstrap(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", "tools/setup/bootstrap.sh"],
            cwd=self.tree,
            env={"PATH": str(self.bin), "HOME": os.environ.get("HOME", "/")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_python_too_old_is_refused(machine: Machine) -> None:
    machine.has("python3", PYTHON.format(version="3.9.2", says="exit 1"))
    done = machine.bootstrap()
    assert done.returncode == 1
    assert "Python 3.11 or later is needed and this machine has Python 3.9.2." in done.stderr


def test_a_full_disk_is_told_before_anything_is_fetched(machine: Machine) -> None:
    machine.has("df", "#!/bin/sh\necho head\necho disk 9000 8000 1000 90% /\n")
    done = machine.bootstrap()
    assert "Only 1000 MB are free" in done.stderr
    assert not (machine.tree / ".cache").exists()


def test_no_network_is_told(machine: Machine) -> None:
    makes_a_venv_whose_pip_fails = (
        'if [ "$2" = venv ]; then mkdir -p "$3/bin"; echo "exit 1" > "$3/bin/python"; fi'
    )
    machine.has("python3", PYTHON.format(version="3.12.1", says=makes_a_venv_whose_pip_fails))
    done = machine.bootstrap()
    assert done.returncode == 1
    assert "could not be reached" in done.stderr
    assert "HTTPS_PROXY" in done.stderr


def test_no_venv_module_and_no_root_is_told(machine: Machine) -> None:
    lacks_ensurepip = 'case "$2" in *ensurepip*) exit 1;; *print*) echo python3.12-venv;; esac'
    machine.has("python3", PYTHON.format(version="3.12.1", says=lacks_ensurepip))
    machine.has("id", "#!/bin/sh\necho 1000\n")
    machine.has("apt-get", "#!/bin/sh\nexit 1\n")
    done = machine.bootstrap()
    assert "Run as root: apt-get install python3.12-venv" in done.stderr


def test_a_second_run_starts_nothing(machine: Machine) -> None:
    made_from = "uv.lock pyproject.toml tools/setup/bootstrap.sh"
    stamp = f'cat {made_from} | sha256sum | cut -d" " -f1 > .venv/.lingtong-stamp'
    (machine.tree / ".venv/bin").mkdir(parents=True)
    (machine.tree / ".venv/bin/python").symlink_to("/bin/true")
    subprocess.run(["/bin/sh", "-c", stamp], cwd=machine.tree, check=True)
    done = machine.bootstrap()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
