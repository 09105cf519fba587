/**
 * Follows what one app connection sends and tells each statement with its bound parameters: the same for a relay in
 * front of PGlite and for one in front of a server.
 */
import type { SentStatement } from '../runtime.ts';
import { decode, FieldReader, type Message } from './wire.ts';

/** Kept characters of a parameter or of a statement. */
const KEPT_CHARACTERS = 100_000;

interface Prepared {
  sql: string;
  /** OIDs the client gave; 0 or absent where it left the type to the server. */
  types: number[];
}

export class StatementLog {
  private readonly connection: number;
  private readonly tell: (statement: SentStatement) => void;
  private readonly prepared = new Map<string, Prepared>();
  private readonly portals = new Map<string, SentStatement>();

  constructor(connection: number, tell: (statement: SentStatement) => void) {
    this.connection = connection;
    this.tell = tell;
  }

  /** A message of the client that is about to run. Broken ones are left to the server to refuse. */
  follow({ type, body }: Message): void {
    try {
      this.read(type, new FieldReader(body));
    } catch {
      // Not even the fields can be read: nothing will run.
    }
  }

  private read(type: string, reader: FieldReader): void {
    switch (type) {
      case 'Q':
        this.tell(this.statement(reader.text(), []));
        return;
      case 'P': {
        const name = reader.text();
        const sql = reader.text();
        const types = Array.from({ length: reader.int16() }, () => reader.uint32());
        this.prepared.set(name, { sql, types });
        return;
      }
      case 'B': {
        const portal = reader.text();
        const { sql, types } = this.prepared.get(reader.text()) ?? { sql: '', types: [] };
        const formats = Array.from({ length: reader.int16() }, () => reader.int16());
        const parameters = Array.from({ length: reader.int16() }, (_, index) => {
          const length = reader.int32();
          if (length < 0) return null;
          const bytes = reader.bytesOf(length);
          const format = formats.length === 1 ? formats[0] : formats[index];
          return format === 1 ? binaryText(bytes, types[index] ?? 0) : decode(bytes);
        });
        this.portals.set(portal, this.statement(sql, parameters));
        return;
      }
      case 'E': {
        const statement = this.portals.get(reader.text());
        if (statement) this.tell(statement);
        return;
      }
      case 'C':
        if (String.fromCharCode(reader.byte()) === 'S') this.prepared.delete(reader.text());
        return;
    }
  }

  private statement(sql: string, parameters: Array<string | null>): SentStatement {
    return {
      sql: sql.slice(0, KEPT_CHARACTERS),
      parameters: parameters.map((parameter) => parameter?.slice(0, KEPT_CHARACTERS) ?? null),
      connection: this.connection,
    };
  }
}

/** Microseconds between 1970 and PostgreSQL's epoch, 2000. */
const POSTGRES_EPOCH = 946_684_800_000_000n;

/** PostgreSQL's text form of a binary parameter of a common type; else bytea's `\x…`. */
function binaryText(bytes: Uint8Array, type: number): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const hex = () => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  try {
    switch (type) {
      case 16:
        return view.getUint8(0) === 0 ? 'f' : 't';
      case 20:
        return String(view.getBigInt64(0));
      case 21:
        return String(view.getInt16(0));
      case 23:
        return String(view.getInt32(0));
      case 26:
        return String(view.getUint32(0));
      case 700:
        return String(view.getFloat32(0));
      case 701:
        return String(view.getFloat64(0));
      case 18:
      case 19:
      case 25:
      case 114:
      case 1042:
      case 1043:
        return decode(bytes);
      case 3802:
        return decode(bytes.subarray(1));
      case 1114:
      case 1184: {
        const ms = Number((view.getBigInt64(0) + POSTGRES_EPOCH) / 1000n);
        return new Date(ms)
          .toISOString()
          .replace('T', ' ')
          .replace('Z', type === 1184 ? '+00' : '');
      }
      case 2950:
        return hex().replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    }
  } catch {
    // Shorter than its type says.
  }
  return `\\x${hex()}`;
}
