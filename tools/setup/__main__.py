"""`python -m tools.setup up|test`: what the machine needs, beyond Python, to run or to test the product."""

import argparse
import shutil
import sys

from tools.setup import debian, web
from tools.setup.show import ROOT, CannotGoOnError, console

NEEDED_MB = 1500


def make_sure_of_room() -> None:
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < NEEDED_MB:
        raise CannotGoOnError(
            f"Only {free} MB are free on the disk of {ROOT}; {NEEDED_MB} MB are needed. Make room."
        )


def for_running() -> None:
    make_sure_of_room()
    debian.install(debian.FOR_RUNNING)
    web.build()


def for_testing() -> None:
    make_sure_of_room()
    debian.install([*debian.FOR_RUNNING, *debian.FOR_TESTING])
    web.build()
    if web.is_there() and "test" in web.scripts():
        web.run_npm("test", "Running the unit tests of the web pages", "A web unit test failed")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.setup", description=__doc__)
    parser.add_argument("purpose", choices=["up", "test"])
    try:
        {"up": for_running, "test": for_testing}[parser.parse_args().purpose]()
    except CannotGoOnError as problem:
        console.print(f"\nlingtong: {problem}", style="red", markup=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
