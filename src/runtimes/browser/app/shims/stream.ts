/** `stream`: the streams of Node itself in their npm edition. */
import all from 'readable-stream-npm';

type NodeStream = typeof import('node:stream');

const stream = all as unknown as NodeStream;

export const { Readable, Writable, Duplex, Transform, PassThrough, Stream } = stream;
export default stream;
