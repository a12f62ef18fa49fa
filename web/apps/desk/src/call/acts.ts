import { type AnyCommand, command, useLive, windowId } from '@lingtong/client';
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { useRouter } from 'vue-router';

import { useRefusals } from '../refusals/say';
import { useCurrent } from './current';
import { useDesk } from './desk';
import { checkedToday } from './devices';
import { usePhone } from './phone';
import { sound } from './sound';

type SimpleAct =
  'hold' | 'retrieve' | 'swap' | 'leave' | 'end_consult' | 'conference' | 'decline' | 'park' | 'take_back';

const PROBLEM_FOR = 8_000;
const CLEAR_DEAD_FOR = 1_000;

/** Everything that an agent can do to a call or to the own state. A refusal becomes one line in the bar. */
export const useActs = defineStore('acts', () => {
  const live = useLive();
  const phone = usePhone();
  const desk = useDesk();
  const router = useRouter();
  const say = useRefusals();
  const { current } = useCurrent();
  const problem = ref('');
  let problemTimer = 0;
  let clearedAt = 0;

  function complain(text: string): void {
    problem.value = text;
    window.clearTimeout(problemTimer);
    problemTimer = window.setTimeout(() => (problem.value = ''), PROBLEM_FOR);
  }

  async function ask(what: AnyCommand): Promise<string | null> {
    try {
      return (await command(what)).interaction_id;
    } catch (error) {
      complain(say(error));
      return null;
    }
  }

  const id = () => current.value?.interaction_id ?? '';
  const can = (act: string) => current.value?.can.includes(act) ?? false;

  async function answer(): Promise<void> {
    if (current.value?.state !== 'ringing') return;
    sound.silence();
    if (phone.stage === 'ringing') await phone.answer().catch(() => undefined);
    else if (can('answer') && live.seat?.persistent_leg) await ask({ do: 'answer', interaction_id: id() });
  }

  const simple = (act: SimpleAct) =>
    can(act) ? ask({ do: act, interaction_id: id() }) : Promise.resolve(null);

  async function holdOrRetrieve(): Promise<void> {
    const act = (['take_back', 'swap', 'retrieve', 'hold'] as const).find((one) => can(one));
    if (act) await simple(act);
  }

  async function mute(): Promise<void> {
    const id = current.value?.interaction_id ?? live.seat?.watching?.interaction_id;
    if (!id) return;
    await phone.mute(!phone.muted, id).catch((error) => complain(say(error)));
  }

  async function transfer(): Promise<void> {
    if (can('complete_transfer')) await ask({ do: 'complete_transfer', interaction_id: id() });
    else if (current.value?.state === 'conference') await simple(can('conference') ? 'conference' : 'leave');
    else if (can('consult') || can('blind_transfer')) desk.openPanel('transfer');
  }

  /** Reacts at once; a second press within a second does nothing. */
  async function clear(onlyMe = true): Promise<void> {
    if (live.seat?.watching && !current.value) return unwatch();
    if (!can('clear') || Date.now() - clearedAt < CLEAR_DEAD_FOR) return;
    if (current.value?.state === 'conference' && desk.layer !== 'leave') return desk.toggle('leave');
    desk.layer = null;
    clearedAt = Date.now();
    const done = await ask({ do: 'clear', interaction_id: id(), only_me: onlyMe });
    if (done === null && phone.stage !== 'none') phone.clear();
  }

  async function unwatch(): Promise<void> {
    const watching = live.seat?.watching;
    if (watching) await ask({ do: 'unwatch', interaction_id: watching.interaction_id });
  }

  /** One key asks a supervisor for help, the same key takes it back; a line about it may follow. */
  async function help(): Promise<void> {
    if (!live.seat || live.seat.state === 'logged_out') return;
    const asks = live.seat.help_since === null;
    desk.layer = asks ? 'help' : null;
    await ask({ do: 'request_help', on: asks });
  }

  /** The call goes on; a supervisor decides. Says whether it was taken. */
  const report = async (why: string, hours: number): Promise<boolean> =>
    (await ask({ do: 'report_caller', interaction_id: id(), why, hours })) !== null;

  /** This call was false: a prank, a pocket. Its number is screened for a time. */
  const judge = (on: boolean) => ask({ do: on ? 'report_false' : 'take_back_false', interaction_id: id() });

  const takeParked = (slot: number) => ask({ do: 'take_parked', slot });

  async function sendToMenu(flowId: string): Promise<void> {
    if (can('send_to_menu')) await ask({ do: 'send_to_menu', interaction_id: id(), flow_id: flowId });
  }

  const muteParty = (legId: string, on: boolean) =>
    ask({ do: 'mute_party', interaction_id: id(), leg_id: legId, on });
  const dropParty = (legId: string) => ask({ do: 'drop_party', interaction_id: id(), leg_id: legId });

  async function recording(): Promise<void> {
    const now = current.value?.recording;
    if (now === 'off') return record(true);
    if (can('pause_recording'))
      await ask({ do: 'pause_recording', interaction_id: id(), on: now !== 'paused' });
  }

  /** Where the rule leaves it to the agent. */
  async function record(on: boolean): Promise<void> {
    if (can('record')) await ask({ do: 'record', interaction_id: id(), on });
  }

  /** With a browser phone: only after the check of the day, with an open microphone. */
  async function ready(): Promise<void> {
    desk.layer = null;
    if (phone.where === 'here' && live.seat?.phone === 'browser') {
      if (!checkedToday.value) return void router.push('/start');
      await phone.ensureMicrophone().catch(() => undefined);
      if (phone.problem) return;
    }
    await ask({ do: 'set_ready' });
  }

  async function notReady(reasonId: string): Promise<void> {
    desk.layer = null;
    await ask({ do: 'set_not_ready', reason_id: reasonId });
  }

  /** Begins the session at this phone, or moves the one that runs there. */
  async function sitAt(phone: string): Promise<boolean> {
    return (await ask({ do: 'log_in', window_id: windowId(), phone })) !== null;
  }

  async function dial(number: string): Promise<boolean> {
    const begun = await ask({ do: 'dial', number });
    if (begun) desk.show(begun); // the agent's own act
    if (begun !== null) desk.openPanel('caller');
    return begun !== null;
  }

  return {
    problem,
    complain,
    ask,
    answer,
    simple,
    holdOrRetrieve,
    mute,
    transfer,
    clear,
    recording,
    record,
    report,
    judge,
    takeParked,
    sendToMenu,
    muteParty,
    dropParty,
    unwatch,
    help,
    ready,
    notReady,
    sitAt,
    dial,
    can,
  };
});
