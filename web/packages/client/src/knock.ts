const ANSWERS_WITHIN = 2_000;

/** Whether the server of this address (`ws:` or `http:`) answers; what it says of itself does not matter here. */
export async function knock(url: string): Promise<boolean> {
  const door = new URL('/healthz', url.replace(/^ws/, 'http'));
  try {
    const answer = await fetch(door, { cache: 'no-store', signal: AbortSignal.timeout(ANSWERS_WITHIN) });
    return answer.ok;
  } catch {
    return false;
  }
}
