import { expect, test } from 'vitest';

import { bestOf, type SiteFigures } from './sites';

const site = (id: string, change: Partial<SiteFigures>): SiteFigures => ({
  site_id: id,
  name: id,
  name_en: '',
  offered: 0,
  answered: 0,
  abandoned: 0,
  service_level: null,
  answer_rate: null,
  asa: null,
  staff: 0,
  logged_in: 0,
  handled: 0,
  aht: null,
  occupancy: null,
  utilization: null,
  ...change,
});

test('marks who answers more and sooner, and nobody where it is the same or nobody else has a value', () => {
  const north = site('north', { service_level: 0.9, asa: 12, answer_rate: 1 });
  const south = site('south', { service_level: 0.8, asa: 8, answer_rate: 1 });
  const none = site('', { service_level: 1, asa: 1 });
  expect(bestOf([north, south, none])).toEqual({ service_level: 'north', asa: 'south' });
  expect(bestOf([north, site('idle', {})])).toEqual({});
});
