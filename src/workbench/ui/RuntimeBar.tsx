/** The line at the bottom: which runtime runs, why, and the other one by a click. */
import type { RuntimeChoice } from '../state/runtime-choice.ts';

const NAMES = { browser: 'Built-in browser runtime', webcontainer: 'WebContainer' } as const;

export function RuntimeBar({ choice, about }: { choice: RuntimeChoice; about: string }) {
  const current = choice.current.value;
  const other = choice.other.value;
  const isBooting = choice.container.value.kind === 'booting';
  return (
    <section class="wb-runtime" aria-label="Runtime">
      <p
        class="wb-runtime-chip"
        role="status"
        data-runtime={current}
        data-state={choice.container.value.kind}
      >
        <strong>{NAMES[current]}</strong>: {choice.reason.value}
      </p>
      {other !== undefined && (
        <button type="button" class="button small quiet" onClick={() => choice.choose(other)}>
          {other === 'webcontainer'
            ? 'Use WebContainer'
            : isBooting && current === 'browser'
              ? 'Stay with the built-in one'
              : 'Use the built-in one'}
        </button>
      )}
      {current === 'webcontainer' && (
        <a class="wb-runtime-by" href="https://webcontainers.io/" target="_blank" rel="noopener">
          WebContainer by StackBlitz
        </a>
      )}
      <a class="wb-runtime-about" href={about}>
        Runtimes
      </a>
    </section>
  );
}
