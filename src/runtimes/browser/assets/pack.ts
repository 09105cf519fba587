/**
 * One file for many: a folder with its repetitions left out. PostgreSQL's data directory holds three databases that
 * are nearly equal; gzip, which every static host and browser has, looks back 32 kB only and would store them all.
 *
 * Format: length of the header (uint32, little-endian), header (JSON), contents one after another.
 */

export interface Folder {
  /** Paths relative to the folder, parents before children. */
  folders: string[];
  /** Path relative to the folder → content. */
  files: Map<string, Uint8Array>;
}

interface Header {
  folders: string[];
  /** Path → number of its content. */
  files: Record<string, number>;
  /** Length of each content, in bytes. */
  lengths: number[];
}

/** Packs a folder, equal files once. */
export function pack({ folders, files }: Folder): Uint8Array<ArrayBuffer> {
  const contents: Uint8Array[] = [];
  const header: Header = { folders, files: {}, lengths: [] };
  for (const [path, bytes] of files) {
    let index = contents.findIndex((content) => equal(content, bytes));
    if (index < 0) {
      index = contents.push(bytes) - 1;
      header.lengths.push(bytes.length);
    }
    header.files[path] = index;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const packed = new Uint8Array(4 + text.length + contents.reduce((sum, { length }) => sum + length, 0));
  new DataView(packed.buffer).setUint32(0, text.length, true);
  packed.set(text, 4);
  let offset = 4 + text.length;
  for (const content of contents) {
    packed.set(content, offset);
    offset += content.length;
  }
  return packed;
}

/** The folder again; contents are views of `packed`. @throws Error when the file was cut off. */
export function unpack(packed: Uint8Array): Folder {
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(packed.subarray(4, 4 + length))) as Header;
  let offset = 4 + length;
  const contents = header.lengths.map((size) => {
    offset += size;
    return packed.subarray(offset - size, offset);
  });
  if (offset !== packed.length) throw new Error(`The pack has ${packed.length} bytes instead of ${offset}`);
  const files = new Map<string, Uint8Array>();
  for (const [path, index] of Object.entries(header.files)) {
    const content = contents[index];
    if (!content) throw new Error(`The pack has no content for ${path}`);
    files.set(path, content);
  }
  return { folders: header.folders, files };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
