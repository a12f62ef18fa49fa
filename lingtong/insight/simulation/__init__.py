"""What would happen: a day played again by the floor's own router, and Erlang's formulas beside it."""

from lingtong.insight.simulation.erlang import erlang_b, erlang_c, impatient, patient
from lingtong.insight.simulation.sizing import Demand, size

__all__ = ["Demand", "erlang_b", "erlang_c", "impatient", "patient", "size"]
