from pathlib import Path

import pytest

from lingtong.foundation.config import Mode, Settings, SettingsInvalid, load

pytestmark = pytest.mark.room


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_defaults_are_the_embedded_product_on_loopback(tmp_path: Path) -> None:
    settings = Settings()
    assert settings.mode is Mode.EMBEDDED
    assert (settings.http.host, settings.http.port) == ("127.0.0.1", 8420)
    assert settings.asterisk.host == "127.0.0.1"
    assert settings.database_url == f"sqlite+aiosqlite:///{tmp_path}/data/db.sqlite"
    assert settings.recordings == tmp_path / "data" / "recordings"
    assert not settings.http.is_secure


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lingtong.toml").write_text('customer_page = false\n[http]\nport = 9001\nhost = "0.0.0.0"\n')
    monkeypatch.setenv("LINGTONG_HTTP__PORT", "9002")
    settings = Settings()
    assert (settings.http.port, settings.http.host, settings.customer_page) == (9002, "0.0.0.0", False)


def test_the_file_may_be_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other.toml").write_text('mode = "cluster"\n')
    monkeypatch.setenv("LINGTONG_CONFIG", str(tmp_path / "other.toml"))
    assert Settings().mode is Mode.CLUSTER


@pytest.mark.parametrize(
    "text", ["strange = 1", "[http]\nprot = 1", "[http]\nport = 70000", "no toml", 'mode = "huge"']
)
def test_a_mistake_in_the_file_is_not_overlooked(tmp_path: Path, text: str) -> None:
    (tmp_path / "lingtong.toml").write_text(text)
    with pytest.raises(SettingsInvalid):
        load()


@pytest.mark.parametrize("variable", ["LINGTONG_HTPP__PORT", "LINGTONG_HTTP__PROT", "LINGTONG_DATTA"])
def test_a_misspelled_variable_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "9000")
    with pytest.raises(SettingsInvalid, match=variable):
        load()
