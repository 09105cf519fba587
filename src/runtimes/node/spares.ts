/** App processes that are up before they are needed: an app then starts in milliseconds. */
import { PACKAGES } from '../packages.ts';
import type { Files } from '../runtime.ts';
import { AppProcess } from './app-process.ts';

/** Nearly every app has these. */
const USUAL = ['express', 'pg'];

export class Spares {
  private spare: AppProcess | undefined;
  private isClosed = false;
  /** What the spare loads ahead of need. */
  private packages: readonly string[] = USUAL;

  /** Spawns the spare, if there is none. */
  fill(): void {
    if (this.isClosed || this.spare) return;
    this.spare = new AppProcess(this.packages);
    this.spare.unref();
  }

  /** A process for these files; the next spare loads what they name, as the next app is mostly the same one. */
  take(files: Files): AppProcess {
    this.packages = packagesIn(files);
    const taken = this.spare ?? new AppProcess(this.packages);
    this.spare = undefined;
    return taken;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.spare?.end();
    this.spare = undefined;
  }
}

/** Every package that stands in quotes in a file: one too many costs little. */
function packagesIn(files: Files): string[] {
  const texts = Object.values(files);
  const isNamed = (name: string) =>
    texts.some((text) => ["'", '"', '`'].some((quote) => text.includes(quote + name + quote)));
  return PACKAGES.filter((name) => USUAL.includes(name) || isNamed(name));
}
