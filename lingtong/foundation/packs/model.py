import msgspec


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """What `manifest.py` of a pack gives as `PACK`.

    `needs` names the rooms that it uses, such as `floor.ivr`. `adds` is what it brings; each thing is of a
    type that a room gives out for this, such as `floor.ivr.model.Nodes`.
    """

    name: str
    name_en: str
    needs: tuple[str, ...]
    adds: tuple[object, ...] = ()
