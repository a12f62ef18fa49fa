from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lingtong.foundation.config import Secrets, SecretsUnreadable

pytestmark = pytest.mark.room


def test_a_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secrets.json"
    first = Secrets(file).get("asterisk.ari")
    assert len(first) >= 40
    assert Secrets(file).get("asterisk.ari") == first
    assert Secrets(file).get("asterisk.ami") != first
    assert file.stat().st_mode & 0o777 == 0o600
    assert Secrets(file).names() == ["asterisk.ami", "asterisk.ari"]


def test_a_given_secret_replaces(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path / "secrets.json")
    secrets.put("trunk:1", "theirs")
    assert secrets.get("trunk:1") == "theirs"


def test_many_at_once_get_the_same_secret(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: Secrets(file).get("one"), range(40)))
        others = set(pool.map(lambda number: Secrets(file).get(f"other{number}"), range(40)))
    assert len(found) == 1
    assert len(others) == 40
    assert len(Secrets(file).names()) == 41


def test_a_damaged_file_is_never_replaced(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    file.write_text("{")
    with pytest.raises(SecretsUnreadable, match="backup"):
        Secrets(file).get("one")
    assert file.read_text() == "{"


@pytest.mark.parametrize("name", ["", "Upper", "with space", "../up"])
def test_a_strange_name_is_a_bug(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        Secrets(tmp_path / "secrets.json").get(name)
