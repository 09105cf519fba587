/** "Same tool, three outcomes": starter, wrong fix, solution and the own code under the same checks, graded here and now. */
import { useSignal } from '@preact/signals';
import type { Files } from '../../runtimes/runtime.ts';
import { useBench } from '../bench.ts';
import { columnTitle, endOf } from '../outcome-words.ts';
import { Dialog } from './Dialog.tsx';
import { Glyph } from './Glyph.tsx';
import { OutcomesTable } from './OutcomesTable.tsx';

export function Outcomes() {
  const bench = useBench();
  const { outcomes } = bench;
  const ended = outcomes.ended.value;
  return (
    <Dialog title="Same tool, three outcomes" class="wb-outcomes">
      <form method="dialog" class="wb-outcomes-close">
        <button type="submit" class="button quiet icon-only" title="Close (Esc)">
          <Glyph name="close" />
          <span class="sr-only">Close</span>
        </button>
      </form>
      <div class="wb-outcomes-bar">
        <Now />
        {outcomes.busy.value ? (
          <button type="button" class="button" onClick={() => outcomes.cancel()}>
            <Glyph name="stop" /> Cancel
          </button>
        ) : (
          <button
            type="button"
            class="button primary"
            disabled={!bench.work.restored.value}
            onClick={() => void outcomes.gradeAll()}
          >
            <Glyph name="check" /> Grade side by side
          </button>
        )}
      </div>
      <div class="wb-outcomes-scroll">
        <Words />
        <OutcomesTable />
      </div>
      <div class="sr-only" role="status">
        {ended && endOf(ended, bench)}
      </div>
    </Dialog>
  );
}

/** What the columns are. The wrong fix may be read by everybody: it gives nothing away but its mistakes. */
function Words() {
  const bench = useBench();
  const { wrong } = bench.references;
  const problem = useSignal('');
  const read = async (fetch: () => Promise<Files>) => {
    problem.value = '';
    try {
      const files = await fetch();
      bench.compare({
        title: 'the starter',
        files: bench.starter,
        right: { title: 'the wrong fix', files },
      });
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    }
  };
  return (
    <div class="wb-outcomes-words">
      <p>
        One prompt, one answer, and what becomes of it in different hands. The checks are those of “Check my
        fix”, and they run now, one column after the other: nothing in this table is known beforehand. You can
        close it and go on working meanwhile.
        {!bench.solutionOpen.value &&
          ' The solution joins in once you have passed; before that, “Grade unseen” runs its checks and leaves its code closed.'}
      </p>
      {wrong && (
        <p>
          <strong>The wrong fix.</strong> {wrong.words.summary} {wrong.words.why}{' '}
          <button type="button" class="link" onClick={() => void read(() => wrong.fetch())}>
            Read it beside the starter
          </button>
        </p>
      )}
      {problem.value && (
        <p class="wb-problem" role="alert">
          {problem.value}
        </p>
      )}
    </div>
  );
}

/** What is going on, in a line. */
function Now() {
  const bench = useBench();
  const { columns, current, waiting, busy } = bench.outcomes;
  const column = columns.find(({ id }) => id === current.value);
  if (column) {
    const { total, done } = column.grading.tally.value;
    const left = waiting.value.length;
    return (
      <p class="label">
        {columnTitle(column.id, bench)}:{' '}
        {column.grading.phase.value.kind === 'preparing' ? 'preparing…' : `${done} of ${total}`}
        {left > 0 && ` · ${left} more to come`}
      </p>
    );
  }
  return busy.value ? <p class="label">Waiting for “Check my fix” to end…</p> : null;
}
