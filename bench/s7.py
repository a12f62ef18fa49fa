"""S7: placeholder until below."""
from bench.hall import Hall
from bench.results import Result


async def run(hall: Hall) -> list[Result]:
    return []
