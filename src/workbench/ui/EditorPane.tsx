/**
 * The editor's place: file tabs above, below them the plain editor at once and the full one when it has come. On touch
 * screens, where Monaco is poor, the plain one stays.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useBench } from '../bench.ts';
import type { Editor } from '../editor/monaco.ts';
import { Compare } from './Compare.tsx';
import { FileTabs } from './FileTabs.tsx';
import { PlainEditor } from './PlainEditor.tsx';

/** Fingers, or too little room for a gutter and a suggestion list. */
const PLAIN = '(pointer: coarse), (max-width: 47.99rem)';

export function EditorPane() {
  const bench = useBench();
  const { work, layout, comparison } = bench;
  const touch = useMedia(PLAIN);
  // Until it is known what the screen is, the plain editor is right.
  const full = touch === false && !layout.arrangement.value.plainEditor;
  const name = work.activeFile.value;
  return (
    <section class="wb-editor" aria-label="Editor">
      <FileTabs />
      <div
        class="wb-panel wb-file"
        role="tabpanel"
        id="file-panel"
        aria-labelledby={`file-${CSS_ID(name)}-tab`}
        hidden={comparison.value !== undefined}
      >
        {full ? <FullEditor /> : <PlainEditor />}
      </div>
      {comparison.value && <Compare full={full} comparison={comparison.value} />}
    </section>
  );
}

/** A file's name as part of an id. */
export const CSS_ID = (name: string) => name.replace(/[^\w-]/g, '_');

function useMedia(query: string): boolean | undefined {
  const [matches, setMatches] = useState<boolean>();
  useEffect(() => {
    const list = matchMedia(query);
    const follow = () => setMatches(list.matches);
    follow();
    list.addEventListener('change', follow);
    return () => list.removeEventListener('change', follow);
  }, [query]);
  return matches;
}

/** Monaco when it is there; until then, and when it can't be loaded, the plain editor. */
function FullEditor() {
  const bench = useBench();
  const { work, layout } = bench;
  const host = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  const restored = work.restored.value;

  useEffect(() => {
    // Not before the learner's own text is back.
    if (!restored) return;
    let editor: Editor | undefined;
    let gone = false;
    import('../editor/monaco.ts')
      .then(({ openEditor }) => {
        if (gone || !host.current) return;
        editor = openEditor(host.current, bench);
        // Whoever types already goes on typing at the same place.
        const plain = document.querySelector<HTMLTextAreaElement>('.wb-plain textarea');
        if (plain) editor.takeOver(plain);
        setState('ready');
        void import('../editor/typescript-service.ts').then(
          ({ startTypeScript }) => !gone && startTypeScript(),
        );
        // The database and the app's workers come last: reading and typing go first.
        if (!savesData()) void bench.prepare();
      })
      .catch(() => !gone && setState('failed'));
    return () => {
      gone = true;
      editor?.dispose();
    };
  }, [bench, restored]);

  return (
    <>
      <div ref={host} class="wb-monaco" hidden={state !== 'ready'} />
      {state !== 'ready' && <PlainEditor />}
      {state === 'failed' && (
        <p class="wb-editor-word label" role="status">
          The full editor could not be loaded; this one does the same job.{' '}
          <button
            type="button"
            class="link"
            onClick={() => {
              layout.change({ plainEditor: true });
            }}
          >
            Stay with it
          </button>
        </p>
      )}
    </>
  );
}

function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}
