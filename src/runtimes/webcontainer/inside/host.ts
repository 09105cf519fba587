/** The grader side's process in the container: `node .other90/host.mjs <box>`. */
import { createRequire } from 'node:module';
import { Host } from '../../node/host-calls.ts';
import { ALIVE_MS, type FromHost, type ToHost } from '../../node/host-link.ts';
import { openMail } from './mail.ts';
import { noteRunningApp } from './running-app.ts';
import { importSuite } from './suites.ts';

const [box = ''] = process.argv.slice(2);

/** What the app's process needs beyond what every Node of the last years has. */
const NEEDED = ['registerHooks', 'stripTypeScriptTypes', 'syncBuiltinESMExports'] as const;

function missingParts(): string[] {
  const parts = createRequire(import.meta.url)('node:module') as Record<string, unknown>;
  return NEEDED.filter((name) => typeof parts[name] !== 'function');
}

const host = new Host({
  importSuite,
  send(message: FromHost) {
    if (message.type === 'listening') noteRunningApp(message.port);
    mail.send(message);
  },
});

const mail = openMail(box, (letter) => void receive(letter as ToHost));

async function receive(message: ToHost): Promise<void> {
  const method = message.type === 'call' ? message.method : undefined;
  const missing = method === 'boot' ? missingParts() : [];
  if (missing.length > 0) {
    const text = `its Node ${process.version} has no ${missing.join(', no ')}, which the grader needs`;
    mail.send({ type: 'threw', id: message.id, message: text } satisfies FromHost);
    return;
  }
  await host.receive(message);
  if (method !== 'close') return;
  await mail.flushed();
  process.exit(0);
}

setInterval(() => mail.send({ type: 'alive' } satisfies FromHost), ALIVE_MS);
