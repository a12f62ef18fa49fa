export type ResourceKey =
  | 'users'
  | 'roles'
  | 'teams'
  | 'skills'
  | 'agents'
  | 'queues'
  | 'entry-points'
  | 'flows'
  | 'calendars'
  | 'reasons'
  | 'dispositions'
  | 'trunks'
  | 'phones'
  | 'plans'
  | 'do-not-call'
  | 'alarm-rules';

export type Unit =
  | 'seconds'
  | 'percent'
  | 'callers'
  | 'minutes'
  | 'hours'
  | 'days'
  | 'times'
  | 'agents'
  | 'lines'
  | 'points_a_minute';
