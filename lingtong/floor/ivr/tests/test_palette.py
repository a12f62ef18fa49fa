import pytest

from lingtong.floor.ivr.node import Node
from lingtong.floor.ivr.nodes import NODES
from lingtong.floor.ivr.palette import palette, words
from lingtong.floor.ivr.steps import Step

pytestmark = pytest.mark.model


def test_every_node_has_words_in_both_languages() -> None:
    shapes = palette()
    assert [shape.type for shape in shapes] == list(NODES)
    for shape in shapes:
        assert shape.group in words().groups
        told = [shape.words, *(field.words for field in shape.fields), *shape.exits.values()]
        told += [text for field in shape.fields for text in field.choices.values()]
        assert all(one["zh"] and one["en"] for one in told), shape.type
        assert shape.words["hint_zh"]
        assert shape.words["hint_en"]


@pytest.mark.parametrize("kind", NODES.values(), ids=NODES)
def test_every_field_of_a_node_is_described(kind: type[Node]) -> None:
    described = [field.name for field in kind.FIELDS]
    assert len(described) == len(set(described))
    assert set(kind.__struct_fields__) - set(described) <= {"barge_in"}
    assert set(described) <= set(kind.__struct_fields__)
    assert kind.__doc__ != Node.__doc__ or kind.type_name() in ("answer", "hours", "queue", "hang_up")


def test_steps_are_told_apart_by_their_type() -> None:
    assert len({step.__name__ for step in Step.__subclasses__()}) == len(Step.__subclasses__())
