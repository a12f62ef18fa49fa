import { http, type Offered } from '@lingtong/client';

import type { Flow } from './model/flow';
import type { Palette } from './model/shapes';

export type Severity = 'error' | 'warning';

export interface Finding {
  readonly node: string;
  readonly field: string;
  readonly code: string;
  readonly message: string;
  readonly severity: Severity;
}

export interface FlowListed {
  readonly id: string;
  readonly name: string;
  readonly name_en: string;
  readonly returns: boolean;
  readonly live_version: number;
  readonly published_at: string | null;
  readonly by: string;
  readonly draft: { readonly changed_at: string; readonly by: string } | null;
  readonly scheduled_at: string | null;
  readonly schedule_failed: string;
  readonly findings: { readonly errors: number; readonly warnings: number };
}

export interface TemplateListed {
  readonly id: string;
  readonly title: Readonly<Record<string, string>>;
  readonly hint: Readonly<Record<string, string>>;
}

export interface VersionMark {
  readonly version: number;
  readonly published_at: string;
  readonly by: string;
  readonly note: string;
  readonly back_to: number;
  readonly replaced_at: string | null;
}

export interface FlowWhole {
  readonly id: string;
  readonly live: Partial<Flow> | null;
  readonly draft: Partial<Flow> | null;
  readonly revision: number;
  readonly base_version: number;
  readonly changed_at: string | null;
  readonly by: string;
  readonly scheduled: {
    readonly at: string;
    readonly by: string;
    readonly note: string;
    readonly failed: string;
  } | null;
  readonly versions: readonly VersionMark[];
}

export interface DraftSaved {
  readonly id: string;
  readonly revision: number;
  readonly base_version: number;
  readonly changed_at: string;
  readonly by: string;
  readonly findings: readonly Finding[];
}

export interface Published {
  readonly version: number;
  readonly scheduled_at: string | null;
  readonly warnings: readonly Finding[];
}

export interface TrialEvent {
  readonly wait?: number;
  readonly listen?: true;
  readonly key?: string;
  readonly hang_up?: true;
  readonly answer?: string;
  readonly values?: Readonly<Record<string, string>>;
}

export interface TrialCall {
  readonly ani?: string;
  readonly dnis?: string;
  readonly at?: string | null;
  readonly language?: 'zh' | 'en';
  readonly vip?: boolean;
  readonly events: readonly TrialEvent[];
}

export interface TrialLine {
  readonly at_seconds: number;
  readonly flow_id: string;
  readonly node: string;
  readonly kind: string;
  readonly text: string;
  readonly exit: string;
  readonly key: string;
  readonly seconds: number;
  readonly values: Readonly<Record<string, string>>;
}

export interface Trial {
  readonly transcript: readonly TrialLine[];
  readonly now: {
    readonly at_seconds: number;
    readonly flow_id: string;
    readonly node: string;
    readonly awaiting: string;
    readonly until: number | null;
    readonly answers: readonly string[];
  };
  readonly variables: Readonly<Record<string, string>>;
  readonly attached: Readonly<Record<string, string>>;
  readonly told: TrialEvent | null;
}

export interface Expectation {
  readonly kind: string;
  readonly what: string;
  readonly value: string;
}

export interface FlowTest extends TrialCall {
  readonly name: string;
  readonly expect: readonly Expectation[];
}

export interface FlowTests {
  readonly revision: number;
  readonly tests: readonly FlowTest[];
}

export interface TestOutcome {
  readonly name: string;
  readonly ok: boolean;
  readonly failures: readonly {
    readonly code: string;
    readonly message: string;
    readonly params: Readonly<Record<string, string>>;
  }[];
  readonly transcript: readonly TrialLine[];
}

export interface TestRun {
  readonly ok: boolean;
  readonly outcomes: readonly TestOutcome[];
}

export interface NodeFigures {
  readonly entered: number;
  readonly exits: Readonly<Record<string, number>>;
  readonly keys: Readonly<Record<string, number>>;
  readonly hung_up: number;
  readonly mean_seconds: number | null;
}

export interface Statistics {
  readonly versions: readonly number[];
  readonly data_until: string | null;
  readonly nodes: Readonly<Record<string, NodeFigures>>;
  readonly containment: {
    readonly share: number | null;
    readonly served: number;
    readonly calls: number;
    readonly goal: number;
  };
}

const at = (id: string, more = ''): string => `/api/flows/${encodeURIComponent(id)}${more}`;

export const flowsApi = {
  list: (signal?: AbortSignal) => http.get<readonly FlowListed[]>('/api/flows', signal),
  palette: (signal?: AbortSignal) => http.get<Palette>('/api/flows/palette', signal),
  offers: (signal?: AbortSignal) => http.get<readonly Offered[]>('/api/flows/offers', signal),
  templates: (signal?: AbortSignal) => http.get<readonly TemplateListed[]>('/api/flows/templates', signal),
  make: (flow: { name: string; copy_of?: string; template?: string }) =>
    http.post<DraftSaved>('/api/flows', flow),
  import: (text: string, name = '') => http.post<DraftSaved>('/api/flows/import', { text, name }),
  one: (id: string, signal?: AbortSignal) => http.get<FlowWhole>(at(id), signal),
  version: (id: string, version: number) =>
    http.get<{ mark: VersionMark; flow: Partial<Flow> }>(at(id, `/versions/${version}`)),
  save: (id: string, flow: Flow, seen: number) => http.put<DraftSaved>(at(id, '/draft'), { flow, seen }),
  discard: (id: string) => http.delete(at(id, '/draft')),
  check: (id: string, flow: Flow) => http.post<readonly Finding[]>('/api/flows/check', { flow, flow_id: id }),
  publish: (id: string, note: string, when: string | null) =>
    http.post<Published>(at(id, '/publish'), { note, at: when }),
  rollback: (id: string, version: number, note: string) =>
    http.post<Published>(at(id, '/rollback'), { version, note }),
  unschedule: (id: string) => http.delete(at(id, '/schedule')),
  try: (id: string, flow: Flow, call: TrialCall, real = false) =>
    http.post<Trial>('/api/flows/try', { ...call, flow, flow_id: id, real }),
  tests: (id: string, signal?: AbortSignal) => http.get<FlowTests>(at(id, '/tests'), signal),
  saveTests: (id: string, tests: readonly FlowTest[], seen: number) =>
    http.put<FlowTests>(at(id, '/tests'), { tests, seen }),
  runTests: (id: string, flow: Flow) => http.post<TestRun>(at(id, '/tests/run'), { flow }),
  statistics: (id: string, from: string, to: string, version: number | null, signal?: AbortSignal) =>
    http.get<Statistics>(
      at(
        id,
        `/statistics?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}&version=${version ?? 0}`,
      ),
      signal,
    ),
  exportPath: (id: string): string => at(id, '/export'),
};

export const keys = {
  list: ['flows'] as const,
  palette: ['flows', 'palette'] as const,
  templates: ['flows', 'templates'] as const,
  one: (id: string) => ['flows', 'one', id] as const,
  version: (id: string, version: number) => ['flows', 'version', id, version] as const,
  tests: (id: string) => ['flows', 'tests', id] as const,
};
