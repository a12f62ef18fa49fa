/** The demo center as `GET /api/center` and the session would tell it. */
const tenant_id = 't-demo';

export const skills = [
  { id: 's-mandarin', tenant_id, name: '普通话', name_en: 'Mandarin' },
  { id: 's-english', tenant_id, name: '英语', name_en: 'English' },
];

const queue = (id, number, name, name_en, dispositions) => ({
  id, tenant_id, number, name, name_en, skills: {}, priority: 0, ring_for: 15, after_call_work: 45, extend_by: 30,
  announce_every: 30, announce_place: true, announce_wait: true, music: 'default', goal_seconds: 20, goal_share: 0.8,
  short_abandoned: 5, max_wait: 0, max_waiting: 0, overflow_queue: '', calendar_id: '', recorded: true, dispositions,
}); // prettier-ignore

const disposition = (n, code, name, name_en, group, group_en) => ({
  id: `d-${n}`,
  tenant_id,
  code,
  name,
  name_en,
  group,
  group_en,
});

export const dispositions = [
  disposition(1, 'F01', '停电报修 单户', 'Outage, one flat', '故障', 'Fault'),
  disposition(2, 'F02', '停电报修 整楼', 'Outage, whole building', '故障', 'Fault'),
  disposition(3, 'F03', '电表故障', 'Meter fault', '故障', 'Fault'),
  disposition(4, 'F04', '线路隐患', 'Line hazard', '故障', 'Fault'),
  disposition(5, 'F05', '催办', 'Reminder of an open repair', '故障', 'Fault'),
  disposition(6, 'B01', '账单解释', 'Bill explained', '账单', 'Bill'),
  disposition(7, 'B02', '缴费方式', 'Ways to pay', '账单', 'Bill'),
  disposition(8, 'B03', '退费申请', 'Refund asked for', '账单', 'Bill'),
  disposition(9, 'C01', '投诉服务', 'Complaint about service', '投诉', 'Complaint'),
  disposition(10, 'O01', '咨询已答复', 'Question answered', '其他', 'Other'),
  disposition(11, 'O02', '误拨', 'Wrong number', '其他', 'Other'),
  disposition(12, 'O03', '骚扰', 'Nuisance', '其他', 'Other'),
];

const reason = (id, code, name, name_en, minutes) => ({
  id,
  tenant_id,
  code,
  name,
  name_en,
  limit: minutes * 60,
});
export const reasons = [
  reason('r-rest', 'rest', '小休', 'Rest', 15),
  reason('r-meal', 'meal', '就餐', 'Meal', 30),
  reason('r-training', 'training', '培训', 'Training', 0),
  reason('r-meeting', 'meeting', '会议', 'Meeting', 0),
];

const all = dispositions.map((one) => one.id);
export const queues = [
  queue('q-fault', '3001', '故障报修', 'Fault report', all),
  queue('q-bill', '3002', '账单咨询', 'Billing', all),
  queue('q-english', '3003', '英语服务', 'English service', all),
];

const agent = (n, name, phone = 'browser') => ({
  id: `a-${n}`, agent_number: String(n), name, team_id: 'team-a', skills: { 's-mandarin': 8 }, phone,
}); // prettier-ignore
export const agents = [
  agent(1001, '王丽 Wang Li'),
  agent(1002, '张华 Zhang Hua'),
  agent(1003, '陈洁 Chen Jie'),
  agent(1004, '刘燕 Liu Yan', 'desk'),
];

export const center = {
  revision: 1,
  tenant: { id: tenant_id, name: '示范呼叫中心' },
  queues,
  reasons,
  dispositions,
  agents,
  skills,
  menus: [{ id: 'f-rating', name: '满意度评价', name_en: 'Rating' }],
  teams: [
    { id: 'team-a', tenant_id, name: '一班', name_en: 'Team A' },
    { id: 'team-b', tenant_id, name: '二班', name_en: 'Team B' },
  ],
  entry_points: [
    {
      id: 'e-1',
      tenant_id,
      number: '95598',
      name: '供电热线',
      name_en: 'Power line',
      flow_id: 'f',
      language: 'zh',
      browser: true,
      enabled: true,
    },
  ],
};

const phone = (name, display_name, agent_id = '') => ({ name, display_name, agent_id });
export const deskPhones = {
  own: 'a-1001',
  phones: [phone('hall-1', '大厅一号'), phone('hall-2', '大厅二号'), phone('desk-1004', '', 'a-1004')],
};

const PERMISSIONS = {
  agent: ['desk.use', 'recording.play_own'],
  supervisor: [
    'desk.use',
    'floor.view',
    'floor.supervise',
    'floor.supervise_all',
    'wallboard.view',
    'board.edit',
    'recording.play',
    'recording.play_own',
    'number.view',
  ],
  administrator: [
    'floor.view',
    'recording.play',
    'admin.users',
    'admin.center',
    'admin.trunks',
    'admin.audit',
  ],
  wallboard: ['wallboard.view'],
};

/** Any password signs in: 1001 and 1004 are agents, 2001 the supervisor, admin and wall what they say. */
export function userOf(login) {
  const role = { 2001: 'supervisor', admin: 'administrator', wall: 'wallboard' }[login] ?? 'agent';
  const known = agents.find((one) => one.agent_number === login);
  return {
    id: `u-${login}`, login, name: known?.name ?? { 2001: '吴敏 Wu Min', admin: '管理员', wall: '大屏' }[login] ?? login,
    role, permissions: PERMISSIONS[role], language: 'zh', agent_id: known?.id ?? (role === 'supervisor' ? 'a-2001' : null),
    agent_number: known?.agent_number ?? (role === 'supervisor' ? '2001' : null), tenant: center.tenant, totp: false,
  }; // prettier-ignore
}
