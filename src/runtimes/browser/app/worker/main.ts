/** The script of an app worker: sets the stage, then waits for app-link's `start`. */
import './natives.ts';
import { installHook } from '../loader/hook.ts';
import { openPackages } from '../loader/packages.ts';
import type { WorkerInit } from '../protocol.ts';
import process from '../shims/process.ts';
import { Control } from './control.ts';
import { installGlobals } from './globals.ts';
import { AppLink } from './link.ts';
import { lockDown } from './lockdown.ts';
import { watchErrors } from './uncaught.ts';

const first = (event: MessageEvent<WorkerInit>): void => {
  removeEventListener('message', first);
  const [port, control] = event.ports;
  if (port && control) open(event.data, port, new Control(control));
};
addEventListener('message', first);

function open({ manifest, urls }: WorkerInit, port: MessagePort, control: Control): void {
  openPackages(manifest, urls);
  installHook();
  const link = new AppLink(port, installGlobals(), control);
  watchErrors((error, kind, promise) => link.uncaught(error, kind, promise));
  lockDown();
  process.env.NODE_ENV = 'production';
  control.ready();
}
