/** The page's dialogs, one at a time. */
import { useState } from 'preact/hooks';
import { useBench } from '../bench.ts';
import { readAnswer } from '../paste.ts';
import { KEYS } from '../shortcuts.ts';
import type { SnapshotReason } from '../storage/work-storage.ts';
import { Dialog } from './Dialog.tsx';
import { Outcomes } from './Outcomes.tsx';

export function Dialogs() {
  const { dialog } = useBench();
  const open = dialog.value;
  switch (open?.kind) {
    case 'paste':
      return <Paste />;
    case 'start-over':
      return <StartOver />;
    case 'new-file':
      return <NameFile title="New file" label="Name" initial="" action="Create" />;
    case 'rename':
      return <NameFile title={`Rename ${open.name}`} label="New name" initial={open.name} action="Rename" />;
    case 'history':
      return <History />;
    case 'keys':
      return <Keys />;
    case 'outcomes':
      return <Outcomes />;
    default:
      return null;
  }
}

function StartOver() {
  const bench = useBench();
  const close = () => {
    bench.dialog.value = undefined;
  };
  return (
    <Dialog title="Start over?">
      <p>
        Your files become the starter again. What you have now goes into the history, so you can come back to
        it.
      </p>
      <div class="wb-row end">
        <button type="button" class="button" onClick={close}>
          Keep working
        </button>
        <button
          type="button"
          class="button primary"
          onClick={() => {
            close();
            void bench.startOver();
          }}
        >
          Start over
        </button>
      </div>
    </Dialog>
  );
}

function Paste() {
  const bench = useBench();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const { files, unnamed } = readAnswer(text, bench.exercise.entry);
    const names = Object.keys(files);
    if (names.length === 0) {
      setProblem('There is no code in it. Copy the whole answer, code blocks and all.');
      return;
    }
    bench.dialog.value = undefined;
    const before = bench.work.files.peek();
    const { 'package.json': manifest } = bench.work.base.peek();
    await bench.work.replaceAll(
      { ...(manifest !== undefined && { 'package.json': manifest }), ...files },
      'paste',
    );
    const left =
      unnamed === 0
        ? ''
        : ` ${unnamed} more ${unnamed === 1 ? 'block' : 'blocks'} had no name and stayed out.`;
    bench.toast.value = {
      text: `Pasted: ${names.join(', ')}.${left}`,
      undo: () => void bench.work.replaceAll(before, 'restore'),
    };
  };
  return (
    <Dialog title="Paste your tool's answer">
      <form onSubmit={(event) => void submit(event)}>
        <label class="wb-stacked">
          The whole answer, or the code alone. Code blocks that carry a file's name become that file.
          <textarea
            spellcheck={false}
            autocomplete="off"
            value={text}
            aria-describedby="wb-paste-problem"
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <p id="wb-paste-problem" class="wb-problem" role="alert">
          {problem}
        </p>
        <div class="wb-row end">
          <button
            type="button"
            class="button"
            onClick={() => {
              bench.dialog.value = undefined;
            }}
          >
            Cancel
          </button>
          <button type="submit" class="button primary">
            Take it
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function NameFile(props: { title: string; label: string; initial: string; action: string }) {
  const bench = useBench();
  const [name, setName] = useState(props.initial);
  const [problem, setProblem] = useState<string>();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const trimmed = name.trim();
    const wrong = props.initial ? bench.work.rename(props.initial, trimmed) : bench.work.create(trimmed);
    setProblem(wrong);
    if (wrong === undefined) bench.dialog.value = undefined;
  };
  return (
    <Dialog title={props.title}>
      <form onSubmit={submit}>
        <label class="wb-stacked">
          {props.label}
          <input
            spellcheck={false}
            autocomplete="off"
            autocapitalize="off"
            placeholder="routes/login.ts"
            value={name}
            aria-invalid={problem !== undefined}
            aria-describedby="wb-name-problem"
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <p id="wb-name-problem" class="wb-problem" role="alert">
          {problem}
        </p>
        <div class="wb-row end">
          <button
            type="button"
            class="button"
            onClick={() => {
              bench.dialog.value = undefined;
            }}
          >
            Cancel
          </button>
          <button type="submit" class="button primary">
            {props.action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

const REASONS: Readonly<Record<SnapshotReason, string>> = {
  'start-over': 'before starting over',
  'starter-update': 'before taking the newer starter',
  'other-tab': 'as another tab had it',
  restore: 'before going back',
  paste: 'before another answer was pasted',
};

function History() {
  const bench = useBench();
  const { work } = bench;
  const snapshots = work.snapshots.value;
  return (
    <Dialog title="History of your files">
      {snapshots.length === 0 ? (
        <p>Nothing yet. Before something replaces all your files, they are put here.</p>
      ) : (
        <ul class="wb-snapshots">
          {snapshots.map((snapshot) => (
            <li key={snapshot.id}>
              <span>
                {new Date(snapshot.at).toLocaleString()} <span class="label">{REASONS[snapshot.reason]}</span>
              </span>
              <button
                type="button"
                class="button small quiet"
                onClick={() => {
                  bench.compare({
                    title: `the files of ${new Date(snapshot.at).toLocaleString()}`,
                    files: snapshot.files,
                  });
                }}
              >
                Compare
              </button>
              <button
                type="button"
                class="button small"
                disabled={work.readOnly.value}
                onClick={() => {
                  bench.dialog.value = undefined;
                  const before = work.files.peek();
                  void work.restoreSnapshot(snapshot).then(() => {
                    bench.toast.value = {
                      text: 'The files are back.',
                      undo: () => void work.replaceAll(before, 'restore'),
                    };
                  });
                }}
              >
                Bring back
              </button>
            </li>
          ))}
        </ul>
      )}
      <form method="dialog" class="wb-row end">
        <button type="submit" class="button">
          Close
        </button>
      </form>
    </Dialog>
  );
}

function Keys() {
  const rows = [
    [KEYS.run, 'Run the app with the code as it is'],
    [KEYS.send, 'In the attack console: send the request'],
    [KEYS.check, 'Check my fix'],
    [`${KEYS.nextFailed}, ${KEYS.previousFailed}`, 'Next, previous failed check'],
    [`${KEYS.nextPane}, ${KEYS.previousPane}`, 'Next, previous pane: brief, editor, tools'],
    ['Esc, then Tab', 'Leave the editor'],
    ['← → ↑ ↓', 'On a bar between panes: move it'],
  ];
  return (
    <Dialog title="Keys">
      <dl class="wb-keys">
        {rows.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" class="wb-row end">
        <button type="submit" class="button">
          Close
        </button>
      </form>
    </Dialog>
  );
}
