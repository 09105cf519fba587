/**
 * Every attack of the corpus, let loose in the node runtime and looked at from outside. Those that would do harm without
 * it are also run in plain Node, where the harm has to be seen.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type AppFault, AppFaultError } from '../../src/runtimes/faults.ts';
import { createNodeRuntime } from '../../src/runtimes/node/runtime.ts';
import type { LogEntry, OpenApp } from '../../src/runtimes/runtime.ts';
import { type Attack, type Harm, NO_HARM } from './attack.ts';
import { ATTACKS } from './attacks/index.ts';
import { makeWorld, ROOT, SECRET, type Seen, textOf, type World } from './world.ts';

// Before the grader's process starts, which inherits it.
process.env.OTHER90_TEST_SECRET = SECRET;
const runtime = createNodeRuntime();
afterAll(() => runtime.close());

for (const [about, attacks] of Object.entries(ATTACKS)) {
  // Another address of loopback, /proc, and the limits themselves are Linux's.
  describe.skipIf(process.platform !== 'linux')(about, () => {
    for (const attack of attacks) {
      test(`${attack.outcome}: ${attack.name}`, () => inWorld(attack, guarded));
      if (attack.unguarded) test(`without a sandbox: ${attack.name}`, () => inWorld(attack, unguarded));
    }
  });
}

test('after all of them an honest app is served', async () => {
  const files = { 'server.ts': "import express from 'express';\nexpress().listen(process.env.PORT);\n" };
  const app = await runtime.open({ exercise: 'login', files });
  expect((await app.request(GET)).status).toBe(404);
  await app.stop();
});

const GET = { method: 'GET', path: '/', headers: [] } as const;

async function inWorld(attack: Attack, run: (attack: Attack, world: World) => Promise<void>): Promise<void> {
  const world = await makeWorld({ withNeighbour: attack.neighbour ?? false });
  try {
    await run(attack, world);
  } finally {
    await world.close();
  }
}

async function guarded(attack: Attack, world: World): Promise<void> {
  const seen = await seenOf(attack, world);
  expect(seen.harm).toEqual(NO_HARM);
  if (attack.fault) expect(attack.fault).toContain(seen.fault?.kind);
  else expect([seen.fault, seen.answer.slice(0, 5)]).toEqual([undefined, 'loot\n']);
  await attack.also?.(seen, world);
  // A schema.sql that is refused: there was no app.
  if (seen.fault?.kind === 'schema') return;
  const [, pid = '', folder = ''] = /^pid (\d+) in (.+)$/m.exec(seen.logs) ?? [];
  expect(folder).toContain('other90-app-');
  expect({ lives: isAlive(pid), folderStays: existsSync(folder) }).toEqual({
    lives: false,
    folderStays: false,
  });
}

async function seenOf(attack: Attack, world: World): Promise<Seen> {
  const entries: LogEntry[] = [];
  const gone = Promise.withResolvers<AppFault>();
  let answer = '';
  let fault: AppFault | undefined;
  let app: OpenApp | undefined;
  try {
    app = await runtime.open({
      exercise: 'login',
      files: attack.files(world),
      onLog: (entry) => entries.push(entry),
      onFault: (found) => gone.resolve(found),
    });
    if (attack.fault) fault = await gone.promise;
    else answer = new TextDecoder().decode((await app.request(GET)).body);
  } catch (error) {
    if (!(error instanceof AppFaultError)) throw error;
    fault = error.fault;
  } finally {
    await app?.stop();
  }
  const logs = textOf(entries);
  const harm = await world.harm([answer, logs, JSON.stringify(fault)].join('\n'));
  return { answer, logs, fault, harm };
}

/** The same files, with the course's packages at hand, in a Node that anybody would start. */
async function unguarded(attack: Attack, world: World): Promise<void> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'other90-unguarded-')));
  try {
    for (const [path, text] of Object.entries(attack.files(world))) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'server.ts'], {
      cwd: folder,
      env: { ...process.env, PORT: String(world.freePort) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      let told = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (text: Buffer) => {
          told += text.toString();
        });
      }
      const ended = once(child, 'exit');
      told += await Promise.race([answerAt(world.freePort), ended.then(() => 'it ended')]);
      const harm = await world.harm(told);
      const done = (Object.keys(harm) as (keyof Harm)[]).filter((kind) => harm[kind]);
      expect(done, told).toEqual(expect.arrayContaining(attack.unguarded ?? []));
    } finally {
      child.kill('SIGKILL');
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The answer of a server that may still be about to listen. */
async function answerAt(port: number): Promise<string> {
  for (;;) {
    try {
      return await (await fetch(`http://127.0.0.1:${port}/`)).text();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function isAlive(pid: string): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z');
  } catch {
    return false;
  }
}
