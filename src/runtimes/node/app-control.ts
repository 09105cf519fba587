/** The app process's end of the pipe to its parent. What it needs later is taken before the app can replace it. */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { CONTROL_FD } from './control.ts';

export interface Control {
  send(line: string): void;
  onLine(listener: (line: string) => void): void;
  /** The parent is gone. */
  onClose(listener: () => void): void;
  /** From here on the process ends when the app has nothing left to do. */
  unref(): void;
}

// A copy: the import itself follows what the app puts in its place.
const write = writeSync;

/** Opens the pipe; once in a process. */
export function openControl(): Control {
  const pipe = new Socket({ fd: CONTROL_FD, readable: true, writable: false });
  const { setEncoding } = pipe;
  return {
    send(text) {
      const line = `${text}\n`;
      for (let written = 0; written < line.length; ) {
        try {
          written += write(CONTROL_FD, line.slice(written));
        } catch (error) {
          // The pipe is full: the parent will read on. Anything else: it is gone, and this process ends with it.
          if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
        }
      }
    },
    onLine(listener) {
      setEncoding.call(pipe, 'utf8');
      let pending = '';
      pipe.on('data', (text: Buffer | string) => {
        pending += text;
        for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
          const line = pending.slice(0, end);
          pending = pending.slice(end + 1);
          listener(line);
        }
      });
    },
    onClose(listener) {
      pipe.on('close', listener);
      pipe.on('error', listener);
    },
    unref: () => void pipe.unref(),
  };
}
