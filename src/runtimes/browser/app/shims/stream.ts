/** `stream`: the streams of Node itself in their npm edition. */
import all from 'readable-stream-npm';

type NodeStream = typeof import('node:stream');

const stream = all as unknown as NodeStream;

export const { Readable, Writable, Duplex, Transform, PassThrough, Stream } = stream;
// As Node 24 has it: with everything there, the decoder tells its rest as well.
const { setEncoding } = Readable.prototype;
Readable.prototype.setEncoding = function (encoding: BufferEncoding) {
  setEncoding.call(this, encoding);
  const state = (this as unknown as { _readableState: DecodedState })._readableState;
  const rest = state.ended ? state.decoder.end() : '';
  if (rest !== '') {
    state.buffer.push((state.buffer.shift() ?? '') + rest);
    state.length += rest.length;
  }
  return this;
};

interface DecodedState {
  ended: boolean;
  length: number;
  decoder: { end(): string };
  buffer: { push(text: string): void; shift(): string | undefined };
}

export default stream;
