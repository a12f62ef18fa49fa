import type { Resource } from '../form/fields';
import { DIALABLE, name, nameEn, toggle } from './common';

/** Where teams work, and where callers go whom a rule sends there. */
export const sites: Resource = {
  key: 'sites',
  permission: 'admin.center',
  columns: [{ name: 'name' }, { name: 'overflow_queue' }, { name: 'number' }],
  needs: ['sites', 'queues', 'teams'],
  sections: [
    { title: 'who', fields: [name, nameEn] },
    {
      title: 'site_takes',
      fields: [
        { kind: 'link', name: 'overflow_queue', to: 'queues', help: 'site_queue' },
        { kind: 'text', name: 'number', pattern: DIALABLE, hint: 'dialed', help: 'site_number' },
      ],
    },
    {
      title: 'site_messages',
      fields: [
        toggle('unreached_to_box', true, { help: 'site_box' }),
        toggle('open_messages', true, { help: 'site_open' }),
      ],
    },
  ],
  touches: (id, lists) => (lists.teams ?? []).filter((team) => team.site_id === id).length,
};

/** Named by alarms; the page of the roster keeps what is in it. */
export const dutyRosters: Resource = {
  key: 'duty-rosters',
  permission: 'admin.center',
  columns: [{ name: 'name' }, { name: 'covers' }, { name: 'weeks', align: 'end' }],
  needs: ['duty-rosters'],
  sections: [{ title: 'who', fields: [name, nameEn] }],
};
