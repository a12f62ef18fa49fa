from lingtong.kit import Refusal


class PackRefused(Refusal):
    """Told at the start, to whoever runs the product: nothing begins with half a pack."""

    code = "pack.refused"
    status = 500
