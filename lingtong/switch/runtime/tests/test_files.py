"""Files of the switch: its configuration, recordings, notes, and what the guard reads."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as some

from lingtong.switch.plan import Entry, Music, Phone, SwitchPlan, TrunkAccount
from lingtong.switch.runtime import degraded, recordings
from lingtong.switch.runtime.guard import BanList, Failure, GuardPolicy, read_failure
from lingtong.switch.runtime.music import ensure_music, piece, ready_music
from lingtong.switch.runtime.process import calls_limit
from lingtong.switch.runtime.program import Program
from lingtong.switch.runtime.render import PlanUnusable, check, local_addresses, render
from lingtong.switch.runtime.settings import SwitchSettings, Tls

pytestmark = pytest.mark.room

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET_LINE = (
    'SecurityEvent="{kind}",Service="PJSIP",AccountID="{account}",RemoteAddress="IPV4/UDP/192.0.2.7/5060"'
)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    modules = tmp_path / "modules"
    modules.mkdir()
    return Program(command=("/usr/sbin/asterisk",), root=tmp_path, version=(22, 10), modules=modules)


def test_everything_rendered_is_private_and_a_second_time_changes_nothing(
    tmp_path: Path, program: Program
) -> None:
    tls = Tls(certificate=tmp_path / "c.pem", key=tmp_path / "k.pem")
    usual = SwitchSettings.in_folder(tmp_path / "data", tmp_path)
    settings = SwitchSettings(
        home=usual.home,
        recordings=usual.recordings,
        prompts=usual.prompts,
        runtime=tmp_path,
        tls=tls,
        bind="0.0.0.0",
    )
    carrier = TrunkAccount(
        name="reg", kind="registration", host="sip.example.cn", transport="tls", username="u", password="p"
    )
    plan = SwitchPlan(
        phones=(
            Phone(name="1001", secret="s", kind="browser"),
            Phone(name="guest-01", secret="g", kind="guest"),
        ),
        trunks=(carrier,),
        entries=(Entry(number="95598", browser=True), Entry(number="95599")),
    )
    changed = render(plan, settings, program)
    assert {"pjsip.conf", "extensions.conf", "ari.conf", "manager.conf"} <= changed
    assert all(file.stat().st_mode & 0o077 == 0 for file in settings.etc.iterdir())
    assert render(plan, settings, program) == frozenset()
    pjsip = (settings.etc / "pjsip.conf").read_text()
    assert "type = registration" in pjsip
    assert "protocol = wss" in pjsip
    assert "media_address" not in pjsip
    guests = (settings.etc / "extensions.conf").read_text().partition("[guests]")[2].partition("[arrive]")[0]
    assert "95598" in guests
    assert "95599" not in guests
    assert "type = endpoint\ncontext = guests" in pjsip


@pytest.mark.parametrize(
    "plan",
    [
        SwitchPlan(phones=(Phone(name="1001]\nx", secret="s", kind="desk"),)),
        SwitchPlan(phones=(Phone(name="1001", secret="s\npassword = ", kind="desk"),)),
        SwitchPlan(phones=(Phone(name="1001", secret="s;x", kind="desk"),)),
        SwitchPlan(trunks=(TrunkAccount(name="t", kind="ip", host="a b"),)),
        SwitchPlan(trunks=(TrunkAccount(name="t", kind="ip", host="a", allowed_ips=("not an address",)),)),
        SwitchPlan(music=(Music(queue_id="q]\nmode = custom\napplication = /x", tenant_id="t", prompt="p"),)),
        SwitchPlan(music=(Music(queue_id="q", tenant_id="t", prompt="../t/p"),)),
        SwitchPlan(entries=(Entry(number="955,98"),)),
        SwitchPlan(entries=(Entry(number="95598", degraded_phones=("1004&Local/x",)),)),
    ],
)
def test_a_plan_that_could_not_be_written_safely_is_refused(plan: SwitchPlan) -> None:
    with pytest.raises(PlanUnusable):
        check(plan)


def test_own_addresses_are_read_without_loopback(tmp_path: Path) -> None:
    table = tmp_path / "fib_trie"
    table.write_text(
        "Main:\n  |-- 127.0.0.1\n     /32 host LOCAL\n  |-- 192.0.2.2\n     /32 host LOCAL\n"
        "  |-- 192.0.2.255\n     /32 link BROADCAST\n"
    )
    assert local_addresses(table) == ["192.0.2.2"]
    assert local_addresses(tmp_path / "none") == []


@settings(deadline=None, max_examples=30)  # the disk may be busy
@given(said=some.integers(0, 400), heard=some.integers(0, 400))
def test_two_files_become_one_of_two_channels(
    tmp_path_factory: pytest.TempPathFactory, said: int, heard: int
) -> None:
    folder = tmp_path_factory.mktemp("rec")
    files = recordings.files_for(folder, "r-1", NOON)
    files[0].parent.mkdir(parents=True)
    for file, samples in zip(files, (np.full(said, 5, "<i2"), np.full(heard, -7, "<i2")), strict=True):
        file.write_bytes(samples.tobytes())
    (whole,) = recordings.unfinished(folder)
    recordings.finish(whole)
    both = np.fromfile(whole, "<i2").reshape(-1, 2)
    assert len(both) == max(said, heard)
    assert (both[:said, 0] == 5).all()
    assert (both[said:, 0] == 0).all()
    assert (both[:heard, 1] == -7).all()
    assert list(folder.glob("*/*/*/*")) == [folder / "2026/03/01/r-1.raw"]
    recordings.finish(whole)
    assert len(np.fromfile(whole, "<i2")) == 2 * max(said, heard)


def test_a_recording_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    said, heard = recordings.files_for(tmp_path, "r-2", NOON)
    said.parent.mkdir(parents=True)
    said.touch()
    (whole,) = recordings.unfinished(tmp_path)
    files = frozenset({str(heard)})
    assert recordings.is_being_written(whole, files)
    assert recordings.being_written(tmp_path, frozenset({str(said)})) == ("r-2",)
    assert not recordings.is_being_written(whole, frozenset())
    assert recordings.open_files(None) == frozenset()


def test_degraded_calls_are_taken_once_and_again_after_a_crash_in_between(tmp_path: Path) -> None:
    log = tmp_path / "degraded.log"
    assert degraded.take(log) == []
    log.write_text("u-1\t95598\t138\t100\t105\t130\t1004\trec\nu-2\t95598\t139\t100\t\t104\t\t\ncut short\t9")
    first, second = degraded.take(log)
    assert (first.answered_at, first.phone) == (datetime.fromtimestamp(105, UTC), "1004")
    assert second.answered_at is None
    assert degraded.take(log) == [first, second]
    degraded.done(log)
    assert degraded.take(log) == []


def test_only_strangers_and_guessers_are_counted() -> None:
    def line(kind: str, account: str) -> str:
        return SECRET_LINE.format(kind=kind, account=account)

    assert read_failure(line("ChallengeResponseFailed", "1001")) == Failure(
        "ChallengeResponseFailed", "192.0.2.7", "1001"
    )
    assert read_failure(line("ChallengeSent", "<unknown>")) is not None
    assert read_failure(line("ChallengeSent", "1001")) is None
    assert read_failure(line("SuccessfulAuth", "1001")) is None
    assert read_failure("nonsense") is None


def test_an_address_is_out_after_enough_failures_and_in_again_when_its_time_is_over() -> None:
    bans = BanList(GuardPolicy(failures=3, within=timedelta(seconds=10), out_for=timedelta(minutes=1)))
    stranger = Failure("InvalidAccountID", "192.0.2.7", "x")
    assert not bans.failed(stranger, NOON)
    assert not bans.failed(stranger, NOON + timedelta(seconds=11))  # the first is long ago
    assert not bans.failed(stranger, NOON + timedelta(seconds=12))
    assert bans.failed(stranger, NOON + timedelta(seconds=13))
    assert bans.banned == {"192.0.2.7"}
    assert bans.time_passes(NOON + timedelta(seconds=60)) == frozenset()
    assert bans.time_passes(NOON + timedelta(seconds=73)) == {"192.0.2.7"}
    assert bans.banned == frozenset()
    assert bans.counted == {"InvalidAccountID": 4}


def test_this_machine_itself_is_never_shut_out() -> None:
    bans = BanList(GuardPolicy(failures=1))
    assert not bans.failed(Failure("InvalidAccountID", "127.0.0.1", "x"), NOON)
    assert not bans.failed(Failure("InvalidAccountID", "no address", "x"), NOON)


def test_music_is_made_once_and_an_operators_own_music_stays(tmp_path: Path) -> None:
    assert ensure_music(tmp_path)
    assert not ensure_music(tmp_path)
    own = tmp_path / "own"
    own.mkdir()
    (own / "ours.wav").touch()
    assert not ensure_music(own)
    sound = piece()
    assert 0.2 < np.abs(sound).max() < 0.6
    assert abs(sound[0] - sound[-1]) < 0.05  # no click where it begins again


def test_music_is_laid_ready_in_the_codecs_of_the_lines(tmp_path: Path) -> None:
    source, ready = tmp_path / "moh", tmp_path / "ready"
    ensure_music(source)
    ready_music(source, ready)
    assert {file.name for file in ready.iterdir()} == {"calm.wav16", "calm.ulaw", "calm.alaw"}
    for suffix, kind in ((".ulaw", "ULAW"), (".alaw", "ALAW")):
        sound, _ = soundfile.read(
            ready / f"calm{suffix}", format="RAW", samplerate=8000, channels=1, subtype=kind, dtype="float64"
        )
        wanted = piece()[::2]
        assert len(sound) == len(wanted)
        assert np.corrcoef(sound, wanted)[0, 1] > 0.99


def test_music_that_an_operator_changes_or_removes_is_not_played_any_more(tmp_path: Path) -> None:
    source, ready = tmp_path / "moh", tmp_path / "ready"
    source.mkdir()
    soundfile.write(source / "ours.wav", np.sin(np.arange(8000) / 5) / 2, 8000)
    (source / "broken.wav").touch()
    ready_music(source, ready)
    first = (ready / "ours.ulaw").read_bytes()
    assert {file.name for file in ready.iterdir()} == {"ours.wav", "ours.ulaw", "ours.alaw", "broken.wav"}
    soundfile.write(source / "ours.wav", np.sin(np.arange(4000) / 9) / 2, 8000)
    ready_music(source, ready)
    assert len(first) == 8000
    assert len((ready / "ours.ulaw").read_bytes()) == 4000
    for file in source.iterdir():
        file.unlink()
    ready_music(source, ready)
    assert not list(ready.iterdir())


def test_a_queues_own_music_is_the_tenants_recording_in_the_callers_language(
    tmp_path: Path, program: Program
) -> None:
    settings = SwitchSettings.in_folder(tmp_path / "data", tmp_path)
    for name in ("zh/bank/jazz", "en/bank/jazz", "zh/jazz", "en/bank/harp", "zh/welcome"):
        file = settings.prompts / f"{name}.wav"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    pieces = [("q1", "jazz"), ("q2", "harp"), ("q3", "welcome"), ("q4", "gone")]
    music = tuple(Music(queue_id=queue, tenant_id="bank", prompt=prompt) for queue, prompt in pieces)
    assert "musiconhold.conf" in render(SwitchPlan(music=music), settings, program)
    written = (settings.etc / "musiconhold.conf").read_text()
    found = {
        part.partition("]")[0]: part.partition("entry = ")[2].splitlines()[0].partition("prompts/")[2]
        for part in written.split("[")[2:]
    }
    assert found == {
        "q1.zh": "zh/bank/jazz",
        "q1.en": "en/bank/jazz",
        "q2.zh": "en/bank/harp",
        "q2.en": "en/bank/harp",
        "q3.zh": "zh/welcome",
        "q3.en": "zh/welcome",
    }
    assert "musiconhold.conf" in render(SwitchPlan(), settings, program)
    assert (settings.etc / "musiconhold.conf").read_text().count("[") == 1


def test_calls_are_limited_by_open_files() -> None:
    assert calls_limit(20000) == 4970
    assert calls_limit(100) == 0
