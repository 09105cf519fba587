import { expect, it, vi } from 'vitest';
import { MemoryStorage } from '../../../tests/workbench/memory-storage.ts';
import { Tabs } from './tabs.ts';
import { WorkStore } from './work.ts';

const STARTER = { 'server.ts': 'one' };
let exercises = 0;

/** Tabs on one exercise, with Node's own Web Locks and BroadcastChannel. */
function browser() {
  const exercise = `exercise-${++exercises}`;
  const storage = new MemoryStorage();
  const open = async (giveWayMs = 5000) => {
    const work = new WorkStore({ exercise, entry: 'server.ts', starter: STARTER, storage });
    const tabs = new Tabs(work, exercise, {
      locks: navigator.locks,
      openChannel: (name) => new BroadcastChannel(name),
      giveWayMs,
    });
    await work.restore();
    await tabs.start();
    return { work, tabs };
  };
  return { storage, open };
}

const text = (work: WorkStore) => work.files.value['server.ts'];

it('lets the first tab edit and the second one follow live', async () => {
  const { open } = browser();
  const first = await open();
  first.work.edit('server.ts', 'typed');
  const second = await open();
  expect([first.work.readOnly.value, second.work.readOnly.value]).toEqual([false, true]);
  await vi.waitFor(() => expect(text(second.work)).toBe('typed'));
  first.work.edit('server.ts', 'typed more');
  await vi.waitFor(() => expect(text(second.work)).toBe('typed more'));
  second.work.edit('server.ts', 'not here');
  expect(text(second.work)).toBe('typed more');
  first.tabs.close();
  second.tabs.close();
});

it('hands the pen over with everything that was typed', async () => {
  const { open, storage } = browser();
  const first = await open();
  const second = await open();
  const release = storage.hold();
  first.work.edit('server.ts', 'the last words');
  const taken = second.tabs.takeOver();
  release();
  await taken;
  expect([first.work.readOnly.value, second.work.readOnly.value]).toEqual([true, false]);
  expect(text(second.work)).toBe('the last words');
  second.work.edit('server.ts', 'and on');
  await vi.waitFor(() => expect(text(first.work)).toBe('and on'));
  await second.work.flush();
  expect(storage.kept).toEqual([]);
  first.tabs.close();
  second.tabs.close();
});

it('gives the pen to the waiting tab when the other one closes', async () => {
  const { open } = browser();
  const first = await open();
  const second = await open();
  first.work.edit('server.ts', 'typed');
  await first.work.flush();
  first.tabs.close();
  await vi.waitFor(() => expect(second.work.readOnly.value).toBe(false));
  expect(text(second.work)).toBe('typed');
  second.tabs.close();
});

it('takes the pen from a tab that does not answer', async () => {
  const { open } = browser();
  const first = await open();
  const second = await open(10);
  // A frozen tab: its channel hears nothing.
  vi.spyOn(first.work, 'flush').mockReturnValue(new Promise(() => {}));
  await second.tabs.takeOver();
  expect(second.work.readOnly.value).toBe(false);
  await vi.waitFor(() => expect(first.work.watching.value).toBe(true));
  first.tabs.close();
  second.tabs.close();
});

it('edits where the browser has no locks', async () => {
  const work = new WorkStore({
    exercise: 'x',
    entry: 'server.ts',
    starter: STARTER,
    storage: new MemoryStorage(),
  });
  await work.restore();
  await new Tabs(work, 'x', {}).start();
  expect(work.readOnly.value).toBe(false);
});
