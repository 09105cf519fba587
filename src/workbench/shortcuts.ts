/** The workbench's keys. They are taken before the editor sees them. */
import type { Bench } from './bench.ts';

const apple = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

export const KEYS = {
  run: apple ? '⌘ Enter' : 'Ctrl+Enter',
  check: apple ? '⌘ Shift Enter' : 'Ctrl+Shift+Enter',
  send: apple ? '⌘ Enter' : 'Ctrl+Enter',
  nextFailed: 'F4',
  previousFailed: 'Shift+F4',
  nextPane: 'F6',
  previousPane: 'Shift+F6',
} as const;

/** @returns the way to stop. */
export function followShortcuts(bench: Bench, target: Window): () => void {
  const onKey = (event: KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && command && !event.altKey) {
      if (event.target instanceof Element && event.target.closest('dialog')) return;
      const inConsole = event.target instanceof Element && event.target.closest('.wb-console') !== null;
      take(event);
      if (event.shiftKey) void bench.check();
      else if (inConsole) void bench.attack.send();
      else void bench.run();
    } else if (event.key === 'F4' && !command && !event.altKey) {
      take(event);
      bench.nextFailed(event.shiftKey ? -1 : 1);
    } else if (event.key === 'F6' && !command && !event.altKey) {
      if (event.target instanceof Element && event.target.closest('dialog')) return;
      take(event);
      focusPane(target.document, event.shiftKey ? -1 : 1);
    }
  };
  target.addEventListener('keydown', onKey, { capture: true });
  return () => target.removeEventListener('keydown', onKey, { capture: true });
}

/** Moves the focus to the next (or previous) pane in view, around the end: to its selected tab, above its content. */
function focusPane(document: Document, step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('.wb-side, .wb-editor, .wb-tools')].filter(
    (pane) => pane.checkVisibility(),
  );
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const from = at < 0 && step === -1 ? 0 : at;
  const next = panes[(from + step + panes.length) % panes.length];
  next?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus();
}

function take(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}
