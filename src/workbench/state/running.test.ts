import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { respond, ScriptedRuntime } from '../../../tests/workbench/scripted-runtime.ts';
import { type AppFault, AppFaultError } from '../../runtimes/faults.ts';
import type { Files } from '../../runtimes/runtime.ts';
import { RunningStore } from './running.ts';

const FAULT: AppFault = { kind: 'compile', message: 'no', place: { file: 'server.ts', line: 3, column: 1 } };
const REQUEST = { method: 'GET', path: '/', headers: [] };

function make() {
  const runtime = new ScriptedRuntime();
  const files = signal<Files>({ 'server.ts': 'one' });
  const running = new RunningStore({ exercise: 'login', files, runtime: async () => runtime });
  return { runtime, files, running };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('running', () => {
  it('starts the files of the editor and tells when they changed since', async () => {
    const { runtime, files, running } = make();
    expect(await running.run()).toBe(true);
    expect(running.state.value).toEqual({ kind: 'running' });
    expect(runtime.opened[0]?.files).toEqual({ 'server.ts': 'one' });
    expect(running.outdated.value).toBe(false);
    files.value = { 'server.ts': 'two' };
    expect(running.outdated.value).toBe(true);
    files.value = { 'server.ts': 'one' };
    expect(running.outdated.value).toBe(false);
  });

  it('stops what ran before', async () => {
    const { runtime, running } = make();
    await running.run();
    await running.run();
    expect([runtime.opened.length, runtime.running]).toEqual([2, 1]);
    await running.stop();
    expect([runtime.running, running.state.value.kind]).toEqual([0, 'stopped']);
  });

  it('lets the newest of two starts win', async () => {
    const { runtime, running } = make();
    let release = () => {};
    runtime.onOpen = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const first = running.run();
    await vi.waitFor(() => expect(runtime.opened).toHaveLength(1));
    const releaseFirst = release;
    runtime.onOpen = () => {};
    const second = running.run();
    releaseFirst();
    expect(await first).toBe(false);
    expect(await second).toBe(true);
    expect(runtime.running).toBe(1);
  });

  it('starts only once for two that need it', async () => {
    const { runtime, running } = make();
    expect(await Promise.all([running.ensure(), running.ensure()])).toEqual([true, true]);
    expect(runtime.opened).toHaveLength(1);
  });

  it('tells the fault of code that does not start, and starts again', async () => {
    const { runtime, running } = make();
    runtime.onOpen = () => {
      throw new AppFaultError(FAULT);
    };
    expect(await running.run()).toBe(false);
    expect(running.state.value).toEqual({ kind: 'faulted', fault: FAULT });
    runtime.onOpen = () => {};
    expect(await running.run()).toBe(true);
  });

  it('tells a crash later on, and a fault of our own as such', async () => {
    const { runtime, running } = make();
    await running.run();
    runtime.opened[0]?.onFault?.({ kind: 'exit', code: 1 });
    expect(running.state.value).toEqual({ kind: 'faulted', fault: { kind: 'exit', code: 1 } });
    await expect(running.request(REQUEST)).rejects.toThrow('not running');
    runtime.onOpen = () => {
      throw new Error('the worker did not load');
    };
    await running.run();
    expect(running.state.value).toEqual({ kind: 'broken', message: 'the worker did not load' });
  });

  it('hears nothing of an app that was replaced', async () => {
    const { runtime, running } = make();
    await running.run();
    await running.run();
    runtime.opened[0]?.onFault?.({ kind: 'exit', code: 1 });
    runtime.opened[0]?.onLog?.({ stream: 'stdout', text: 'ghost' });
    vi.runAllTimers();
    expect(running.state.value.kind).toBe('running');
    expect(running.lines.value).toEqual([]);
  });
});

describe('what the app leaves', () => {
  it('shows log lines without colours, bounded, in steps', async () => {
    const { runtime, running } = make();
    await running.run();
    const onLog = runtime.opened[0]?.onLog;
    onLog?.({ stream: 'stdout', text: 'one\n\u001b[31mtwo\u001b[0m\n' });
    expect(running.lines.value).toEqual([]);
    vi.runAllTimers();
    expect(running.lines.value.map(({ text }) => text)).toEqual(['one', 'two']);
    for (let number = 0; number < 5000; number++) onLog?.({ stream: 'stderr', text: `line ${number}` });
    vi.runAllTimers();
    expect(running.lines.value).toHaveLength(1000);
    expect(running.lines.value.at(-1)?.text).toBe('line 4999');
    expect(running.droppedLines.value).toBe(4002);
    running.clearLogs();
    expect([running.lines.value, running.droppedLines.value]).toEqual([[], 0]);
  });

  it('shows statements newest first, with what the request carried', async () => {
    const { runtime, running } = make();
    await running.run();
    runtime.answer = () => {
      for (const sql of ['first', 'second'])
        runtime.opened[0]?.onStatement?.({ sql, parameters: [], connection: 1 });
      return respond(200, '');
    };
    await running.request({ ...REQUEST, body: new TextEncoder().encode('{"email":"ada@example.com"}') });
    vi.runAllTimers();
    expect(running.statements.value.map(({ sql, inputs }) => [sql, inputs])).toEqual([
      ['second', ['ada@example.com']],
      ['first', ['ada@example.com']],
    ]);
  });

  it('reads the tables after each request and keeps them as they were before', async () => {
    const { runtime, running } = make();
    const table = (rows: string[][]) => [{ name: 'users', columns: ['id'], rows, rowCount: rows.length }];
    runtime.tables = table([]);
    await running.run();
    runtime.answer = () => {
      runtime.tables = table([['1']]);
      return respond(201, '');
    };
    await running.request(REQUEST);
    expect(running.tables.value).toEqual(table([['1']]));
    expect(running.tablesBefore.value).toEqual(table([]));
  });
});
