/** Two versions of the app beside each other, file by file: mostly another one and the learner's. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Comparison, useBench } from '../bench.ts';
import { diffLines } from '../editor/diff-lines.ts';
import type { DiffView } from '../editor/monaco.ts';
import { changedNames } from '../state/files.ts';

export function Compare({ comparison, full }: { comparison: Comparison; full: boolean }) {
  const { work } = useBench();
  const right = comparison.right?.files ?? work.files.value;
  const names = changedNames(comparison.files, right);
  const [picked, setPicked] = useState<string>();
  // The file that is run tells most.
  const first = names.includes(work.entry) ? work.entry : names[0];
  const name = picked !== undefined && names.includes(picked) ? picked : (first ?? '');
  return (
    <div class="wb-compare">
      <div class="wb-compare-bar">
        <p class="label">
          Left: {comparison.title}. Right: {comparison.right?.title ?? 'your code'}.{' '}
          {names.length === 0
            ? 'They are the same.'
            : names.length === 1
              ? '1 file differs.'
              : `${names.length} files differ.`}
        </p>
        {names.length > 1 && (
          <label>
            <span class="sr-only">File to compare</span>
            <select value={name} onChange={(event) => setPicked(event.currentTarget.value)}>
              {names.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
        )}
      </div>
      {names.length > 0 &&
        (full ? (
          <FullDiff name={name} before={comparison.files[name] ?? ''} after={right[name] ?? ''} />
        ) : (
          <PlainDiff before={comparison.files[name] ?? ''} after={right[name] ?? ''} />
        ))}
    </div>
  );
}

function FullDiff({ name, before, after }: { name: string; before: string; after: string }) {
  const host = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let view: DiffView | undefined;
    let gone = false;
    import('../editor/monaco.ts')
      .then(({ openDiff }) => {
        if (!gone && host.current) view = openDiff(host.current, name, before, after);
      })
      .catch(() => setFailed(true));
    return () => {
      gone = true;
      view?.dispose();
    };
  }, [name, before, after]);
  return failed ? <PlainDiff before={before} after={after} /> : <div ref={host} class="wb-monaco" />;
}

function PlainDiff({ before, after }: { before: string; after: string }) {
  const signs = { same: ' ', gone: '−', new: '+' } as const;
  const words = { same: '', gone: 'only left: ', new: 'only right: ' } as const;
  return (
    <pre class="wb-plain-diff">
      {diffLines(before, after).map(({ kind, text }, index) => (
        <div key={index} class={kind}>
          <span aria-hidden="true">{signs[kind]} </span>
          <span class="sr-only">{words[kind]}</span>
          {text}
        </div>
      ))}
    </pre>
  );
}
