/**
 * A host process leads a group of its own, with the apps it spawns in it: all of them can be ended at once, also
 * when the host stands still in an endless statement and an app in an endless loop.
 */
import type { ChildProcess } from 'node:child_process';
import { Worker } from 'node:worker_threads';

/** Groups exist on POSIX systems only. */
export const CAN_GROUP = process.platform !== 'win32';

/** Ends a child that was spawned with `detached`, and all that it has spawned. */
export function killGroup(leader: ChildProcess): void {
  try {
    if (CAN_GROUP && leader.pid !== undefined) process.kill(-leader.pid, 'SIGKILL');
    else leader.kill('SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** In its own thread, since this process may stand still when its parent dies. */
const WATCH = `
const parent = process.ppid;
setInterval(() => {
  if (process.ppid === parent) return;
  process.kill(${CAN_GROUP ? '-process.pid' : 'process.pid'}, 'SIGKILL');
}, 1000);
`;

/** Ends this process and its group when its parent is gone. For the leader of a group. */
export function endWithParent(): void {
  new Worker(WATCH, { eval: true }).unref();
}
