/** On what the grader hears from the app's process. */
import { expect } from 'vitest';
import { type Attack, attacker } from '../attack.ts';

export const CONTROL_ATTACKS: readonly Attack[] = [
  {
    name: 'forges words of the runtime',
    tries:
      'Writes lines onto the pipe by which the grader controls it: that it listens elsewhere, that it failed in another way, that its clock was set.',
    outcome: 'prevented',
    files: ({ port }) =>
      attacker(`import fs from 'node:fs';
const tokens = [undefined, '', '0'.repeat(36), null, 0, true, {}];
for (const token of tokens) for (const message of [
  { type: 'listening', port: ${port}, address: '127.0.0.1' },
  { type: 'wrong-port', port: 1 },
  { type: 'fault', fault: { kind: 'endless-statement', sql: 'forged', limitMs: 1 } },
  { type: 'done' },
  { type: 'clock-set', id: 1 },
  { type: 'ready' },
]) await attempt('write', () => { fs.writeSync(3, JSON.stringify({ ...message, token }) + '\\n'); });
loot.length = 0;
for (const junk of ['not json\\n', 'null\\n', '[]\\n', '"text"\\n', '\\0\\n', '{"__proto__":{"token":""}}\\n'])
  await attempt('junk', () => { fs.writeSync(3, junk); });
loot.length = 0;`),
    also({ answer, fault }) {
      expect(answer).toBe('loot\n');
      expect(fault).toBeUndefined();
    },
  },
  {
    name: 'floods the pipe of the runtime',
    tries: 'Writes a line without an end onto it, for the grader to keep.',
    outcome: 'bounded',
    files: () =>
      attacker(`import fs from 'node:fs';
const part = Buffer.alloc(1_000_000, 'x');
const flood = () => fs.write(3, part, () => setImmediate(flood));
setTimeout(flood, 1);`),
    fault: ['excess', 'blocked'],
  },
];
