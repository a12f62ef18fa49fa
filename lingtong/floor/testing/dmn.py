"""A decision table as a DMN editor writes it: the level of an amount."""

LEVELS = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="levels" name="Levels" namespace="demo">
  <decision id="level" name="Level">
    <decisionTable id="table" hitPolicy="UNIQUE">
      <input id="in"><inputExpression id="e" typeRef="number"><text>amount</text></inputExpression></input>
      <output id="out" name="level" typeRef="string" />
      <rule id="r1">
        <inputEntry id="i1"><text>&lt; 100</text></inputEntry>
        <outputEntry id="o1"><text>"small"</text></outputEntry>
      </rule>
      <rule id="r2">
        <inputEntry id="i2"><text>[100..1000)</text></inputEntry>
        <outputEntry id="o2"><text>"middle"</text></outputEntry>
      </rule>
      <rule id="r3">
        <inputEntry id="i3"><text>&gt;= 1000</text></inputEntry>
        <outputEntry id="o3"><text>"large"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
</definitions>
"""
