/** What the running app shows on its own port, in the container. */
import { useState } from 'preact/hooks';
import { useBench } from '../bench.ts';
import type { RuntimeChoice } from '../state/runtime-choice.ts';

export function PreviewPane({ choice }: { choice: RuntimeChoice }) {
  const { running } = useBench();
  const [loads, setLoads] = useState(1);
  const url = choice.preview.value;
  const isRunning = running.state.value.kind === 'running';
  if (url === undefined)
    return (
      <p class="wb-empty">
        {isRunning
          ? 'The container has not told the address of the app’s port. The attack console reaches the app all the same.'
          : 'Press Run: what the app answers at / shows here.'}
      </p>
    );
  return (
    <div class="wb-preview">
      <div class="wb-bar">
        <p class="label">{url}</p>
        <button type="button" class="button small quiet" onClick={() => setLoads(loads + 1)}>
          Load again
        </button>
      </div>
      {/* On a host of its own, where it may be what it is: it reaches nothing of the course. Were it the course's host, it would be nobody's. */}
      <iframe
        key={`${url} ${loads}`}
        src={url}
        title="The running app"
        sandbox={`allow-scripts allow-forms${isElsewhere(url) ? ' allow-same-origin' : ''}`}
      />
    </div>
  );
}

const isElsewhere = (url: string) => new URL(url).origin !== location.origin;
