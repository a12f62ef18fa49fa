"""The language of conditions and computed values in flows: small, typed, safe, the same everywhere."""

from lingtong.floor.ivr.expressions.language import Expression, Template, expression, template
from lingtong.floor.ivr.expressions.types import check_expression, check_template
from lingtong.floor.ivr.expressions.values import (
    NAME,
    NoValue,
    Type,
    Value,
    Wrong,
    as_text,
    from_text,
    type_of,
)

__all__ = [
    "NAME",
    "Expression",
    "NoValue",
    "Template",
    "Type",
    "Value",
    "Wrong",
    "as_text",
    "check_expression",
    "check_template",
    "expression",
    "from_text",
    "template",
    "type_of",
]
