from lingtong.kit import Refusal


class NoSize(Refusal):
    code = "sizing.none"
    status = 422


class ChangeRefused(Refusal):
    """The change names what is not there, or contradicts itself. `errors` names the fields."""

    code = "simulation.change_refused"
    status = 422

    def __init__(self, errors: list[dict[str, object]]) -> None:
        super().__init__(" ".join(str(error["message"]) for error in errors))
        self.errors = errors


class NothingRecorded(Refusal):
    """No call of this day is recorded, or nobody was signed in."""

    code = "simulation.nothing_recorded"
    status = 404


class SimulationRuns(Refusal):
    code = "simulation.runs"
    status = 409


class SimulationTooLong(Refusal):
    code = "simulation.too_long"
    status = 422


class TooMuchTraffic(Refusal):
    code = "simulation.too_much"
    status = 422


class SimulationFailed(Refusal):
    code = "simulation.failed"
    status = 500
