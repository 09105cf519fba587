/** The part of a review's page that one works with: the code to mark, what to hand in, and what came of it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import Icon from '../../components/Icon.tsx';
import { saveFile } from '../../progress/save-file.ts';
import { guardLeaving } from '../../workbench/state/tabs.ts';
import { IndexedDbStorage } from '../../workbench/storage/indexed-db.ts';
import { CodeLines } from './CodeLines.tsx';
import { Hints } from './Hints.tsx';
import type { PageKey } from './key.ts';
import { answersText, isComplete } from './marks.ts';
import { Notices } from './Notices.tsx';
import { Result } from './Result.tsx';
import { ReviewStore } from './review-store.ts';

export interface ReviewProps {
  exercise: string;
  categories: ReadonlyArray<{ id: string; title: string }>;
  files: ReadonlyArray<{
    name: string;
    /** The lines as they are, and coloured. */
    text: string[];
    html: string[];
  }>;
  /** Marks that a review may have. */
  atMost: number;
  hintsHtml: readonly string[];
  keyUrl: string;
  /** Where the course goes on after a pass. */
  next: { words: string; href: string };
}

export default function Review(props: ReviewProps) {
  const [store] = useState(() => openStore(props));
  useEffect(() => {
    const stop = guardLeaving(store.work, window);
    void store.start();
    return () => {
      stop();
      store.tabs.close();
    };
  }, [store]);
  return (
    <div class="review" data-ready={store.work.restored.value}>
      <Notices store={store} onDownload={() => download(store, props)} />
      <div class="files">
        {props.files.map((file) => (
          <CodeLines key={file.name} store={store} file={file} categories={props.categories} />
        ))}
      </div>
      <Bar store={store} {...props} />
      <Hints work={store.work} hints={props.hintsHtml}>
        <MoreToDo store={store} onDownload={() => download(store, props)} />
      </Hints>
      <Result store={store} {...props} />
    </div>
  );
}

function openStore({ exercise, files, atMost, keyUrl }: ReviewProps): ReviewStore {
  return new ReviewStore({
    exercise,
    atMost,
    lines: Object.fromEntries(files.map(({ name, text }) => [name, text])),
    storage: new IndexedDbStorage(),
    // On the server, where the page is made, there is neither.
    tabs: typeof window === 'undefined' ? {} : browserTabs(),
    loadKey: () => fetchKey(keyUrl),
  });
}

const browserTabs = () => ({
  ...(navigator.locks && { locks: navigator.locks }),
  openChannel: (name: string) => new BroadcastChannel(name),
});

async function fetchKey(url: string): Promise<PageKey> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.json();
}

const download = (store: ReviewStore, { exercise }: ReviewProps) =>
  saveFile(`${exercise}-answers.json`, answersText(exercise, store.marks.peek()));

/** How many marks there are, what they lack, and the way to hand them in. */
function Bar({ store, ...props }: ReviewProps & { store: ReviewStore }) {
  const marks = store.marks.value;
  const open = marks.filter((mark) => !isComplete(mark)).length;
  const locked = store.work.readOnly.value;
  const word = store.word.value;
  const score = store.score.value;
  const handIn = async () => {
    if (await store.handIn()) document.getElementById('result-title')?.focus();
    else focusOpenMark();
  };
  return (
    <div class="hand-in" data-pagefind-ignore>
      <p class="sr-only" role="status">
        {score &&
          !store.changed.value &&
          `${score.passed ? 'Passed' : 'Not passed yet'}: ${score.found} of ${score.findings.length} holes found, ${score.earned} of ${score.max} points.`}
      </p>
      <div class="word" role="status">
        {word && (
          <p>
            {word.text}
            {word.undo && (
              <button
                type="button"
                class="button quiet"
                onClick={() => {
                  word.undo?.();
                  store.word.value = undefined;
                }}
              >
                Undo
              </button>
            )}
          </p>
        )}
      </div>
      <div class="row">
        <p class="count">
          <strong>
            {marks.length} of at most {props.atMost} marks
          </strong>
          {open > 0 && (
            <span class="unsaid">
              <Icon name="pending" /> {open === 1 ? '1 is' : `${open} are`} not finished
            </span>
          )}
        </p>
        <button
          type="button"
          class="button primary"
          disabled={locked || store.handing.value}
          onClick={() => void handIn()}
        >
          Hand in my review
        </button>
      </div>
    </div>
  );
}

/** What one needs now and then. */
function MoreToDo({ store, onDownload }: { store: ReviewStore; onDownload(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const marks = store.marks.value;
  const locked = store.work.readOnly.value;
  return (
    <>
      <button
        type="button"
        class="button quiet"
        disabled={locked || (marks.length === 0 && !store.handedIn.value)}
        onClick={() => dialog.current?.showModal()}
      >
        Start over
      </button>
      <button
        type="button"
        class="button quiet"
        disabled={!store.work.restored.value || marks.length === 0}
        onClick={onDownload}
      >
        Download
      </button>
      <dialog
        ref={dialog}
        class="ask"
        aria-labelledby="start-over-title"
        onClose={(event) => {
          if (event.currentTarget.returnValue === 'yes') void store.startOver();
          event.currentTarget.returnValue = '';
        }}
      >
        <form method="dialog">
          <h2 id="start-over-title">Start over?</h2>
          <p>
            {marks.length === 1 ? 'Your mark' : `All ${marks.length} marks`} and the last result go. You can
            undo it right after.
            {store.work.passed.value && ' That you passed stays.'}
          </p>
          <div class="row">
            <button type="submit" class="button" value="no">
              Keep my marks
            </button>
            <button type="submit" class="button primary" value="yes">
              Start over
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}

/** After the next drawing: the form may only be opening. */
export function focusOpenMark(): void {
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>('.mark-form select, .mark-form input')?.focus(),
  );
}
