/** The bar on top: what exercise this is, whether it is kept, Run and Check. */
import { useBench } from '../bench.ts';
import { downloadFolder } from '../download.ts';
import { KEYS } from '../shortcuts.ts';
import { Glyph } from './Glyph.tsx';
import { Menu } from './Menu.tsx';

export function Toolbar({ toolsAt }: { toolsAt: 'below' | 'beside' }) {
  const bench = useBench();
  const { work, running, grading, layout } = bench;
  const { sideHidden, plainEditor } = layout.arrangement.value;
  const starting = running.state.value.kind === 'starting';
  return (
    <div class="wb-toolbar">
      <button
        type="button"
        class="button quiet icon-only wb-wide-only"
        aria-pressed={!sideHidden}
        title={sideHidden ? 'Show the brief' : 'Hide the brief'}
        onClick={() => layout.change({ sideHidden: !sideHidden })}
      >
        <Glyph name="side" />
        <span class="sr-only">Brief</span>
      </button>
      <h1 class="wb-title">{bench.exercise.title}</h1>
      <Kept />
      <div class="wb-actions">
        <button
          type="button"
          class="button"
          aria-keyshortcuts="Control+Enter Meta+Enter"
          title={`Start the app with the code as it is (${KEYS.run})`}
          disabled={!work.restored.value}
          onClick={() => void bench.run()}
        >
          <Glyph name="run" />
          {starting ? 'Starting…' : running.state.value.kind === 'running' ? 'Run again' : 'Run'}
        </button>
        {grading.busy.value ? (
          <button type="button" class="button" onClick={() => grading.cancel()}>
            <Glyph name="stop" />
            Cancel
          </button>
        ) : (
          <button
            type="button"
            class="button primary"
            aria-keyshortcuts="Control+Shift+Enter Meta+Shift+Enter"
            title={`Attack the code as it is (${KEYS.check})`}
            disabled={!work.restored.value}
            onClick={() => void bench.check()}
          >
            <Glyph name="check" />
            Check my fix
          </button>
        )}
        <Menu label="More">
          <button type="button" onClick={() => (bench.dialog.value = { kind: 'outcomes' })}>
            Same tool, three outcomes…
          </button>
          <button
            type="button"
            onClick={() => bench.compare({ title: 'the starter', files: work.base.peek() })}
          >
            Compare with the starter
          </button>
          <button type="button" onClick={() => void downloadFolder(bench)}>
            Download as a folder (.zip)
          </button>
          <button type="button" onClick={() => (bench.dialog.value = { kind: 'history' })}>
            History…
          </button>
          <button
            type="button"
            disabled={work.readOnly.value}
            onClick={() => (bench.dialog.value = { kind: 'start-over' })}
          >
            Start over…
          </button>
          <hr />
          <button
            type="button"
            class="wb-wide-only"
            onClick={() => layout.change({ toolsAt: toolsAt === 'below' ? 'beside' : 'below' })}
          >
            {toolsAt === 'below' ? 'Tools beside the editor' : 'Tools below the editor'}
          </button>
          <button type="button" onClick={() => layout.change({ plainEditor: !plainEditor })}>
            {plainEditor ? 'Use the full editor' : 'Use a plain editor'}
          </button>
          <button type="button" onClick={() => (bench.dialog.value = { kind: 'keys' })}>
            Keys
          </button>
        </Menu>
      </div>
    </div>
  );
}

/** Whether the work is kept; the trouble itself is told by the notices. */
function Kept() {
  const { work } = useBench();
  const state = work.saveState.value.kind;
  const text = !work.restored.value
    ? 'Opening your work…'
    : work.watching.value
      ? 'Watching another tab'
      : state === 'refused'
        ? 'Not kept'
        : work.untouched.value
          ? 'Starter, unchanged'
          : 'Kept in this browser';
  return <p class={`label wb-kept ${state === 'refused' ? 'trouble' : ''}`}>{text}</p>;
}
