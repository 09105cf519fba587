/** On the machine's memory, disk, processor and patience. */
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect } from 'vitest';
import { LIMITS } from '../../../src/runtimes/runtime.ts';
import { type Attack, attacker } from '../attack.ts';

/** A cut log tells so in a line of its own. */
const LOG_CHARACTERS = LIMITS.logCharacters + 200;

export const RESOURCE_ATTACKS: readonly Attack[] = [
  {
    name: 'memory outside of the heap',
    tries: 'Takes and fills buffers without a pause, which no limit on the heap counts: 50 GB, if it may.',
    outcome: 'bounded',
    files: () =>
      attacker(`setTimeout(() => {
  const kept: Buffer[] = [];
  for (let n = 0; n < 1000; n++) {
    try { kept.push(Buffer.alloc(50_000_000, 1)); } catch { break; }
  }
  console.log('took ' + kept.length * 50);
  setInterval(() => kept.length, 1000);
}, 1);`),
    fault: ['out-of-memory'],
    also({ logs }) {
      // The system's own limit; or the grader looked before it came to that.
      const [, took] = /took (\d+)/.exec(logs) ?? [];
      if (took !== undefined) expect(Number(took)).toBeLessThan(2_000);
    },
  },
  {
    name: 'memory of WebAssembly',
    tries: 'Grows and fills a memory of WebAssembly to its 4 GB.',
    outcome: 'bounded',
    files: () =>
      attacker(`setTimeout(() => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 });
  let pages = 1;
  for (; pages < 65_000; pages += 1000) {
    try { memory.grow(1000); } catch { break; }
    new Uint8Array(memory.buffer).fill(1, (pages - 1) * 65_536);
  }
  console.log('took ' + (pages * 65_536) / 1e6);
  setInterval(() => memory.buffer.byteLength, 1000);
}, 1);`),
    fault: ['out-of-memory'],
    also({ logs }) {
      const [, took] = /took (\d+)/.exec(logs) ?? [];
      if (took !== undefined) expect(Number(took)).toBeLessThan(2_000);
    },
  },
  {
    name: 'prints without end',
    tries: 'Floods both its outputs, to fill the memory or the log of whoever reads them.',
    outcome: 'bounded',
    files: () =>
      attacker(`const line = Buffer.alloc(1_000_000, 'x');
const print = (stream: any) => stream.write(line, () => print(stream));
setTimeout(() => { print(process.stdout); print(process.stderr); }, 1);`),
    fault: ['excess'],
    also: ({ logs }) => expect(logs.length).toBeLessThanOrEqual(LOG_CHARACTERS),
  },
  {
    name: 'one file without end',
    tries: 'Writes a single file until the disk is full.',
    outcome: 'bounded',
    files: () =>
      attacker(`import fs from 'node:fs';
setTimeout(() => {
  const fd = fs.openSync('endless', 'w');
  const part = Buffer.alloc(8_000_000, 1);
  let written = 0;
  process.on('exit', () => console.log('wrote ' + written));
  try { for (let n = 0; n < 100; n++) written += fs.writeSync(fd, part); } catch (error) { console.log(String(error)); }
  console.log('wrote ' + written / 1e6);
  process.exit(1);
}, 1);`),
    // The system refuses to write on, or ends it.
    fault: ['crash', 'exit'],
    also({ logs }) {
      const [, wrote] = /wrote (\d+)/.exec(logs) ?? [];
      if (wrote !== undefined) expect(Number(wrote)).toBeLessThan(70);
    },
  },
  {
    name: 'files that are gone and still there',
    tries:
      'Writes files, removes them and keeps them open, so that the disk fills and nothing is seen in the folder.',
    outcome: 'bounded',
    files: () =>
      attacker(`import fs from 'node:fs';
setTimeout(() => {
  // Cut again, so that this test does not fill a disk itself: what counts is what was written.
  const fd = fs.openSync('hidden', 'w');
  fs.rmSync('hidden');
  const part = Buffer.alloc(50_000_000, 1);
  const write = () => fs.write(fd, part, 0, part.length, 0, () => fs.ftruncate(fd, 0, write));
  write();
}, 1);`),
    fault: ['excess'],
  },
  {
    name: 'thousands of files',
    tries: 'Makes empty files and folders until the file system has no room for names.',
    outcome: 'bounded',
    files: () =>
      attacker(`import fs from 'node:fs';
let n = 0;
const make = () => {
  for (const end = n + 100; n < end; n++) fs.mkdirSync('many/' + n, { recursive: true });
  if (n < 100_000) setImmediate(make);
};
setTimeout(make, 1);`),
    fault: ['excess'],
  },
  {
    name: 'a tree too deep to remove',
    tries: 'Nests folders eight hundred deep, and takes the right to list them away.',
    outcome: 'bounded',
    files: () =>
      attacker(`import fs from 'node:fs';
let path = 'deep';
await attempt('nest', () => { for (let depth = 0; depth < 800; depth++) { fs.mkdirSync(path); path += '/d'; } });
await attempt('lock', () => fs.chmodSync('deep/d', 0));`),
  },
  {
    name: 'connections without end',
    tries: "Opens thousands of connections to its database and to itself, to use up the grader's.",
    outcome: 'bounded',
    files: () =>
      attacker(`import net from 'node:net';
const port = Number(new URL(process.env.DATABASE_URL ?? '').port);
let open = 0;
const failed: Record<string, number> = {};
const sockets: net.Socket[] = [];
await Promise.all(Array.from({ length: 3000 }, () => new Promise<void>((resolve) => {
  sockets.push(net.connect(port, '127.0.0.1')
    .on('connect', () => { open += 1; resolve(); })
    .on('error', (error: any) => { failed[error.code] = (failed[error.code] ?? 0) + 1; resolve(); }));
})));
console.log('open ' + open + ' ' + JSON.stringify(failed));
// So that it can be asked.
await Promise.all(sockets.map((socket) => new Promise((resolve) => { socket.on('close', resolve).destroy(); if (socket.closed) resolve(0); })));`),
    also({ logs }) {
      const [, open] = /open (\d+) \{"EMFILE":\d+\}/.exec(logs) ?? [];
      expect(Number(open)).toBeGreaterThan(0);
      expect(Number(open)).toBeLessThan(1024);
    },
  },
  {
    name: 'timers without end',
    tries: 'Starts twenty thousand timers, and a promise that never ends for each.',
    outcome: 'bounded',
    files: () =>
      attacker(
        'for (let n = 0; n < 20_000; n++) { setInterval(() => {}, 1000); void new Promise(() => {}); }',
      ),
  },
  {
    name: 'a memory dump',
    tries: 'Crashes, so that the system writes its memory onto the disk.',
    outcome: 'prevented',
    files: () => attacker('setTimeout(() => process.abort(), 1);'),
    fault: ['crash'],
    also: () => expect(readdirSync(tmpdir()).filter((name) => /^core(\.\d+)?$/.test(name))).toEqual([]),
  },
  {
    name: 'uses the processor for itself',
    tries: 'Computes whatever it likes in between its answers, as long as it runs.',
    outcome: 'allowed',
    files: () =>
      attacker(`import { createHash } from 'node:crypto';
let rounds = 0;
const mine = () => { for (const end = Date.now() + 20; Date.now() < end; rounds++) createHash('sha256').update(String(rounds)).digest(); setImmediate(mine); };
mine();
await new Promise((resolve) => setTimeout(resolve, 200));
loot.push('rounds ' + rounds);`),
    also: ({ answer }) => expect(answer).toMatch(/rounds \d{2,}/),
  },
];
