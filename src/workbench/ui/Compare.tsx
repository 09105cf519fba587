/** The learner's code beside another version of it, file by file. */
import { useComputed } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Comparison, useBench } from '../bench.ts';
import { diffLines } from '../editor/diff-lines.ts';
import type { DiffView } from '../editor/monaco.ts';
import { changedNames } from '../state/files.ts';

export function Compare({ comparison, full }: { comparison: Comparison; full: boolean }) {
  const bench = useBench();
  const { work } = bench;
  const changed = useComputed(() => changedNames(comparison.files, work.files.value));
  const [picked, setPicked] = useState<string>();
  const names = changed.value;
  const name = picked !== undefined && names.includes(picked) ? picked : (names[0] ?? '');
  return (
    <div class="wb-compare">
      <div class="wb-compare-bar">
        <p class="label">
          Left: {comparison.title}. Right: your code.{' '}
          {names.length === 0
            ? 'They are the same.'
            : `${names.length} ${names.length === 1 ? 'file' : 'files'} differ.`}
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
          <FullDiff name={name} before={comparison.files[name] ?? ''} />
        ) : (
          <PlainDiff before={comparison.files[name] ?? ''} after={work.files.value[name] ?? ''} />
        ))}
    </div>
  );
}

function FullDiff({ name, before }: { name: string; before: string }) {
  const bench = useBench();
  const host = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const after = bench.work.files.value[name] ?? '';
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
