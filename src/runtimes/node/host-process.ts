/** The grader side's process, as its parent asks. It ends with its parent. */
import { Host } from './host-calls.ts';
import { ALIVE_MS, type FromHost, type ToHost } from './host-link.ts';
import { endWithParent } from './process-group.ts';
import { importSuite } from './suite-modules.ts';

function send(message: FromHost): void {
  if (process.connected) process.send?.(message);
}

const host = new Host({ send, importSuite });
process.on('message', (message: ToHost) => void host.receive(message));
endWithParent();
// Whoever asked is gone: in order, while there is time.
process.on('disconnect', () => void host.calls.close().finally(() => process.exit(0)));
setInterval(() => send({ type: 'alive' }), ALIVE_MS).unref();
