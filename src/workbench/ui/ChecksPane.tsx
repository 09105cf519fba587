/** "Check my fix": progress, verdict, and every check with what was tried, what happened, what should have. */
import { useEffect, useRef } from 'preact/hooks';
import Icon from '../../components/Icon.tsx';
import { useBench } from '../bench.ts';
import { KEYS } from '../shortcuts.ts';
import { type CheckState, parseSeed } from '../state/grading.ts';
import { CheckDetails } from './CheckDetails.tsx';
import { Copy } from './Copy.tsx';
import { statusOf } from './check-status.ts';
import { Glyph } from './Glyph.tsx';

export function ChecksPane() {
  const bench = useBench();
  const { grading } = bench;
  const failed = grading.checks.value.filter(({ result }) => result && result.status !== 'pass');
  const scrolled = useRef<HTMLDivElement>(null);
  // One check by itself is run from where it is read; else what runs comes first, and the verdict above it.
  const runsMany = grading.busy.value && grading.tally.value.total > 1;
  useEffect(() => {
    if (runsMany) scrolled.current?.scrollTo({ top: 0 });
  }, [runsMany]);
  return (
    <div class="wb-checks">
      <div class="wb-bar">
        {grading.busy.value ? (
          <button type="button" class="button small" onClick={() => grading.cancel()}>
            <Glyph name="stop" /> Cancel
          </button>
        ) : (
          <>
            <button type="button" class="button small" onClick={() => void bench.check()}>
              <Glyph name="check" /> Run all
            </button>
            <button
              type="button"
              class="button small quiet"
              disabled={failed.length === 0}
              onClick={() => void bench.check(grading.failedIds())}
            >
              Run the failed{failed.length > 0 && ` ${failed.length}`}
            </button>
          </>
        )}
        <button
          type="button"
          class="button small quiet"
          onClick={() => {
            bench.dialog.value = { kind: 'outcomes' };
          }}
        >
          <Glyph name="columns" /> Three outcomes{bench.outcomes.busy.value && ': grading…'}
        </button>
        <Seed />
      </div>
      <Progress />
      <div class="wb-scroll" ref={scrolled}>
        <Banner />
        <ol class="wb-check-list">
          {grading.ordered.value.map((state) => (
            <li key={state.check.id}>
              <CheckItem state={state} />
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}

/** Names, passwords and payloads of a run come from its seed; the same one again gives the same run. */
function Seed() {
  const { grading } = useBench();
  const seed = grading.seed.value;
  const input = grading.seedInput.value;
  const wrong = input !== '' && parseSeed(input) === undefined;
  return (
    <details class="wb-seed">
      <summary class="label">Seed {seed ?? ''}</summary>
      <div class="wb-row">
        <label>
          <span class="label">Next run</span>
          <input
            inputMode="numeric"
            placeholder="fresh"
            autocomplete="off"
            value={input}
            aria-invalid={wrong}
            onInput={(event) => {
              grading.seedInput.value = event.currentTarget.value;
            }}
          />
        </label>
        {seed !== undefined && (
          <>
            <button
              type="button"
              class="button small quiet"
              onClick={() => {
                grading.seedInput.value = String(seed);
              }}
            >
              Use {seed} again
            </button>
            <Copy text={() => String(seed)} label="Copy" />
          </>
        )}
        {wrong && <span class="wb-problem">A whole number from 0 to 4294967295.</span>}
      </div>
      <p class="label">
        Names, passwords and payloads are made from it. Empty: a fresh one each time, so that nothing can be
        learned by heart.
      </p>
    </details>
  );
}

function Progress() {
  const { grading } = useBench();
  if (!grading.busy.value) return null;
  const { total, done } = grading.tally.value;
  return (
    <div class="wb-progress">
      <progress
        max={total}
        value={grading.phase.value.kind === 'preparing' ? undefined : done}
        aria-label="Checks done"
      />
      <p class="label">
        {grading.phase.value.kind === 'preparing' ? 'Preparing…' : `${done} of ${total}`}
        {grading.outdated.value && ' · graded is the code as it was at the click'}
      </p>
    </div>
  );
}

function Banner() {
  const bench = useBench();
  const { grading } = bench;
  const phase = grading.phase.value;
  const verdict = grading.verdict.value;
  const { total, passed, failed, errors } = grading.tally.value;
  const points = (of: CheckState[]) => of.reduce((sum, { check }) => sum + check.points, 0);
  const all = grading.checks.value;
  const score = `${points(all.filter(({ result }) => result?.status === 'pass'))} of ${points(all)} points`;

  if (phase.kind === 'idle')
    return (
      <p class="wb-empty">
        {all.length} checks: attacks that must fail, features that must still work. <kbd>{KEYS.check}</kbd>{' '}
        runs them against your code.
      </p>
    );
  if (phase.kind === 'broken')
    return (
      <div class="wb-banner error">
        <h2>Checking failed on our side</h2>
        <p>This says nothing about your code: {phase.message}</p>
        <button type="button" class="button small" onClick={() => void bench.check()}>
          Try again
        </button>
      </div>
    );
  if (phase.kind === 'cancelled')
    return <p class="wb-empty">Cancelled. What had ended by then stands below.</p>;
  if (phase.kind !== 'done') return null;

  const stale = grading.outdated.value && (
    <p class="label">Your code has changed since: this is about the code at the click.</p>
  );
  switch (verdict) {
    case 'pass':
      return (
        <div class="wb-banner pass">
          <h2>
            <Icon name="held" size={20} /> Passed
          </h2>
          <p>
            All {all.length} checks: every attack is held, every feature works. {score}.
          </p>
          <div class="wb-row">
            {bench.next && (
              <a class="button small primary" href={bench.next.href}>
                Next: {bench.next.title} <Icon name="arrow" />
              </a>
            )}
            <button type="button" class="button small" onClick={() => bench.layout.showSide('hints')}>
              <Glyph name="compare" /> Compare with the solution
            </button>
          </div>
          {stale}
        </div>
      );
    case 'partial':
      return (
        <div class="wb-banner partial">
          <h2>
            {passed} of {total} passed
          </h2>
          <p>These hold now. Run all to see whether the rest still does.</p>
          <button type="button" class="button small" onClick={() => void bench.check()}>
            <Glyph name="check" /> Run all
          </button>
          {stale}
        </div>
      );
    default:
      return (
        <div class="wb-banner fail">
          <h2>
            <Icon name="breach" size={20} /> {failed} of {total} failed
            {errors > 0 && `, ${errors} could not be run`}
          </h2>
          <p>
            {score}.{' '}
            <span class="wb-by-key">
              <kbd>{KEYS.nextFailed}</kbd> goes from one failed check to the next.
            </span>
          </p>
          {stale}
        </div>
      );
  }
}

function CheckItem({ state }: { state: CheckState }) {
  const bench = useBench();
  const { grading } = bench;
  const { check, gradedFiles } = state;
  const box = useRef<HTMLDetailsElement>(null);
  const open = bench.openCheck.value === check.id;
  const status = statusOf(state);
  const old = gradedFiles !== undefined && gradedFiles !== grading.gradedFiles.value;

  useEffect(() => {
    if (!open || !box.current) return;
    box.current.scrollIntoView({ block: 'nearest' });
    box.current.querySelector('summary')?.focus({ preventScroll: true });
  }, [open]);

  return (
    <details
      ref={box}
      class="wb-check"
      open={open}
      onToggle={(event) => {
        if (event.currentTarget.open) bench.openCheck.value = check.id;
        else if (bench.openCheck.peek() === check.id) bench.openCheck.value = undefined;
      }}
    >
      <summary>
        <span class={`verdict ${status.look}`}>
          <Icon name={status.icon} />
          {status.word}
        </span>
        <span class="wb-check-title">{check.title}</span>
        <span class="label">
          {check.kind} · {check.points} {check.points === 1 ? 'point' : 'points'}
          {old && ' · from earlier code'}
        </span>
      </summary>
      {open && <CheckDetails state={state} />}
    </details>
  );
}
