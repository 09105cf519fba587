/** What the app printed. */
import { useEffect, useRef } from 'preact/hooks';
import { useBench } from '../bench.ts';
import { Copy } from './Copy.tsx';

export function LogsPane() {
  const { running } = useBench();
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lines = running.lines.value;
  const dropped = running.droppedLines.value;

  // Follows the newest line unless the reader scrolled up.
  useEffect(() => {
    if (atEnd.current && lines.length > 0 && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);

  return (
    <div class="wb-logs">
      <div class="wb-bar">
        <p class="label">
          {lines.length} {lines.length === 1 ? 'line' : 'lines'}
          {dropped > 0 && `, ${dropped} older ones dropped`}
        </p>
        <Copy text={() => lines.map(({ text }) => text).join('\n')} label="Copy" />
        <button type="button" class="button small quiet" onClick={() => running.clearLogs()}>
          Clear
        </button>
      </div>
      <div
        ref={box}
        class="wb-log"
        role="log"
        aria-live="off"
        aria-label="Output of the app"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          atEnd.current = scrollTop + clientHeight >= scrollHeight - 24;
        }}
      >
        {lines.length === 0 && (
          <p class="wb-empty">Nothing printed yet. console.log and errors of the app show up here.</p>
        )}
        {lines.map(({ id, stream, text }) => (
          <div key={id} class={stream}>
            {stream === 'stderr' && <span class="sr-only">error: </span>}
            {text === '' ? '\u00a0' : text}
          </div>
        ))}
      </div>
    </div>
  );
}
