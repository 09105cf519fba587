/** Instead of `node/app-control.ts`: the app process's end of Node's message channel, which the app itself does not see. */
import type { Control } from '../../node/app-control.ts';

export function openControl(): Control {
  const { channel } = process;
  const send = process.send?.bind(process);
  const own = process as Partial<Pick<NodeJS.Process, 'send' | 'disconnect'>>;
  delete own.send;
  delete own.disconnect;
  return {
    send(line) {
      try {
        send?.(line, undefined, undefined, () => {});
      } catch {
        // The parent is gone, and this process ends with it.
      }
    },
    onLine(listener) {
      process.on('message', (message: unknown) => {
        if (typeof message === 'string') listener(message);
      });
    },
    onClose(listener) {
      process.on('disconnect', listener);
    },
    unref: () => channel?.unref(),
  };
}
