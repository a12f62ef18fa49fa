/** One door to the api: session cookie, CSRF header, and refusals as a type of their own. */

export interface FieldError {
  readonly field: string;
  readonly message: string;
  readonly code?: string;
  readonly params?: Readonly<Record<string, string>>;
}

/** A "no" of the api, or none: `network.unreachable` and `network.silent` are our own, with status 0. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly params: Readonly<Record<string, unknown>> = {},
    readonly errors: readonly FieldError[] = [],
  ) {
    super(message);
    this.name = 'Refused';
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface Doors {
  csrf: string;
  onSignedOut: () => void;
  /** Asks for the own password once more; whether it was given. */
  onPasswordNeeded: () => Promise<boolean>;
}

const doors: Doors = {
  csrf: '',
  onSignedOut: () => undefined,
  onPasswordNeeded: () => Promise.resolve(false),
};
const PASSWORD_NEEDED = 'session.password_needed';
/** A read that takes longer will not come; what changes something is waited for, because it may be done. */
const PATIENCE = 30_000;

/** Called by the session store: the token to send, and what to do when the api no longer knows us. */
export function useDoors(change: Partial<Doors>): void {
  Object.assign(doors, change);
}

export async function call<T>(
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const answer = await reach(method, path, body, signal);
  if (answer.ok) return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T);
  if (answer.status === 401 && !path.startsWith('/api/session')) doors.onSignedOut();
  const refusal = await refusalOf(answer);
  if (refusal.code === PASSWORD_NEEDED && (await doors.onPasswordNeeded())) {
    return call<T>(method, path, body, signal);
  }
  throw refusal;
}

export const http = {
  get: <T>(path: string, signal?: AbortSignal) => call<T>('GET', path, undefined, signal),
  post: <T>(path: string, body?: unknown) => call<T>('POST', path, body ?? {}),
  put: <T>(path: string, body: unknown) => call<T>('PUT', path, body),
  delete: <T = void>(path: string, body?: unknown) => call<T>('DELETE', path, body),
};

/** A file that the api gives for a reason; it has the name that the api gave it. */
export async function download(path: string, body: unknown): Promise<{ name: string; file: Blob }> {
  const answer = await reach('POST', path, body);
  if (!answer.ok) throw await refusalOf(answer);
  const name = /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1];
  return { name: name ?? 'recording', file: await answer.blob() };
}

async function reach(method: Method, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const isFile = typeof Blob !== 'undefined' && (body instanceof Blob || body instanceof FormData);
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (body !== undefined && !isFile) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['X-CSRF-Token'] = doors.csrf;
  const content = body === undefined ? undefined : isFile ? (body as BodyInit) : JSON.stringify(body);
  const ending = new AbortController();
  const leave = () => ending.abort();
  const patience = method === 'GET' ? setTimeout(leave, PATIENCE) : undefined;
  if (signal?.aborted) leave();
  signal?.addEventListener('abort', leave);
  try {
    const asked = {
      method,
      headers,
      body: content,
      signal: ending.signal,
      credentials: 'same-origin',
    } as const;
    return await fetch(path, asked);
  } catch (error) {
    if (signal?.aborted) throw error;
    if (ending.signal.aborted) throw new Refused('network.silent', 0, 'The server does not answer.');
    throw new Refused('network.unreachable', 0, 'The server cannot be reached.');
  } finally {
    clearTimeout(patience);
    signal?.removeEventListener('abort', leave);
  }
}

/** Not signed in, too slow, too many: that passes. */
const PASSES: readonly number[] = [401, 408, 429];

/** Said by the api on purpose: asked once more it says the same. */
export const isNo = (error: unknown): boolean =>
  error instanceof Refused && error.status >= 400 && error.status < 500 && !PASSES.includes(error.status);

/** Whether asking at once once more may help: not after a "no", and not after half a minute of silence. */
export const isWorthAsking = (error: unknown): boolean =>
  !isNo(error) && !(error instanceof Refused && error.code === 'network.silent');

async function refusalOf(answer: Response): Promise<Refused> {
  const said = (await answer.json().catch(() => ({}))) as Partial<{
    code: string;
    message: string;
    params: Record<string, unknown>;
    errors: FieldError[];
  }>;
  const code = said.code ?? (answer.status >= 500 ? 'server.failed' : `http.${answer.status}`);
  return new Refused(code, answer.status, said.message ?? '', said.params, said.errors);
}

/** A sound that the api makes of what it is given. */
export async function postForSound(path: string, body: unknown): Promise<ArrayBuffer> {
  const answer = await reach('POST', path, body);
  if (!answer.ok) throw await refusalOf(answer);
  return answer.arrayBuffer();
}
