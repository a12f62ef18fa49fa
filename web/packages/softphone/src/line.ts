import JsSIP from 'jssip';

/** Waits before the tries of a line that was lost, in milliseconds; the library adds its own second before the first. */
const RETRIES = [0, 250, 500, 1_000, 1_000, 1_000, 2_000];
const RESTED_AFTER = 10_000; // a line that held so long begins its waits anew

/**
 * The phone's socket to the switch. It knocks before it opens again: a browser makes each new socket wait longer
 * after sockets that failed, and a server that is away for some seconds would be met late.
 */
export class PatientLine extends JsSIP.WebSocketInterface {
  private tries = 0;
  private lastTry = 0;
  private attempt = 0;
  private waits = false;

  constructor(
    url: string,
    private readonly knock: () => Promise<boolean>,
  ) {
    super(url);
  }

  override connect(): void {
    if (this.waits) return;
    if (Date.now() - this.lastTry > RESTED_AFTER) this.tries = 0;
    if (this.lastTry === 0) this.open();
    else void this.openWhenAnswered();
  }

  override disconnect(): void {
    this.attempt += 1;
    this.waits = false;
    super.disconnect();
  }

  private async openWhenAnswered(): Promise<void> {
    this.attempt += 1;
    const mine = this.attempt;
    this.waits = true;
    do {
      const wait = RETRIES[Math.min(this.tries, RETRIES.length - 1)] ?? 2_000;
      this.tries += 1;
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (mine !== this.attempt) return;
    } while (!(await this.knock()));
    if (mine !== this.attempt) return;
    this.waits = false;
    this.open();
  }

  private open(): void {
    this.lastTry = Date.now();
    super.connect();
  }
}
