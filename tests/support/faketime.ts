/** libfaketime: a program that is started with it in `LD_PRELOAD` gets the date that a file tells. */
import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/faketime/libfaketime.so.1',
];

/** @throws when it is not installed: the message says how to get it. */
export function libfaketime(): string {
  const found = PLACES.find((path) => existsSync(path));
  if (!found) throw new Error('libfaketime is not installed: apt-get install libfaketime');
  return found;
}
