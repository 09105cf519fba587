/** The page's end of the mail with a host in the container; see `inside/mail.ts`. */
import type { FileSystemAPI } from '@webcontainer/api';
import { decode, encode } from './codec.ts';
import { bellPattern, MAIL_FOLDER } from './places.ts';

/** How much of a bell may stand at the end of a piece of output. */
const LONGEST_BELL = 100;

export class Mailbox {
  /** What the host is told to look into. */
  readonly name: string;
  private readonly fs: FileSystemAPI;
  private readonly receive: (messages: unknown[]) => void;
  private readonly pattern: RegExp;
  private sent = 0;
  private read = 0;
  private rung = 0;
  private tail = '';
  private reading: Promise<void> = Promise.resolve();

  /** The name is new each time: what another host left behind is never taken for this one's. */
  constructor(fs: FileSystemAPI, receive: (messages: unknown[]) => void) {
    this.fs = fs;
    this.receive = receive;
    this.name = crypto.randomUUID();
    this.pattern = bellPattern(this.name);
  }

  async open(): Promise<void> {
    for (const box of ['in', 'out']) await this.fs.mkdir(`${this.folder}/${box}`, { recursive: true });
  }

  /** Puts a letter into the host's inbox; ring its terminal afterwards. */
  async post(message: unknown): Promise<void> {
    this.sent += 1;
    const letter = `${this.folder}/in/${this.sent}.json`;
    // Under its name only when it is whole.
    await this.fs.writeFile(`${letter}.part`, encode(message));
    await this.fs.rename(`${letter}.part`, letter);
  }

  /** Looks through what the terminal shows for bells. `failed` gets what keeps a letter from being read. */
  listen(output: string, failed: (error: Error) => void): void {
    this.tail += output;
    for (const [, number] of this.tail.matchAll(this.pattern)) {
      this.rung = Math.max(this.rung, Number(number));
    }
    this.tail = this.tail.slice(-LONGEST_BELL);
    if (this.rung > this.read)
      this.reading = this.reading.then(() => this.readNew()).catch((error: Error) => failed(error));
  }

  /** Resolves when every letter that was rung for has been read. */
  settled(): Promise<void> {
    return this.reading;
  }

  async remove(): Promise<void> {
    await this.fs.rm(this.folder, { recursive: true, force: true });
  }

  private async readNew(): Promise<void> {
    while (this.read < this.rung) {
      const letter = `${this.folder}/out/${this.read + 1}.json`;
      const messages = decode(await this.fs.readFile(letter, 'utf-8'));
      this.read += 1;
      await this.fs.rm(letter);
      if (Array.isArray(messages)) this.receive(messages);
    }
  }

  private get folder(): string {
    return `${MAIL_FOLDER}/${this.name}`;
  }
}
