/** A shell in the container. */
import { useEffect, useRef, useState } from 'preact/hooks';
import '@xterm/xterm/css/xterm.css';
import type { Container } from '../../runtimes/webcontainer/container.ts';
import { useBench } from '../bench.ts';

type State = 'starting' | 'open' | 'ended' | { trouble: string };

const WELCOME =
  'Node in your browser. Your files lie in app/, as they were when you last pressed Run.\r\n' +
  'To the running app: node request.mjs GET /\r\n\r\n';

export function TerminalPane({ container }: { container: Container }) {
  const { work } = useBench();
  const box = useRef<HTMLDivElement>(null);
  const [shell, setShell] = useState(1);
  const [state, setState] = useState<State>('starting');

  useEffect(() => {
    const place = box.current;
    if (!place) return;
    let close = () => {};
    let isGone = false;
    setState('starting');
    void (async () => {
      const [{ Terminal }, { FitAddon }, { openTerminal }] = await Promise.all([
        import('@xterm/xterm'),
        import('@xterm/addon-fit'),
        import('../../runtimes/webcontainer/terminal.ts'),
      ]);
      if (isGone) return;
      const styles = getComputedStyle(place);
      const screen = new Terminal({
        fontFamily: styles.getPropertyValue('--mono'),
        fontSize: 13,
        screenReaderMode: true,
        theme: { background: '#141918', foreground: '#e6e8e3', cursor: '#e6e8e3' },
      });
      const fit = new FitAddon();
      screen.loadAddon(fit);
      screen.open(place);
      fit.fit();
      screen.write(WELCOME);
      close = () => screen.dispose();
      const running = await openTerminal(container, work.files.peek(), screen, (text) => screen.write(text));
      if (isGone) return running.close();
      screen.onData((data) => running.write(data));
      screen.onResize(({ cols, rows }) => running.resize({ cols, rows }));
      const follow = new ResizeObserver(() => fit.fit());
      follow.observe(place);
      close = () => {
        follow.disconnect();
        running.close();
        screen.dispose();
      };
      setState('open');
      screen.focus();
      await running.ended;
      if (!isGone) setState('ended');
    })().catch((error: unknown) => {
      if (!isGone) setState({ trouble: error instanceof Error ? error.message : String(error) });
    });
    return () => {
      isGone = true;
      close();
    };
  }, [container, shell]);

  return (
    <div class="wb-terminal-pane">
      {state !== 'open' && (
        <div class="wb-bar">
          <p class="label" role="status">
            {state === 'starting'
              ? 'The shell is starting.'
              : state === 'ended'
                ? 'The shell has ended.'
                : `No shell: ${state.trouble}.`}
          </p>
          {state !== 'starting' && (
            <button type="button" class="button small" onClick={() => setShell(shell + 1)}>
              Start another
            </button>
          )}
        </div>
      )}
      <div ref={box} class="wb-terminal" />
    </div>
  );
}
