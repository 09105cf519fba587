/** The checks down, the versions of the app across; a cell opens what happened there. */
import { useSignal } from '@preact/signals';
import { Fragment } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import Icon from '../../components/Icon.tsx';
import type { Check } from '../../course/exercise.ts';
import { useBench } from '../bench.ts';
import { columnBy, columnTitle } from '../outcome-words.ts';
import type { CheckState } from '../state/grading.ts';
import { type Column, type ColumnId, score } from '../state/outcomes.ts';
import { EvidenceView, Story } from './CheckDetails.tsx';
import { statusOf } from './check-status.ts';
import { Glyph } from './Glyph.tsx';

interface OpenCell {
  check: string;
  column: ColumnId;
}

const GROUPS = [
  ['attack', 'Attacks that must fail'],
  ['feature', 'Features that must work'],
] as const;

export function OutcomesTable() {
  const bench = useBench();
  const { columns } = bench.outcomes;
  const open = useSignal<OpenCell | undefined>(undefined);
  return (
    <table class="wb-outcomes-table" style={{ '--columns': columns.length }} onKeyDown={moveByArrows}>
      <caption class="sr-only">
        Every check, and how each version of the app stands in it. The button in a cell shows what happened.
      </caption>
      <thead>
        <tr>
          <th scope="col" class="corner">
            <span class="label">Check</span>
          </th>
          {columns.map((column) => (
            <ColumnHead key={column.id} column={column} />
          ))}
        </tr>
      </thead>
      {GROUPS.map(([kind, title]) => {
        const checks = bench.exercise.checks.filter((check) => check.kind === kind);
        return (
          checks.length > 0 && (
            <tbody key={kind}>
              <tr class="group">
                <th scope="rowgroup">{title}</th>
                {columns.map(({ id, grading }) => (
                  <td key={id} class="label">
                    <Score states={grading.checks.value} of={(check) => check.kind === kind} />
                  </td>
                ))}
              </tr>
              {checks.map((check) => (
                <CheckRow
                  key={check.id}
                  check={check}
                  open={open.value?.check === check.id ? open.value.column : undefined}
                  onOpen={(column) => {
                    open.value = column && { check: check.id, column };
                  }}
                />
              ))}
            </tbody>
          )
        );
      })}
    </table>
  );
}

function Score({ states, of }: { states: readonly CheckState[]; of?: (check: Check) => boolean }) {
  const { total, graded, passed } = score(states, of);
  if (graded === 0) return <span class="none">–</span>;
  return (
    <>
      <span class="number">{passed}</span> of {total}
    </>
  );
}

function ColumnHead({ column: { id, grading } }: { column: Column }) {
  const bench = useBench();
  const { outcomes } = bench;
  const title = columnTitle(id, bench);
  const states = grading.checks.value;
  const { total, graded, passed } = score(states);
  const phase = grading.phase.value;
  const unseen = id === 'solution' && !outcomes.solutionOpen.value;
  const next = outcomes.waiting.value.includes(id);
  const busy = outcomes.busy.value || grading.busy.value || !bench.work.restored.value;
  const word = graded > 0 ? 'Again' : unseen ? 'Grade unseen' : 'Grade';
  return (
    <th scope="col" class={outcomes.current.value === id ? 'now' : ''}>
      <span class="name">{title}</span>
      <span class="label by">{columnBy(id, bench)}</span>
      <span class="tally">
        {graded > 0 && (
          <span>
            <Score states={states} />
            <span class="sr-only"> checks pass</span>
          </span>
        )}
        {next && <span class="label">next</span>}
        {/* Never taken away or disabled while it has the focus: that would throw a keyboard out of the table. */}
        <button
          type="button"
          class={`button small quiet ${graded > 0 ? 'icon-only' : ''}`}
          aria-label={`${word}: ${title}`}
          aria-disabled={busy}
          title={unseen ? 'Runs the checks; its code stays closed' : word}
          onClick={() => {
            if (!busy) void outcomes.grade([id]);
          }}
        >
          <Glyph name={graded > 0 ? 'again' : 'run'} />
          {graded === 0 && word}
        </button>
      </span>
      {grading.busy.value ? (
        <progress
          max={total}
          value={phase.kind === 'preparing' ? undefined : grading.tally.value.done}
          aria-label={`${title}: checks done`}
        />
      ) : (
        <span class="share" aria-hidden="true" style={{ '--share': `${(100 * passed) / total}%` }}>
          {graded > 0 && <span />}
        </span>
      )}
      {id === 'own' && grading.outdated.value && !grading.busy.value && (
        <span class="label">changed since</span>
      )}
      {phase.kind === 'cancelled' && <span class="label">cancelled</span>}
      {phase.kind === 'broken' && (
        <span class="wb-problem" role="alert">
          Failed on our side: {phase.message}
        </span>
      )}
    </th>
  );
}

interface RowProps {
  check: Check;
  /** The column whose cell is open. */
  open: ColumnId | undefined;
  onOpen(column: ColumnId | undefined): void;
}

function CheckRow({ check, open, onOpen }: RowProps) {
  const bench = useBench();
  const { columns } = bench.outcomes;
  const shown = columns.find(({ id }) => id === open);
  const panel = `wb-outcome-${check.id}`;
  return (
    <Fragment>
      <tr class={shown ? 'open' : ''}>
        <th scope="row">
          {check.title}{' '}
          <button
            type="button"
            class="link label"
            aria-label={`${check.id}: open in Checks`}
            onClick={() => bench.showCheck(check.id)}
          >
            {check.id}
          </button>
        </th>
        {columns.map((column) => (
          <td key={column.id} class={column.id === open ? 'open' : ''}>
            <Cell
              check={check}
              column={column}
              open={column.id === open}
              panel={panel}
              onClick={() => onOpen(column.id === open ? undefined : column.id)}
            />
          </td>
        ))}
      </tr>
      {shown && (
        <tr class="detail">
          <td colSpan={columns.length + 1} id={panel}>
            <Detail check={check} column={shown} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

const stateOf = ({ grading }: Column, id: string): CheckState | undefined =>
  grading.checks.value.find(({ check }) => check.id === id);

interface CellProps {
  check: Check;
  column: Column;
  open: boolean;
  /** Id of what the button opens. */
  panel: string;
  onClick(): void;
}

function Cell({ check, column, open, panel, onClick }: CellProps) {
  const bench = useBench();
  const state = stateOf(column, check.id);
  if (!state) return null;
  const { icon, word, look } = statusOf(state);
  if (state.progress !== 'done' && !state.result)
    return (
      <span class={`quiet ${look}`}>
        {state.progress === 'running' ? (
          <>
            <Icon name={icon} /> {word}
          </>
        ) : (
          <>
            <span aria-hidden="true">·</span>
            <span class="sr-only">{word}</span>
          </>
        )}
      </span>
    );
  return (
    <button
      type="button"
      class={`verdict ${look}`}
      aria-label={`${word}: ${columnTitle(column.id, bench)}, ${check.title}`}
      aria-expanded={open}
      aria-controls={open ? panel : undefined}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span class="word">{word}</span>
    </button>
  );
}

function Detail({ check, column }: { check: Check; column: Column }) {
  const bench = useBench();
  const box = useRef<HTMLElement>(null);
  // A cell at the lower edge opens something that would be out of sight.
  useEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), [column]);
  const state = stateOf(column, check.id);
  if (!state?.result) return <p class="label">Being graded again…</p>;
  const { result } = state;
  const { icon, word, look } = statusOf({ ...state, progress: 'done' });
  // Requests, statements and rows show how the solution does it; what the check tried and saw does not.
  const closed = column.id === 'solution' && !bench.solutionOpen.value;
  return (
    <section ref={box} aria-label={`${columnTitle(column.id, bench)}: ${check.title}`}>
      <h3>
        <span class={`verdict ${look}`}>
          <Icon name={icon} />
          {word}
        </span>{' '}
        {columnTitle(column.id, bench)}
      </h3>
      <Story
        tried={result.tried}
        happened={result.happened}
        expected={result.expected}
        message={result.message}
      />
      {!closed &&
        result.evidence.map((evidence, index) => (
          <EvidenceView key={index} evidence={evidence} title={check.title} last={false} />
        ))}
      {closed && result.evidence.length > 0 && (
        <p class="label">Its requests and statements open together with its code.</p>
      )}
    </section>
  );
}

/** Arrows go from cell to cell: forty rows are too many for Tab alone. */
function moveByArrows(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const from = event.target;
  if (!(from instanceof HTMLElement) || !from.matches('.wb-outcomes-table > tbody > tr > td > .verdict'))
    return;
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (!step) return;
  const rows = [...event.currentTarget.querySelectorAll(':scope > tbody > tr:not(.group, .detail)')];
  const cell = from.closest('td');
  const row = from.closest('tr');
  if (!cell || !row) return;
  const [down = 0, right = 0] = step;
  const to = rows[rows.indexOf(row) + down]?.children[[...row.children].indexOf(cell) + right];
  const button = to?.querySelector<HTMLElement>('.verdict');
  event.preventDefault();
  button?.focus();
}
