import type { Resource, ResourceKey } from '../form/fields';
import { alarmRules } from './alarms';
import { dataSources, httpServices } from './data';
import { doNotCall, plans } from './emergency';
import { dispositions, reasons } from './handling';
import { agents, phones, roles, skills, teams, users } from './people';
import { numberLists, outboundRules } from './numbers';
import { queues } from './queues';
import { faxRules } from './faxes';
import { surveys, voicemailBoxes } from './messages';
import { dutyRosters, sites } from './places';
import { recordingRules } from './recordings';
import { speechServices } from './speech';
import { calendars, entryPoints, flows, trunks } from './voice';

export const RESOURCES: Readonly<Record<ResourceKey, Resource>> = {
  users,
  roles,
  teams,
  skills,
  agents,
  queues,
  'entry-points': entryPoints,
  flows,
  calendars,
  reasons,
  dispositions,
  trunks,
  phones,
  plans,
  'do-not-call': doNotCall,
  'number-lists': numberLists,
  'outbound-rules': outboundRules,
  sites,
  'duty-rosters': dutyRosters,
  'voicemail-boxes': voicemailBoxes,
  'fax-rules': faxRules,
  surveys,
  'alarm-rules': alarmRules,
  'recording-rules': recordingRules,
  'speech-services': speechServices,
  'http-services': httpServices,
  'data-sources': dataSources,
};

/** The order in which a center is set up, and so the order of the menu. */
export const GROUPS: readonly { readonly title: string; readonly keys: readonly ResourceKey[] }[] = [
  { title: 'people', keys: ['users', 'roles', 'agents', 'teams', 'sites', 'skills'] },
  { title: 'handling', keys: ['queues', 'voicemail-boxes', 'fax-rules', 'dispositions', 'reasons'] },
  { title: 'entry', keys: ['entry-points', 'flows', 'calendars', 'speech-services'] },
  { title: 'data', keys: ['http-services', 'data-sources'] },
  { title: 'watch', keys: ['alarm-rules', 'plans', 'number-lists', 'do-not-call'] },
  { title: 'recording', keys: ['recording-rules'] },
  { title: 'lines', keys: ['trunks', 'phones', 'outbound-rules'] },
];

/** Rosters and surveys are kept on their own pages. */
export const isResource = (key: string): key is ResourceKey =>
  key in RESOURCES && !['duty-rosters', 'surveys'].includes(key);
