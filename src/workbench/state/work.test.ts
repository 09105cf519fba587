import { describe, expect, it } from 'vitest';
import { MemoryStorage } from '../../../tests/workbench/memory-storage.ts';
import type { Files } from '../../runtimes/runtime.ts';
import { WorkStore } from './work.ts';

const STARTER: Files = { 'server.ts': 'one', 'db.ts': 'two' };

async function open(storage = new MemoryStorage(), starter = STARTER) {
  const work = new WorkStore({ exercise: 'login', entry: 'server.ts', starter, storage, now: () => 1000 });
  await work.restore();
  return { work, storage };
}

const kept = (storage: MemoryStorage) => storage.works.get('login');

describe('keeping', () => {
  it('keeps every change and brings it back', async () => {
    const { work, storage } = await open();
    work.edit('db.ts', 'changed');
    work.open('db.ts');
    work.create('lib/x.ts', 'x');
    work.showHint(2);
    work.pass(7);
    await work.flush();
    const again = (await open(storage)).work;
    expect(again.files.value).toEqual({ 'server.ts': 'one', 'db.ts': 'changed', 'lib/x.ts': 'x' });
    expect(again.activeFile.value).toBe('lib/x.ts');
    expect(again.hintsShown.value).toEqual([2]);
    expect(again.passed.value).toEqual({ at: 1000, seed: 7 });
    expect(again.snapshots.value).toEqual([]);
  });

  it('writes the newest state next while one is under way, not every keystroke', async () => {
    const { work, storage } = await open();
    const release = storage.hold();
    for (const text of ['a', 'ab', 'abc', 'abcd']) work.edit('db.ts', text);
    expect(work.saveState.value).toEqual({ kind: 'saving' });
    release();
    await work.flush();
    expect(kept(storage)?.files['db.ts']).toBe('abcd');
    expect(storage.saves).toBe(2);
    expect(work.saveState.value).toEqual({ kind: 'saved' });
  });

  it('allows no change before the work is back', async () => {
    const work = new WorkStore({
      exercise: 'login',
      entry: 'server.ts',
      starter: STARTER,
      storage: new MemoryStorage(),
    });
    work.edit('db.ts', 'lost?');
    expect(work.files.value).toBe(STARTER);
    expect(work.create('x.ts')).toBeTypeOf('string');
  });

  it('says when storage is refused, goes on in memory, and tries again with the next change', async () => {
    const { work, storage } = await open();
    storage.refusal = new DOMException('no room', 'QuotaExceededError');
    work.edit('db.ts', 'changed');
    await work.flush();
    expect(work.saveState.value).toEqual({ kind: 'refused', reason: expect.stringContaining('full') });
    expect(work.files.value['db.ts']).toBe('changed');
    storage.refusal = undefined;
    work.edit('db.ts', 'changed more');
    await work.flush();
    expect(work.saveState.value).toEqual({ kind: 'saved' });
    expect(kept(storage)?.files['db.ts']).toBe('changed more');
  });

  it('works without storage at all', async () => {
    const storage = new MemoryStorage();
    storage.refusal = new Error('denied');
    const { work } = await open(storage);
    expect(work.saveState.value).toEqual({ kind: 'refused', reason: 'denied' });
    work.edit('db.ts', 'changed');
    await work.startOver();
    expect(work.files.value).toEqual(STARTER);
    expect(work.snapshots.value[0]?.files['db.ts']).toBe('changed');
  });

  it('puts what another tab saved meanwhile into the history', async () => {
    const { work, storage } = await open();
    work.edit('db.ts', 'mine');
    await work.flush();
    const other = (await open(storage)).work;
    other.edit('db.ts', 'theirs');
    await other.flush();
    work.edit('db.ts', 'mine again');
    await work.flush();
    expect(kept(storage)?.files['db.ts']).toBe('mine again');
    expect(storage.kept.map(({ reason, files }) => [reason, files['db.ts']])).toEqual([
      ['other-tab', 'theirs'],
    ]);
  });
});

describe('files', () => {
  it('makes, renames and deletes, and refuses the entry', async () => {
    const { work } = await open();
    expect(work.create('x.ts', 'x')).toBeUndefined();
    expect(work.create('x.ts')).toMatch(/already/);
    expect(work.rename('x.ts', 'y.ts')).toBeUndefined();
    expect(work.activeFile.value).toBe('y.ts');
    expect(work.rename('y.ts', 'db.ts')).toMatch(/already/);
    expect(work.rename('server.ts', 'app.ts')).toMatch(/is run/);
    expect(work.remove('y.ts')).toEqual({ text: 'x' });
    expect(work.activeFile.value).toBe('server.ts');
    expect(work.remove('server.ts')).toMatchObject({ problem: expect.stringContaining('is run') });
    expect(work.names.value).toEqual(['server.ts', 'db.ts']);
  });

  it('starts over, with the way back', async () => {
    const { work, storage } = await open();
    work.edit('db.ts', 'changed');
    work.create('own.ts');
    await work.startOver();
    expect(work.files.value).toEqual(STARTER);
    expect(work.activeFile.value).toBe('server.ts');
    const [snapshot] = work.snapshots.value;
    expect(snapshot?.reason).toBe('start-over');
    if (snapshot) await work.restoreSnapshot(snapshot);
    await work.flush();
    expect(kept(storage)?.files).toEqual({ ...STARTER, 'db.ts': 'changed', 'own.ts': '' });
  });
});

describe('a newer starter', () => {
  const NEXT: Files = { 'server.ts': 'one', 'db.ts': 'two, mended', 'schema.sql': 'new' };

  it('is taken without a word when nothing was changed', async () => {
    const { work, storage } = await open();
    work.showHint(1);
    await work.flush();
    const later = (await open(storage, NEXT)).work;
    expect(later.files.value).toEqual(NEXT);
    expect(later.starterUpdate.value).toBe(false);
    expect(later.hintsShown.value).toEqual([1]);
  });

  it('never overwrites work: it is offered', async () => {
    const { work, storage } = await open();
    work.edit('server.ts', 'mine');
    await work.flush();
    const later = (await open(storage, NEXT)).work;
    expect(later.files.value).toEqual({ 'server.ts': 'mine', 'db.ts': 'two' });
    expect(later.starterUpdate.value).toBe(true);
    expect(await later.adoptUpdate()).toEqual([]);
    expect(later.files.value).toEqual({ 'server.ts': 'mine', 'db.ts': 'two, mended', 'schema.sql': 'new' });
    expect(later.starterUpdate.value).toBe(false);
    expect(later.snapshots.value[0]?.files).toEqual({ 'server.ts': 'mine', 'db.ts': 'two' });
  });

  it('is not offered again to who keeps their own', async () => {
    const { work, storage } = await open();
    work.edit('server.ts', 'mine');
    await work.flush();
    const later = (await open(storage, NEXT)).work;
    later.keepMine();
    await later.flush();
    expect((await open(storage, NEXT)).work.starterUpdate.value).toBe(false);
  });
});
