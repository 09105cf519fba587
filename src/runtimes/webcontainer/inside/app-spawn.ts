/**
 * Instead of `node/app-spawn.ts`: an app process as the container's Node can have it. No flags for permissions or
 * memory, which it does not keep, and Node's own message channel in place of a fourth descriptor.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { AppControl, SpawnedAppHost } from '../../node/app-spawn.ts';
import { APP_HOST_SCRIPT } from '../places.ts';

const script = resolve(APP_HOST_SCRIPT);

export function spawnAppHost(folder: string, packages: readonly string[]): SpawnedAppHost {
  const child = spawn(process.execPath, [script, ...packages], {
    cwd: folder,
    // All of it, since nobody knows what the container's Node wants; the app itself sees what it is given.
    env: { ...process.env, TZ: 'UTC', NODE_ENV: 'production', NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  return { child, control: channelControl(child) };
}

function channelControl(child: ChildProcess): AppControl {
  return {
    send(line) {
      // An app that has ended hears nothing more.
      if (child.connected) child.send(line, () => {});
    },
    onLine(listener) {
      const receive = (message: unknown) => {
        if (typeof message === 'string') listener(message);
      };
      child.on('message', receive);
      return () => child.off('message', receive);
    },
    unref: () => child.channel?.unref(),
    destroy() {
      if (child.connected) child.disconnect();
    },
  };
}
