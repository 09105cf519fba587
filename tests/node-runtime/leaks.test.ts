/** Whatever happens to the process that grades: no process and no folder of it stays. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { appHostScript } from '../../src/runtimes/node/app-host-script.ts';
import { createNodeRuntime } from '../../src/runtimes/node/runtime.ts';

/** So that the host need not bundle it, with a process for that. */
appHostScript();

const driver = fileURLToPath(new URL('runaway.ts', import.meta.url));

/** Processes in whose environment or command line the text stands. */
function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) =>
      ['environ', 'cmdline'].some((file) => {
        try {
          return readFileSync(`/proc/${id}/${file}`, 'latin1').includes(text);
        } catch {
          return false;
        }
      }),
    )
    .map(Number);
}

const foldersOf = (host: number) =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`other90-app-${host}-`));

async function started(how: string[]): Promise<{ child: ChildProcess; hosts: number[]; apps: number[] }> {
  const mark = randomUUID();
  const child = spawn(process.execPath, [driver, ...how], {
    env: { ...process.env, OTHER90_TEST_MARK: mark },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!child.stdout) throw new Error('no output to read');
  await once(child.stdout, 'data');
  const hosts = processesWith(mark).filter((id) => id !== child.pid);
  const apps = hosts.flatMap((host) => processesWith(`other90-app-${host}-`));
  return { child, hosts, apps };
}

const isThere = (id: number) => {
  try {
    // A zombie is gone; somebody has yet to take note.
    return !readFileSync(`/proc/${id}/stat`, 'latin1').includes(') Z');
  } catch {
    return false;
  }
};

describe.skipIf(process.platform !== 'linux')('nothing stays', () => {
  test.for([
    ['after an interrupt from the terminal', [], 'SIGINT'],
    ['after the end of the parent', [], 'SIGKILL'],
    ['after the end of the parent, with an app and a statement that never end', ['runaway'], 'SIGKILL'],
    ['after a crash of the parent', ['crash'], undefined],
  ] as const)('%s', { timeout: 60_000 }, async ([, how, signal]) => {
    const { child, hosts, apps } = await started([...how]);
    expect(hosts).toHaveLength(1);
    expect(apps.length).toBeGreaterThan(0);
    const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    if (signal) child.kill(signal);
    await exited;
    await vi.waitFor(() => expect([...hosts, ...apps].filter(isThere)).toEqual([]), { timeout: 20_000 });
    // Folders that could not be removed at once go with the next run, or with a later one: on a busy machine another process may
    // have got the number of the one that made them.
    await vi.waitFor(
      async () => {
        const runtime = createNodeRuntime();
        await runtime.prepare();
        await runtime.close();
        expect(hosts.flatMap(foldersOf)).toEqual([]);
      },
      { timeout: 30_000, interval: 1_000 },
    );
  });

  test('after closing the runtime', async () => {
    const mark = randomUUID();
    process.env.OTHER90_TEST_MARK = mark;
    const runtime = createNodeRuntime();
    await runtime.prepare();
    delete process.env.OTHER90_TEST_MARK;
    const hosts = processesWith(mark);
    const apps = hosts.flatMap((host) => processesWith(`other90-app-${host}-`));
    expect([hosts.length, apps.length]).toEqual([1, 1]);
    await runtime.close();
    expect([...hosts, ...apps].filter(isThere)).toEqual([]);
    expect(hosts.flatMap(foldersOf)).toEqual([]);
  });
});
