/**
 * Serves the built course on localhost: `npm run serve -- [--port N]`. Without a port it takes 4390, or a free one
 * when somebody else has it.
 */
import { parseArgs } from 'node:util';
import { serveSite } from '../tests/support/site.ts';

const { values } = parseArgs({ options: { port: { type: 'string' } } });
const wanted = values.port === undefined ? 4390 : Number(values.port);
if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535) {
  console.error(`--port ${values.port} is not a port: give a number from 0 (any free one) to 65535.`);
  process.exit(2);
}

const taken = (error: unknown) => (error as NodeJS.ErrnoException).code === 'EADDRINUSE';

const server = await serveSite({ port: wanted }).catch((error: unknown) => {
  if (!taken(error)) throw error;
  if (values.port === undefined) return serveSite();
  console.error(`Port ${wanted} is taken: stop what uses it, or give another with --port.`);
  process.exit(2);
});

console.log(`\nThe Other 90% is at ${server.origin}/\nStop it with Ctrl+C.`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.close().then(() => process.exit(0)));
}
