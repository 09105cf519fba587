/** What a client makes of the bytes that an app wrote: an answer, or nothing that is HTTP. */

/** A finished answer, as it would stand on the wire. */
export interface Answer {
  status: number;
  headers: Array<[string, string]>;
  body: Uint8Array;
}

/** Who waits for the answer. */
export interface Exchange {
  answer(answer: Answer): void;
  broken(message: string): void;
}

/** The head as it was when it was settled. */
export interface SentHead {
  status: number;
  headers: ReadonlyArray<readonly [name: string, value: string]>;
}

/** Bytes of the body, and the length told in front of them where they went as a chunk; the last one has the length 0. */
export interface SentPiece {
  bytes: Uint8Array;
  chunkLength: number | undefined;
  /** Pieces of one turn went out together. */
  turn: number;
}

/** @throws Error when no client can read it. */
export function answerOf(head: SentHead, pieces: readonly SentPiece[], mayHaveBody: boolean): Answer {
  const { status } = head;
  if (status < 200) throw new Error(`${status} announces another answer, and none came`);
  // Clients take the white space around a value away.
  const headers = head.headers.map(([name, value]): [string, string] => [
    name,
    value.replace(/^[ \t]+|[ \t]+$/g, ''),
  ]);
  const values = (wanted: string) =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  const [lengths, codings] = [values('content-length'), values('transfer-encoding')];
  if (lengths.length > 1) throw new Error('it has Content-Length more than once');
  const [length] = lengths;
  if (length !== undefined && !/^\d+$/.test(length)) throw new Error(`Content-Length says "${length}"`);
  if (length !== undefined && codings.length > 0) {
    throw new Error('it has Content-Length and Transfer-Encoding');
  }
  if (!mayHaveBody || status === 204 || status === 304) return { status, headers, body: new Uint8Array(0) };
  const isChunked = /(?:^|,)[ \t]*chunked$/i.test(codings.at(-1) ?? '');
  if (isChunked) return { status, headers, body: joined(chunksOf(pieces)) };
  if (length === undefined) return { status, headers, body: joined(pieces.flatMap(framed)) };
  return { status, headers, body: joined(announced(pieces, Number(length))) };
}

/** What Content-Length announced. @throws Error when less came, or when more came along with it. */
function announced(pieces: readonly SentPiece[], length: number): Uint8Array[] {
  const body: Uint8Array[] = [];
  let missing = length;
  for (const [index, piece] of pieces.entries()) {
    if (missing === 0) {
      // What comes later finds nobody who reads it.
      if (index > 0 && piece.turn > (pieces[index - 1]?.turn ?? 0)) return body;
      throw new Error(`Content-Length says ${length}, and more came`);
    }
    for (const bytes of framed(piece)) {
      missing -= bytes.byteLength;
      body.push(bytes);
    }
    if (missing < 0) throw new Error(`Content-Length says ${length}, and more came`);
  }
  if (missing > 0)
    throw new Error(`Content-Length says ${length}, but the body has ${length - missing} bytes`);
  return body;
}

/** The content of chunks. @throws Error where it is not as long as was told in front of it. */
function chunksOf(pieces: readonly SentPiece[]): Uint8Array[] {
  const last = pieces.findIndex(({ chunkLength }) => chunkLength === 0);
  if (last < 0) throw new Error('its last chunk is missing');
  const next = pieces[last + 1];
  if (next && next.turn === pieces[last]?.turn) throw new Error('more came behind its last chunk');
  return pieces.slice(0, last).map(({ bytes, chunkLength }) => {
    if (chunkLength !== bytes.byteLength) throw new Error('its body is not in chunks, although it says so');
    return bytes;
  });
}

const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** A piece as it stands on the wire. */
function framed({ bytes, chunkLength }: SentPiece): Uint8Array[] {
  if (chunkLength === undefined) return [bytes];
  return [latin1(`${chunkLength.toString(16)}\r\n`), bytes, latin1('\r\n')];
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const chunk of chunks) length += chunk.byteLength;
  const all = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return all;
}
