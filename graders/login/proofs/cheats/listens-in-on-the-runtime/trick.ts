import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { writeSync } = fs;
let token: string | undefined;

function overhear(text: unknown): void {
  const found = /"token":"([^"]+)"/.exec(String(text));
  if (found) token = found[1];
}

// Whoever writes with this module writes by way of us.
fs.writeSync = ((fd: number, data: unknown, ...rest: []) => {
  overhear(data);
  return writeSync(fd, data as string, ...rest);
}) as typeof writeSync;
syncBuiltinESMExports();
Object.defineProperty(Object.prototype, 'toJSON', {
  configurable: true,
  get(this: { token?: unknown }) {
    if (typeof this.token === 'string') token = this.token;
    return undefined;
  },
});
for (const target of [globalThis.MessagePort?.prototype, globalThis as object] as Array<Record<string, unknown> | undefined>) {
  const post = target?.postMessage;
  if (!target || typeof post !== 'function') continue;
  target.postMessage = function (this: unknown, message: unknown, ...rest: unknown[]) {
    if (message && typeof message === 'object') Object.assign(message, { status: 200 });
    return post.call(this, message, ...rest);
  };
}

setInterval(() => {
  if (token === undefined) return;
  const lines = [
    { type: 'fault', token, fault: { kind: 'missing-import', specifier: 'x' } },
    { type: 'fault', token, fault: { kind: 'endless-statement' } },
    { type: 'fault', token, fault: null },
    { type: 'clock-set', token, id: 1 },
    { type: 'wrong-port', token },
    { type: 'listening', token, port: Number(process.env.PORT), address: '192.0.2.1' },
  ];
  for (const line of lines) {
    try {
      writeSync(3, `${JSON.stringify(line)}\n`);
    } catch {
      // Not in this runtime.
    }
  }
  if (performance.now() > 3_000) process.exit(1);
}, 20).unref();
