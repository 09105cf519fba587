/**
 * The container's end of the mail between the page and a host: letters are files, since a terminal echoes, breaks
 * lines and loses bytes; on the terminal is only rung that there is one.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, encode } from '../codec.ts';
import { bell, MAIL_FOLDER } from '../places.ts';

/** A bell may be lost, so the inbox is looked into now and then as well, in milliseconds. */
const LOOK_MS = 200;

export interface Mail {
  send(message: unknown): void;
  /** Resolves when everything sent so far can be read. */
  flushed(): Promise<void>;
}

/** `box`: the name that the page gave to this host's folder. */
export function openMail(box: string, receive: (message: unknown) => void): Mail {
  const inbox = join(MAIL_FOLDER, box, 'in');
  const outbox = join(MAIL_FOLDER, box, 'out');
  for (const folder of [inbox, outbox]) mkdirSync(folder, { recursive: true });
  let waiting: unknown[] = [];
  let last = 0;
  let posting: Promise<void> | undefined;

  function post(): void {
    posting = undefined;
    if (waiting.length === 0) return;
    last += 1;
    const letter = join(outbox, `${last}.json`);
    // Under its name only when it is whole.
    writeFileSync(`${letter}.part`, encode(waiting));
    renameSync(`${letter}.part`, letter);
    waiting = [];
    process.stdout.write(`${bell(box, last)}\n`);
  }

  function look(): void {
    const letters = readdirSync(inbox)
      .filter((name) => /^\d+\.json$/.test(name))
      .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
    for (const name of letters) {
      const text = readFileSync(join(inbox, name), 'utf8');
      rmSync(join(inbox, name));
      receive(decode(text));
    }
  }

  // Nobody hears the bell any more.
  process.stdout.on('error', () => process.exit(0));
  process.stdin.on('data', look);
  process.stdin.on('error', () => {});
  setInterval(look, LOOK_MS);
  look();

  return {
    send(message) {
      waiting.push(message);
      // What is said in one go is one letter. A statement that is about to freeze this thread is told before it does.
      if ((message as { type?: unknown }).type === 'running') post();
      else posting ??= Promise.resolve().then(post);
    },
    async flushed() {
      await posting;
    },
  };
}
