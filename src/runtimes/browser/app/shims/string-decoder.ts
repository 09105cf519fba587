/** `string_decoder`: the npm edition, with UTF-8 as Node decodes it where bytes are none. */
import base from 'string-decoder-npm';

const { StringDecoder: Plain } = base as unknown as typeof import('node:string_decoder');

export class StringDecoder extends Plain {
  private readonly utf8: TextDecoder | undefined;

  constructor(encoding?: BufferEncoding) {
    super(encoding);
    const { encoding: normalized } = this as unknown as { encoding: string };
    this.utf8 = normalized === 'utf8' ? new TextDecoder('utf-8', { ignoreBOM: true }) : undefined;
  }

  override write(bytes: Buffer | Uint8Array): string {
    if (!this.utf8 || !(bytes instanceof Uint8Array)) return super.write(bytes as Buffer);
    return this.utf8.decode(bytes, { stream: true });
  }

  override end(bytes?: Buffer | Uint8Array): string {
    if (!this.utf8) return super.end(bytes as Buffer);
    return (bytes ? this.write(bytes) : '') + this.utf8.decode();
  }
}

export default { StringDecoder };
