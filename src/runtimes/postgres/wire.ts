/** PostgreSQL's wire protocol (version 3) as far as a relay reads and writes it. */
import { SqlError } from '../runtime.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One message: `raw` is all of it, `body` what follows type and length. Views of the bytes they were read from. */
export interface Message {
  type: string;
  body: Uint8Array;
  raw: Uint8Array;
}

/** `I` outside a transaction, `T` in one, `E` in a failed one. */
export type TransactionStatus = 'I' | 'T' | 'E';

/** A message this long is an attack or a mistake; PostgreSQL itself stops at 1 GB. */
const LONGEST_MESSAGE = 64 * 1024 * 1024;

export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1 && parts[0]) return parts[0];
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** Cuts a stream of bytes into messages. */
export class MessageReader {
  private pending: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array): void {
    this.pending = this.pending.length === 0 ? bytes : concat(this.pending, bytes);
  }

  /** The next whole message with a type, if there is one. @throws ProtocolError */
  next(): Message | undefined {
    if (this.pending.length < 5) return undefined;
    const end = 1 + this.length(1);
    if (this.pending.length < end) return undefined;
    const raw = this.take(end);
    return { type: String.fromCharCode(raw[0] ?? 0), body: raw.subarray(5), raw };
  }

  /** The body of the next whole message without a type: those that start a connection. @throws ProtocolError */
  nextStart(): Uint8Array | undefined {
    if (this.pending.length < 4) return undefined;
    const end = this.length(0);
    return this.pending.length < end ? undefined : this.take(end).subarray(4);
  }

  private length(offset: number): number {
    const { buffer, byteOffset } = this.pending;
    const length = new DataView(buffer, byteOffset).getInt32(offset);
    if (length < 4 || length > LONGEST_MESSAGE) throw new ProtocolError(`a message of ${length} bytes`);
    return length;
  }

  private take(end: number): Uint8Array {
    const taken = this.pending.subarray(0, end);
    this.pending = this.pending.subarray(end);
    return taken;
  }
}

/** Whole messages out of one piece, as an engine returns them. */
export function* messagesIn(bytes: Uint8Array): Generator<Message> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let start = 0; start + 5 <= bytes.length; ) {
    const end = start + 1 + view.getInt32(start + 1);
    const raw = bytes.subarray(start, end);
    yield { type: String.fromCharCode(raw[0] ?? 0), body: raw.subarray(5), raw };
    start = end;
  }
}

/** Reads the fields of a body, in order. */
export class FieldReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private offset = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get done(): boolean {
    return this.offset >= this.bytes.length;
  }

  byte(): number {
    this.offset += 1;
    return this.view.getUint8(this.offset - 1);
  }

  int16(): number {
    this.offset += 2;
    return this.view.getInt16(this.offset - 2);
  }

  int32(): number {
    this.offset += 4;
    return this.view.getInt32(this.offset - 4);
  }

  uint32(): number {
    return this.int32() >>> 0;
  }

  bytesOf(length: number): Uint8Array {
    this.offset += length;
    return this.bytes.subarray(this.offset - length, this.offset);
  }

  /** What is left. */
  rest(): Uint8Array {
    return this.bytesOf(this.bytes.length - this.offset);
  }

  text(): string {
    const end = this.bytes.indexOf(0, this.offset);
    if (end < 0) throw new ProtocolError('a string without an end');
    const text = decoder.decode(this.bytes.subarray(this.offset, end));
    this.offset = end + 1;
    return text;
  }
}

export const int16 = (value: number) => {
  const bytes = new Uint8Array(2);
  new DataView(bytes.buffer).setInt16(0, value);
  return bytes;
};

export const int32 = (value: number) => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value);
  return bytes;
};

export const text = (value: string) => encoder.encode(`${value}\0`);

export function message(type: string, ...fields: readonly Uint8Array[]): Uint8Array {
  const length = fields.reduce((sum, field) => sum + field.length, 4);
  return concat(encoder.encode(type), int32(length), ...fields);
}

/** What a client sends. */
export const client = {
  query: (sql: string) => message('Q', text(sql)),
  parse: (name: string, sql: string) => message('P', text(name), text(sql), int16(0)),
  /** Parameters and results as text. */
  bind: (portal: string, statement: string, parameters: ReadonlyArray<string | null>) =>
    message(
      'B',
      text(portal),
      text(statement),
      int16(0),
      int16(parameters.length),
      ...parameters.map((parameter) => {
        if (parameter === null) return int32(-1);
        const bytes = encoder.encode(parameter);
        return concat(int32(bytes.length), bytes);
      }),
      int16(0),
    ),
  describePortal: (portal: string) => message('D', encoder.encode('P'), text(portal)),
  execute: (portal: string) => message('E', text(portal), int32(0)),
  closeStatement: (name: string) => message('C', encoder.encode('S'), text(name)),
  copyFail: (reason: string) => message('f', text(reason)),
  sync: () => message('S'),
};

/** The fields of an ErrorResponse that a client shows. */
export interface ErrorFields {
  severity: 'ERROR' | 'FATAL';
  code: string;
  message: string;
  detail?: string;
  hint?: string;
}

/** What a server sends. */
export const server = {
  authenticationOk: () => message('R', int32(0)),
  parameterStatus: (name: string, value: string) => message('S', text(name), text(value)),
  backendKey: (processId: number, secret: number) => message('K', int32(processId), int32(secret)),
  ready: (status: TransactionStatus) => message('Z', encoder.encode(status)),
  commandComplete: (tag: string) => message('C', text(tag)),
  parseComplete: () => message('1'),
  bindComplete: () => message('2'),
  closeComplete: () => message('3'),
  noData: () => message('n'),
  /** ParameterDescription of a statement without parameters. */
  noParameters: () => message('t', int16(0)),
  copyIn: () => message('G', new Uint8Array([0]), int16(0)),
  negotiateVersion: (unknown: readonly string[]) =>
    message('v', int32(0), int32(unknown.length), ...unknown.map(text)),
  error: (fields: ErrorFields) =>
    message(
      'E',
      text(`S${fields.severity}`),
      text(`V${fields.severity}`),
      text(`C${fields.code}`),
      text(`M${fields.message}`),
      ...(fields.detail === undefined ? [] : [text(`D${fields.detail}`)]),
      ...(fields.hint === undefined ? [] : [text(`H${fields.hint}`)]),
      new Uint8Array(1),
    ),
};

/** An ErrorResponse or NoticeResponse: field letter → value, in the order sent. */
export function reportFields(body: Uint8Array): Map<string, string> {
  const fields = new Map<string, string>();
  const reader = new FieldReader(body);
  for (let field = reader.byte(); field !== 0; field = reader.byte()) {
    fields.set(String.fromCharCode(field), reader.text());
  }
  return fields;
}

/** The error of an answer, if it has one. */
export function sqlErrorIn(answer: Uint8Array): SqlError | undefined {
  for (const { type, body } of messagesIn(answer)) {
    if (type !== 'E') continue;
    const fields = reportFields(body);
    const position = fields.get('P');
    return new SqlError(
      fields.get('M') ?? 'unknown error',
      fields.get('C') ?? 'XX000',
      position === undefined ? undefined : Number(position),
    );
  }
  return undefined;
}

/** Columns and rows of the last result set in an answer, values as text. */
export function rowsIn(answer: Uint8Array): { columns: string[]; rows: Array<Array<string | null>> } {
  let columns: string[] = [];
  let rows: Array<Array<string | null>> = [];
  for (const { type, body } of messagesIn(answer)) {
    const reader = new FieldReader(body);
    if (type === 'T') {
      rows = [];
      columns = Array.from({ length: reader.int16() }, () => {
        const name = reader.text();
        reader.bytesOf(18);
        return name;
      });
    } else if (type === 'D') {
      rows.push(
        Array.from({ length: reader.int16() }, () => {
          const length = reader.int32();
          return length < 0 ? null : decoder.decode(reader.bytesOf(length));
        }),
      );
    }
  }
  return { columns, rows };
}

/** Tag of a CommandComplete: `INSERT 0 1`. */
export const tagOf = (body: Uint8Array) => new FieldReader(body).text();

export const decode = (bytes: Uint8Array) => decoder.decode(bytes);
