/** Earlier interactions, one recording of 72 s made on the spot, and its peaks. */
const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
const DAY = 86400;

const record = (n, daysAgo, change = {}) => ({
  id: `old-${n}`, direction: 'in', arrived_at: ago(daysAgo * DAY + 3600 * n), ended_at: ago(daysAgo * DAY + 3600 * n - 300), number: '138 **** 2046',
  place: '山东省济南市', entry_point: '95598', queue_id: 'q-fault', agent_ids: ['a-1002'], agents: ['张华 Zhang Hua'], waited: 14, talked: 312, held: 20,
  result: 'handled', disposition_id: 'd-2', note: '整楼停电，已派抢修队，预计两小时内恢复', has_recording: true, attached_data: {}, ...change,
}); // prettier-ignore

export const records = [
  record(1, 2, { agents: ['王丽 Wang Li'], agent_ids: ['a-1001'] }),
  record(2, 2, {
    queue_id: 'q-bill',
    disposition_id: 'd-6',
    note: '解释第三档电价',
    agents: ['陈洁 Chen Jie'],
    agent_ids: ['a-1003'],
    talked: 95,
  }),
  record(3, 9, {
    result: 'abandoned',
    agents: [],
    agent_ids: [],
    talked: 0,
    held: 0,
    waited: 131,
    disposition_id: '',
    note: '',
    has_recording: false,
  }),
  record(4, 33, {
    direction: 'out',
    queue_id: '',
    note: '回访：已恢复供电，客户满意',
    disposition_id: 'd-10',
    talked: 41,
  }),
  record(5, 98, {
    note: 'Caller asked for an English statement; sent by e-mail',
    disposition_id: 'd-6',
    queue_id: 'q-english',
  }),
];

export const detail = (id) => {
  const one = { ...(records.find((other) => other.id === id) ?? records[0]), id };
  const at = (seconds) => new Date(Date.parse(one.arrived_at) + seconds * 1000).toISOString();
  return {
    ...one,
    timeline: [
      {
        at: at(0),
        kind: 'interaction.arrived',
        agent_id: '',
        agent_name: '',
        text: '',
        data: { entry_point: '95598' },
      },
      {
        at: at(6),
        kind: 'ivr.menu_chosen',
        agent_id: '',
        agent_name: '',
        text: '故障报修',
        data: { key: '1' },
      },
      { at: at(8), kind: 'interaction.queued', agent_id: '', agent_name: '', text: '故障报修', data: {} },
      {
        at: at(22),
        kind: 'party.joined',
        agent_id: 'a-1002',
        agent_name: '张华 Zhang Hua',
        text: '',
        data: {},
      },
      {
        at: at(334),
        kind: 'interaction.ended',
        agent_id: '',
        agent_name: '',
        text: '',
        data: { result: one.result },
      },
    ],
    notes: one.note
      ? [
          {
            agent_id: 'a-1002',
            name: one.agents[0],
            at: at(350),
            text: one.note,
            disposition_id: one.disposition_id,
          },
        ]
      : [],
    recordings: one.has_recording
      ? [
          {
            id: `rec-${id}`,
            started_at: at(20),
            duration: 72,
            complete: true,
            marks: [{ at: 31, text: '保持' }],
          },
        ]
      : [],
  };
};

const SECONDS = 72;
const RATE = 8000;

/** Who speaks at a second: the customer first, then in turns of a few seconds. */
const loud = (channel, t) =>
  Math.floor(t / 4) % 2 === channel ? 0.25 + 0.55 * Math.abs(Math.sin(t * 1.7) * Math.sin(t * 5.3)) : 0.02;

export function peaks() {
  const rate = 20;
  const channel = (n) =>
    Array.from({ length: SECONDS * rate }, (_, i) => Number(loud(n, i / rate).toFixed(3)));
  return { duration: SECONDS, rate, channels: [channel(0), channel(1)] };
}

let wav = null;
export function audio() {
  if (wav) return wav;
  const samples = SECONDS * RATE;
  wav = Buffer.alloc(44 + samples * 4);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 4, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(2, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE * 4, 28);
  wav.writeUInt16LE(4, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 4, 40);
  for (let i = 0; i < samples; i += 1) {
    const t = i / RATE;
    for (const channel of [0, 1]) {
      const tone = Math.sin(2 * Math.PI * (channel ? 220 : 330) * t) * loud(channel, t) * 0.3;
      wav.writeInt16LE(Math.round(tone * 32000), 44 + i * 4 + channel * 2);
    }
  }
  return wav;
}
