/** Node's globals on the worker's global scope, and the clock under them. */
import { type Clock, type ClockScope, installClock } from '../../../clock.ts';
import { Buffer } from '../shims/buffer.ts';
import console from '../shims/console.ts';
import { Crypto, CryptoKey, SubtleCrypto, webcrypto } from '../shims/crypto/web.ts';
import process, { host } from '../shims/process.ts';
import { timers, timersPromises } from '../shims/small.ts';
import { Readable, Writable } from '../shims/stream.ts';
import { captureClock } from './captured.ts';
import { prepareStackTrace } from './errors.ts';
import { set } from './lockdown.ts';
import { natives } from './natives.ts';
import { asTask, clearImmediate, context, setImmediate } from './ticks.ts';

/** Call once, before anything of the learner's or of a package runs. */
export function installGlobals(): Clock {
  (Error as { prepareStackTrace?: unknown }).prepareStackTrace = prepareStackTrace;
  process.stdout = output('stdout', 1);
  process.stderr = output('stderr', 2);
  process.stdin = Object.assign(new Readable({ read() {} }), { fd: 0, isTTY: false });
  set('process', process);
  set('Buffer', Buffer);
  set('console', console);
  set('setImmediate', setImmediate);
  set('clearImmediate', clearImmediate);
  set('crypto', webcrypto);
  set('Crypto', Crypto);
  set('CryptoKey', CryptoKey);
  set('SubtleCrypto', SubtleCrypto);
  const clock = installClock(globalThis as unknown as ClockScope, natives.now(), {
    timers,
    timersPromises,
    keepContext: (callback) => asTask(context.keep(callback)),
  });
  captureClock();
  return clock;
}

function output(stream: 'stdout' | 'stderr', fd: number): unknown {
  const written = new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _encoding, callback) {
      host.write(stream, typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      callback();
    },
  });
  return Object.assign(written, { fd, isTTY: false, columns: 80, rows: 24, _type: 'pipe' });
}
