import { isNo } from '@lingtong/client';
import { ref, shallowRef } from 'vue';

import type { LocalDraft } from './local';

/** Where what was typed is safe. */
export type Safety = 'clean' | 'typing' | 'local' | 'waiting' | 'server' | 'failed' | 'refused';

export interface Surroundings {
  keep(id: string, draft: LocalDraft): Promise<boolean>;
  drop(id: string): Promise<void>;
  /** Rejects when the server refused or cannot be reached. */
  save(id: string, text: string, disposition: string, revision: number): Promise<void>;
  now(): number;
}

const LOCAL_AFTER = 300;
const SERVER_AFTER = 1_500; // so that the answer is here within 2 s
const AGAIN_AFTER = 4_000;

/**
 * One notes block and its disposition: memory at once, this computer within 300 ms, the server within 2 s.
 * Server text enters only while the field is neither dirty nor focused; otherwise it waits in `newer`.
 */
export class Draft {
  readonly text = ref('');
  readonly disposition = ref('');
  readonly safety = ref<Safety>('clean');
  readonly savedAt = ref(0);
  readonly newer = ref<string | null>(null);
  /** Why the server does not take it, as it was thrown; waiting does not help then. */
  readonly refusal = shallowRef<unknown>(null);
  focused = false;
  private revision = 0;
  private unsaved = false;
  private saving: Promise<void> | null = null;
  private localTimer: ReturnType<typeof setTimeout> | undefined;
  private serverTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly id: string,
    private readonly around: Surroundings,
  ) {}

  get dirty(): boolean {
    return this.unsaved;
  }

  type(text: string): void {
    if (text === this.text.value) return;
    this.text.value = text;
    this.touch();
  }

  choose(disposition: string): void {
    if (disposition === this.disposition.value) return;
    this.disposition.value = disposition;
    this.touch();
  }

  /** What the server has. An older revision than ours is our own echo. */
  hear(text: string, disposition: string, revision: number): void {
    if (revision < this.revision || (revision === this.revision && this.unsaved)) return;
    if (this.unsaved || (this.focused && text !== this.text.value)) {
      if (text !== this.text.value && revision > this.revision) this.newer.value = text;
      return;
    }
    this.revision = revision;
    this.text.value = text;
    this.disposition.value = disposition;
    this.newer.value = null;
  }

  /** After a reload: what this computer kept, if the server does not know something newer. */
  recover(kept: LocalDraft | null): void {
    if (!kept || kept.revision < this.revision || this.unsaved) return;
    if (kept.text === this.text.value && kept.disposition === this.disposition.value) return;
    this.text.value = kept.text;
    this.disposition.value = kept.disposition;
    this.touch();
  }

  takeNewer(): void {
    if (this.newer.value === null) return;
    this.type([this.text.value, this.newer.value].filter(Boolean).join('\n'));
    this.newer.value = null;
  }

  /** Leaving the field saves at once. */
  focus(focused: boolean): void {
    this.focused = focused;
    if (!focused) void this.flush();
  }

  /** At once: on blur, hold, transfer, end, hide. */
  async flush(): Promise<void> {
    clearTimeout(this.localTimer);
    clearTimeout(this.serverTimer);
    if (!this.unsaved) return;
    await this.toComputer();
    await this.toServer();
  }

  /** The interaction is over and complete: nothing is left to keep. */
  async close(): Promise<void> {
    clearTimeout(this.localTimer);
    clearTimeout(this.serverTimer);
    this.unsaved = false;
    await this.around.drop(this.id).catch(() => undefined);
  }

  private touch(): void {
    this.unsaved = true;
    this.safety.value = 'typing';
    clearTimeout(this.localTimer);
    this.localTimer = setTimeout(() => void this.toComputer(), LOCAL_AFTER);
    this.serverTimer ??= setTimeout(() => void this.toServer(), SERVER_AFTER);
  }

  private async toComputer(): Promise<void> {
    const draft = {
      text: this.text.value,
      disposition: this.disposition.value,
      revision: this.revision,
      at: this.around.now(),
    };
    const kept = await this.around.keep(this.id, draft).catch(() => false);
    if (kept && this.safety.value === 'typing') this.safety.value = 'local';
  }

  private async toServer(): Promise<void> {
    this.serverTimer = undefined;
    if (this.saving) await this.saving;
    if (!this.unsaved) return;
    const [text, disposition] = [this.text.value, this.disposition.value];
    this.revision += 1;
    this.saving = this.around.save(this.id, text, disposition, this.revision).then(
      () => this.saved(text, disposition),
      (error: unknown) => this.notSaved(error),
    );
    await this.saving;
    this.saving = null;
  }

  private saved(text: string, disposition: string): void {
    this.savedAt.value = this.around.now();
    if (text !== this.text.value || disposition !== this.disposition.value) {
      this.serverTimer ??= setTimeout(() => void this.toServer(), SERVER_AFTER);
      return;
    }
    this.unsaved = false;
    this.safety.value = 'server';
    void this.around.drop(this.id).catch(() => undefined);
  }

  private notSaved(error: unknown): void {
    const isHere = ['local', 'waiting', 'refused'].includes(this.safety.value);
    this.refusal.value = isNo(error) ? error : null;
    this.safety.value = isNo(error) ? 'refused' : isHere ? 'waiting' : 'failed';
    this.serverTimer ??= setTimeout(() => void this.toServer(), AGAIN_AFTER);
  }
}
