/** What the learner has to know before going on: work not kept, another tab, a newer starter. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useBench } from '../bench.ts';
import { downloadFolder } from '../download.ts';
import { Glyph } from './Glyph.tsx';

export function Notices() {
  const bench = useBench();
  const { work, tabs } = bench;
  const save = work.saveState.value;
  return (
    <div class="wb-notices">
      {save.kind === 'refused' && (
        <Notice kind="trouble">
          <p>
            <strong>Your work is not being kept.</strong> {save.reason} It is safe while this page is open;
            download it before you leave.
          </p>
          <button type="button" class="button small" onClick={() => void downloadFolder(bench)}>
            <Glyph name="down" />
            Download my files
          </button>
        </Notice>
      )}
      {bench.workspace === 'ai' && (
        <div class="wb-notice ai">
          <p>
            <strong>Your AI tool's answer.</strong> It is graded by the same checks; your own work is as you
            left it.
          </p>
          <button
            type="button"
            class="button small primary"
            disabled={work.readOnly.value}
            onClick={() => {
              bench.dialog.value = { kind: 'paste' };
            }}
          >
            Paste an answer…
          </button>
          <button type="button" class="button small" onClick={() => bench.switchWorkspace('own')}>
            Back to my work
          </button>
        </div>
      )}
      {work.watching.value && <Watching onTakeOver={() => tabs.takeOver()} />}
      {work.restored.value && work.starterUpdate.value && !work.watching.value && <StarterUpdate />}
    </div>
  );
}

function Notice({ kind, children }: { kind: 'trouble' | 'word'; children: ComponentChildren }) {
  return (
    <div class={`wb-notice ${kind}`} role={kind === 'trouble' ? 'alert' : 'status'}>
      <Glyph name="warning" />
      {children}
    </div>
  );
}

function Watching({ onTakeOver }: { onTakeOver(): Promise<void> }) {
  const [taking, setTaking] = useState(false);
  return (
    <Notice kind="word">
      <p>This exercise is being edited in another tab. What is typed there shows up here.</p>
      <button
        type="button"
        class="button small"
        disabled={taking}
        onClick={() => {
          setTaking(true);
          void onTakeOver().finally(() => setTaking(false));
        }}
      >
        Edit here instead
      </button>
    </Notice>
  );
}

function StarterUpdate() {
  const bench = useBench();
  const { work } = bench;
  const adopt = async () => {
    const kept = await work.adoptUpdate();
    bench.toast.value = {
      text:
        kept.length === 0
          ? 'The new starter is in. Your changes stayed.'
          : `The new starter is in, except ${kept.join(', ')}: you changed that, so yours stayed.`,
    };
  };
  return (
    <Notice kind="word">
      <p>The exercise has a newer starter than the one you began with. Your work is as you left it.</p>
      <button
        type="button"
        class="button small"
        onClick={() => {
          bench.comparison.value = { title: 'the new starter', files: work.starter };
        }}
      >
        Compare
      </button>
      <button type="button" class="button small" onClick={() => void adopt()}>
        Take what I did not change
      </button>
      <button type="button" class="button small quiet" onClick={() => work.keepMine()}>
        Keep mine
      </button>
    </Notice>
  );
}
