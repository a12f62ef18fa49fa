import msgspec


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What holds while the plan runs. Ends by itself after `most_hours`.

    `overflow`: callers of a queue (key) go to another (value) wherever they are served sooner there. `flows`:
    an entry point (key) leads to another flow (value), as a short menu. Callers of the queues in `heavy_load`
    hear first that it will take long; those of `callbacks_only` are offered a callback instead of the line.
    """

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    overflow: dict[str, str] = {}
    flows: dict[str, str] = {}
    heavy_load: tuple[str, ...] = ()
    callbacks_only: tuple[str, ...] = ()
    most_hours: float = 4.0
