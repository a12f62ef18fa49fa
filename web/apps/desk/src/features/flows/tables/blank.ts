/** A table to begin with: one input, one output, one rule that always holds. */
export function blankTable(name: string): string {
  const called = name.replace(/[<>&"]/g, ' ');
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="table" name="${called}" namespace="http://camunda.org/schema/1.0/dmn">
  <decision id="decision" name="${called}">
    <decisionTable id="decisionTable" hitPolicy="FIRST">
      <input id="input1" label="">
        <inputExpression id="expression1" typeRef="string"><text>caller</text></inputExpression>
      </input>
      <output id="output1" label="" name="result" typeRef="string" />
      <rule id="rule1">
        <inputEntry id="entry1"><text></text></inputEntry>
        <outputEntry id="entry2"><text>"yes"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
</definitions>`;
}
