/** Hints in steps; those that were asked for are counted, as on the workbench. */
import type { ComponentChildren } from 'preact';
import type { WorkStore } from '../../workbench/state/work.ts';

interface Props {
  work: WorkStore;
  hints: readonly string[];
  /** Buttons that stand beside the one for the next hint. */
  children: ComponentChildren;
}

export function Hints({ work, hints, children }: Props) {
  const shown = work.hintsShown.value;
  const next = hints.findIndex((_, index) => !shown.includes(index + 1)) + 1;
  return (
    <section class="hints" aria-label="Hints and more">
      <ol aria-live="polite">
        {hints.map((html, index) =>
          shown.includes(index + 1) ? (
            <li key={html} class="prose">
              <p class="label">
                Hint {index + 1} of {hints.length}
              </p>
              <div dangerouslySetInnerHTML={{ __html: html }} />
            </li>
          ) : null,
        )}
      </ol>
      <div class="row">
        {next > 0 && (
          <button
            type="button"
            class="button"
            disabled={work.readOnly.value}
            onClick={() => work.showHint(next)}
          >
            {shown.length === 0 ? 'Give me a hint' : 'Another hint'} ({next} of {hints.length})
          </button>
        )}
        {children}
      </div>
    </section>
  );
}
