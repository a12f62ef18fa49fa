/**
 * Unsaved notes on this computer: IndexedDB, encrypted with a key that cannot be read out and that goes with
 * the log-out. Without Web Crypto (plain HTTP) nothing is written: better no copy than an open one.
 */
export interface LocalDraft {
  readonly text: string;
  readonly disposition: string;
  readonly revision: number;
  readonly at: number;
}

const NAME = 'lingtong';
const DRAFTS = 'drafts';
const KEYS = 'keys';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(DRAFTS);
      asked.result.createObjectStore(KEYS);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function within<T>(
  store: string,
  mode: IDBTransactionMode,
  run: (store: IDBObjectStore) => IDBRequest,
): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const request = run(database.transaction(store, mode).objectStore(store));
      request.onsuccess = () => resolve(request.result as T);
      request.onerror = () => reject(request.error);
    });
  } finally {
    database.close();
  }
}

async function key(): Promise<CryptoKey | null> {
  if (!globalThis.crypto?.subtle) return null;
  const known = await within<CryptoKey | undefined>(KEYS, 'readonly', (store) => store.get('drafts'));
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  await within(KEYS, 'readwrite', (store) => store.put(made, 'drafts'));
  return made;
}

export async function keepLocally(id: string, draft: LocalDraft): Promise<boolean> {
  const secret = await key();
  if (!secret) return false;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(draft));
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, secret, plain);
  await within(DRAFTS, 'readwrite', (store) => store.put({ iv, data }, id));
  return true;
}

export async function readLocally(id: string): Promise<LocalDraft | null> {
  const secret = await key();
  if (!secret) return null;
  const kept = await within<{ iv: BufferSource; data: BufferSource } | undefined>(
    DRAFTS,
    'readonly',
    (store) => store.get(id),
  );
  if (!kept) return null;
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: kept.iv }, secret, kept.data);
    return JSON.parse(new TextDecoder().decode(plain)) as LocalDraft;
  } catch {
    return null; // of another login: unreadable by intent
  }
}

export const dropLocally = (id: string): Promise<void> =>
  within(DRAFTS, 'readwrite', (store) => store.delete(id));

/** At log-out, after the server has everything: the copies and the key that opens them. */
export async function forgetLocalCopies(): Promise<void> {
  await within(DRAFTS, 'readwrite', (store) => store.clear());
  await within(KEYS, 'readwrite', (store) => store.clear());
}
