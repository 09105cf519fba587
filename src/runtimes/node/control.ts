/** Messages between an app process and whoever started it: JSON lines on file descriptor 3. */
import type { AppFault } from '../faults.ts';

/** The descriptor in the app process. */
export const CONTROL_FD = 3;

export type ToAppProcess =
  | {
      type: 'start';
      /** Has to come back with every message from now on: the app could write to the descriptor as well. */
      token: string;
      entry: string;
      /** TypeScript files of the app, by path, with their types stripped already. */
      stripped: Record<string, string>;
      env: Record<string, string>;
      port: number;
      epochMs: number;
      /** The machine's date may be set, the app's goes on all the same. */
      steady: boolean;
      /** Real time of the sender: the same machine, so what passed on the way can be added. */
      sentAt: number;
    }
  | { type: 'set-clock'; id: number; epochMs: number; sentAt: number }
  | { type: 'ping' };

export type FromAppProcess =
  /** Preloaded; a `start` may come. */
  | { type: 'ready' }
  | { type: 'listening'; port: number; address: string }
  /** Wanted another port than it was given. */
  | { type: 'wrong-port'; port: number }
  /** An error that nobody caught: the process is about to end. */
  | { type: 'fault'; fault: AppFault }
  /** Nothing is left to do: the process ends by itself. */
  | { type: 'done' }
  | { type: 'clock-set'; id: number }
  | { type: 'pong' };

export type Signed<T> = T & { token: string };
