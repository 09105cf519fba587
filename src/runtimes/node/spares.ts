/** App processes that are up before they are needed: an app then starts in milliseconds. */
import { AppProcess } from './app-process.ts';

export class Spares {
  private spare: AppProcess | undefined;
  private isClosed = false;

  /** Spawns the spare, if there is none. */
  fill(): void {
    if (this.isClosed || this.spare) return;
    this.spare = new AppProcess();
    this.spare.unref();
  }

  take(): AppProcess {
    const taken = this.spare ?? new AppProcess();
    this.spare = undefined;
    return taken;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.spare?.end();
    this.spare = undefined;
  }
}
