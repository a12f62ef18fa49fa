/**
 * Which window of this browser has the microphone: a Web Lock mirrors the server's word. A lock ends with its
 * page, so that a closed or crashed window never keeps the phone.
 */
export class Lease {
  private release: (() => void) | null = null;

  constructor(
    private readonly name: string,
    private readonly locks: LockManager | undefined,
    private readonly onLost: () => void,
  ) {}

  get held(): boolean {
    return this.release !== null;
  }

  /** True if this window has it now. `steal` takes it from another window, which is told. */
  async take(steal = false): Promise<boolean> {
    if (this.held) return true;
    if (!this.locks) return true; // without locks the server's word alone decides
    return new Promise((resolve) => {
      const options: LockOptions = steal ? { steal: true } : { ifAvailable: true };
      this.locks!.request(this.name, options, (lock) => {
        if (!lock) return resolve(false);
        return new Promise<void>((done) => {
          this.release = done;
          resolve(true);
        });
      }).catch(() => {
        this.release = null;
        this.onLost();
      });
    });
  }

  give(): void {
    this.release?.();
    this.release = null;
  }
}
