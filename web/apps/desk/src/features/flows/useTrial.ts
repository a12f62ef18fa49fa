import { computed, onUnmounted, reactive, ref, shallowRef, watch } from 'vue';

import { refusalText } from '../../refusals/say';
import {
  flowsApi,
  type Expectation,
  type FlowTest,
  type Trial,
  type TrialCall,
  type TrialEvent,
} from './api';
import type { Editor } from './useEditor';

const AGAIN_AFTER = 400;

export interface TrialSettings {
  ani: string;
  dnis: string;
  at: string;
  language: 'zh' | 'en';
  vip: boolean;
}

/** What the trial shows at its end, as a test case may expect it. */
export function expectationsOf(trial: Trial): Expectation[] {
  const last = [...trial.transcript]
    .reverse()
    .find(({ kind }) => ['queue', 'transfer', 'end'].includes(kind));
  const of = (kind: string, what: string, value = ''): Expectation => ({ kind, what, value });
  if (last?.kind === 'queue') return [of('queue', last.values.queue_id ?? '')];
  if (last?.kind === 'transfer') return [of('transfer', last.text)];
  if (last?.kind === 'end') return [of('ended', '')];
  return trial.now.node ? [of('node', trial.now.node)] : [];
}

/** A call without a phone: played from its start again whenever the events or the flow change. */
export function useTrial(id: () => string, editor: Editor, on: () => boolean) {
  const events = shallowRef<readonly TrialEvent[]>([]);
  const settings = reactive<TrialSettings>({
    ani: '13800138000',
    dnis: '',
    at: '',
    language: 'zh',
    vip: false,
  });
  const trial = shallowRef<Trial | null>(null);
  const problem = ref('');
  const busy = ref(false);
  let timer = 0;
  let asked = 0;

  const call = computed<TrialCall>(() => ({
    ani: settings.ani,
    dnis: settings.dnis,
    at: settings.at ? new Date(settings.at).toISOString() : null,
    language: settings.language,
    vip: settings.vip,
    events: events.value,
  }));

  async function play(real = false): Promise<void> {
    const mine = (asked += 1);
    busy.value = true;
    try {
      const told = await flowsApi.try(id(), editor.flow.value, call.value, real);
      if (mine !== asked) return;
      trial.value = told;
      problem.value = '';
      if (told.told) events.value = [...events.value, told.told];
    } catch (error) {
      if (mine === asked) problem.value = refusalText(error);
    }
    if (mine === asked) busy.value = false;
  }

  const add = (event: TrialEvent): void => {
    events.value = [...events.value, event];
  };
  const back = (): void => {
    events.value = events.value.slice(0, -1);
  };
  const restart = (): void => {
    if (events.value.length === 0) void play();
    events.value = [];
  };
  function load(test: FlowTest): void {
    settings.ani = test.ani ?? '';
    settings.dnis = test.dnis ?? '';
    settings.language = test.language ?? 'zh';
    settings.vip = test.vip ?? false;
    settings.at = test.at ? new Date(test.at).toISOString().slice(0, 16) : '';
    events.value = test.events.map(plainEvent);
  }

  watch(
    () => [on(), editor.flow.value, call.value] as const,
    ([now], before) => {
      window.clearTimeout(timer);
      if (!now) {
        trial.value = null;
        return;
      }
      const typed = before?.[2] !== call.value && before?.[0];
      timer = window.setTimeout(() => void play(), typed ? 0 : AGAIN_AFTER);
    },
    { immediate: true },
  );
  onUnmounted(() => window.clearTimeout(timer));
  return { events, settings, trial, problem, busy, call, add, back, restart, load, play };
}

/** The server leaves out nothing or everything; the next ask wants exactly one thing said. */
export function plainEvent(event: TrialEvent): TrialEvent {
  if (event.wait) return { wait: event.wait };
  if (event.listen) return { listen: true };
  if (event.key) return { key: event.key };
  if (event.hang_up) return { hang_up: true };
  return {
    answer: event.answer ?? 'done',
    ...(event.values && Object.keys(event.values).length ? { values: event.values } : {}),
  };
}

export type TrialKeeper = ReturnType<typeof useTrial>;
