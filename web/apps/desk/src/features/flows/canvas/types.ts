import type { Finding } from '../api';
import type { Exit, FlowNode, Line } from '../model/flow';
import type { Point } from '../model/layout';

export interface Mark {
  readonly state: 'added' | 'removed' | 'changed' | '';
}

export interface CardData {
  readonly id: string;
  readonly node: FlowNode;
  readonly exits: readonly Exit[];
  readonly width: number;
  readonly first: boolean;
  readonly worst: Finding['severity'] | '';
  readonly lit: 'here' | 'passed' | '';
  readonly found: boolean;
  readonly change: Mark['state'];
  readonly note: string | undefined;
}

export interface LineData {
  readonly line: Line;
  readonly points: readonly Point[];
  readonly count: number | null;
  readonly share: number;
  readonly lit: boolean;
  readonly chosen: boolean;
  readonly locked: boolean;
}
