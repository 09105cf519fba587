/** The worker of the grader side: PostgreSQL, the suites and their runner. The page starts two: lab and grader. */
import { Host } from './host.ts';
import type { FromHost, ToHost } from './link.ts';

const send = (message: FromHost) => postMessage(message);
const host = new Host(send);
addEventListener('message', ({ data }: MessageEvent<ToHost>) => host.receive(data));
