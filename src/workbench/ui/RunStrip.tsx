/** What the app does right now, in one line; why it is gone, in its own words. */
import Icon from '../../components/Icon.tsx';
import { describeFault } from '../../runtimes/faults.ts';
import { useBench } from '../bench.ts';
import { Glyph } from './Glyph.tsx';

export function RunStrip() {
  const bench = useBench();
  const { running } = bench;
  const state = running.state.value;
  const again = (label: string) => (
    <button type="button" class="button small" onClick={() => void bench.run()}>
      <Glyph name="run" />
      {label}
    </button>
  );
  switch (state.kind) {
    case 'stopped':
      return (
        <div class="wb-strip">
          <p class="label">The app is not running. Sending a request starts it.</p>
        </div>
      );
    case 'starting':
      return (
        <div class="wb-strip pending">
          <p class="label">
            <Icon name="pending" size={13} /> Starting the app on a fresh database…
          </p>
        </div>
      );
    case 'running':
      return (
        <div class={`wb-strip ${running.outdated.value ? 'pending' : ''}`}>
          <p class="label">
            <span class="wb-dot" aria-hidden="true" />
            {running.outdated.value ? 'Running, but your code has changed since.' : 'The app is running.'}
          </p>
          {running.outdated.value ? again('Run the new code') : again('Restart')}
        </div>
      );
    case 'faulted': {
      const place = 'place' in state.fault ? state.fault.place : undefined;
      const stack = state.fault.kind === 'crash' ? state.fault.stack : undefined;
      return (
        <div class="wb-strip fault">
          <div>
            <p>{describeFault(state.fault)}</p>
            {stack && (
              <details>
                <summary class="label">Stack</summary>
                <pre>{stack}</pre>
              </details>
            )}
          </div>
          {place && (
            <button type="button" class="button small" onClick={() => bench.showPlace(place)}>
              Go to line {place.line}
            </button>
          )}
          {again('Run again')}
        </div>
      );
    }
    case 'broken':
      return (
        <div class="wb-strip fault">
          <p>The app could not be started, and that is not your code's fault: {state.message}</p>
          {again('Try again')}
        </div>
      );
  }
}
