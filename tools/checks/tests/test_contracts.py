"""Each import contract is proved by a planted violation in a copy of the strata."""

from pathlib import Path

import pytest

from tools.checks import contracts
from tools.checks.tests.test_planted import plant

pytestmark = pytest.mark.room

HOUSE = [
    *("kit", "foundation", "foundation/db", "switch", "switch/ari", "switch/calls", "interactions", "floor"),
    *(
        "floor/agents",
        "floor/recording",
        "floor/routing",
        "floor/ivr",
        "floor/channels",
        "floor/call_control",
    ),
    *(
        "floor/supervision",
        "floor/outbound",
        "desk",
        "desk/crm",
        "insight",
        "insight/reporting",
        "insight/quality",
    ),
    *("insight/workforce", "apps"),
]
VIOLATIONS = [
    ("strata", "lingtong/kit/clock.py", "import lingtong.foundation.db"),
    ("strata", "lingtong/foundation/db/work.py", "from lingtong.switch import calls"),
    ("strata", "lingtong/floor/routing/service.py", "from lingtong.desk import crm"),
    ("strata", "lingtong/gadgets/__init__.py", ""),
    ("rooms-of-floor", "lingtong/floor/agents/service.py", "from lingtong.floor import routing"),
    ("rooms-of-floor", "lingtong/floor/routing/service.py", "import lingtong.floor.ivr"),
    ("rooms-of-floor", "lingtong/floor/ivr/service.py", "import lingtong.floor.call_control"),
    ("rooms-of-floor", "lingtong/floor/ivr/service.py", "import lingtong.floor.channels"),
    ("rooms-of-floor", "lingtong/floor/outbound/service.py", "import lingtong.floor.supervision"),
    ("rooms-of-floor", "lingtong/floor/gadgets/__init__.py", ""),
    ("rooms-of-insight", "lingtong/insight/reporting/service.py", "import lingtong.insight.quality"),
    ("asterisk-is-met-in-one-place", "lingtong/floor/call_control/turn.py", "import lingtong.switch.ari"),
    ("asterisk-is-met-in-one-place", "lingtong/switch/trunks.py", "import lingtong.switch.ari"),
    ("packs-never-meet", "packs/power/service.py", "import packs.ambulance"),
    ("the-product-knows-no-pack", "lingtong/apps/api.py", "import packs.power"),
    ("packs-stay-out-of-apps-and-asterisk", "packs/power/service.py", "import lingtong.apps"),
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for folder in ["", *HOUSE]:
        plant(tmp_path, f"lingtong/{folder}/__init__.py", "")
    for pack in ("", "/power", "/ambulance"):
        plant(tmp_path, f"packs{pack}/__init__.py", "")
    return tmp_path


def test_the_empty_house_keeps_its_contracts(house: Path) -> None:
    plant(house, "lingtong/apps/engine.py", "import lingtong.switch.ari, lingtong.floor.call_control")
    plant(house, "lingtong/switch/calls/service.py", "import lingtong.switch.ari, lingtong.kit")
    plant(house, "lingtong/kit/tests/__init__.py", "")
    plant(house, "lingtong/kit/tests/test_it.py", "import lingtong.apps")
    assert contracts.check(house) == []


@pytest.mark.parametrize(("contract", "path", "text"), VIOLATIONS)
def test_a_planted_violation_breaks_its_contract(house: Path, contract: str, path: str, text: str) -> None:
    plant(house, path, text)
    told = "\n".join(str(problem) for problem in contracts.check(house))
    assert f"{contract} BROKEN" in told


def test_every_contract_has_its_violation(house: Path) -> None:
    assert {contract.id for contract in contracts.contracts(house)} == {
        violation[0] for violation in VIOLATIONS
    }


def test_a_house_without_its_upper_rooms_can_be_checked(tmp_path: Path) -> None:
    for folder in ("", "kit", "floor", "floor/agents"):
        plant(tmp_path, f"lingtong/{folder}/__init__.py", "")
    assert contracts.check(tmp_path) == []
