import { expect, it } from 'vitest';
import { LayoutStore } from './layout.ts';

function storage(initial: Record<string, string> = {}): Storage {
  const items = new Map(Object.entries(initial));
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  } as Storage;
}

it('remembers', () => {
  const kept = storage();
  const layout = new LayoutStore();
  layout.remember(kept);
  layout.change({ side: 0.4, toolsAt: 'beside', plainEditor: true });
  const later = new LayoutStore();
  later.remember(kept);
  expect(later.arrangement.value).toMatchObject({ side: 0.4, toolsAt: 'beside', plainEditor: true });
});

it.each(['nonsense', 'null', '{"side":7,"below":"x","toolsAt":"up"}'])(
  'is as new after reading %s',
  (text) => {
    const layout = new LayoutStore();
    const fresh = layout.arrangement.value;
    layout.remember(storage({ 'other90:workbench': text }));
    expect(layout.arrangement.value).toEqual(fresh);
  },
);

it('works when storage is full', () => {
  const layout = new LayoutStore();
  const full = storage();
  full.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  layout.remember(full);
  layout.change({ side: 0.3 });
  expect(layout.arrangement.value.side).toBe(0.3);
});

it('brings the hidden brief back when a hint is asked for', () => {
  const layout = new LayoutStore();
  layout.change({ sideHidden: true });
  layout.showSide('hints');
  expect([layout.arrangement.value.sideHidden, layout.sideTab.value, layout.view.value]).toEqual([
    false,
    'hints',
    'brief',
  ]);
});
