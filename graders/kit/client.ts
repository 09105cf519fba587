import type { Evidence, ShownExchange } from '../../src/grading/report.ts';
import { AppFaultError } from '../../src/runtimes/faults.ts';
import { type App, type HttpRequest, type HttpResponse, LIMITS } from '../../src/runtimes/runtime.ts';
import type { BrowserHeaders } from './browsers.ts';
import { type Cookie, CookieJar, parseSetCookie } from './cookies.ts';
import { throughProxy } from './proxy.ts';

export interface ClientRequest {
  method?: string;
  path: string;
  /** Added to, or instead of, what a browser sends; `undefined` leaves one out. */
  headers?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is; with `headers['Content-Type']`. */
  body?: string | Uint8Array;
  /** Offsets in the body's bytes at which it is cut into chunks, as a proxy on the way may do. */
  cuts?: readonly number[];
}

/** Longest body kept as evidence, in characters. */
const SHOWN_BODY = 2_000;
/** Most headers kept as evidence, and the longest value, in characters. */
const SHOWN_HEADERS = 40;
const SHOWN_VALUE = 1_000;
/** JSON that is nested deeper is none for a grader: walking through it would take the stack. */
const DEEPEST_JSON = 100;

/** An answer, with the request it belongs to. */
export class Answer {
  readonly status: number;
  readonly headers: HttpResponse['headers'];
  readonly body: Uint8Array;
  readonly cookies: readonly Cookie[];
  readonly durationMs: number;

  constructor(response: HttpResponse, cookies: readonly Cookie[]) {
    this.status = response.status;
    this.headers = response.headers;
    this.body = response.body;
    this.durationMs = response.durationMs;
    this.cookies = cookies;
  }

  /** All values of a header joined by ", "; undefined when it is not there. */
  header(name: string): string | undefined {
    const values = this.headers.filter(([key]) => key.toLowerCase() === name.toLowerCase());
    return values.length === 0 ? undefined : values.map(([, value]) => value).join(', ');
  }

  get text(): string {
    return new TextDecoder().decode(this.body);
  }

  /** The parsed body; undefined when it is not JSON, or nested without end. */
  get json(): unknown {
    try {
      const { text } = this;
      return isTooDeep(text) ? undefined : JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  /** The body as an object; undefined when it is none. */
  get object(): Record<string, unknown> | undefined {
    const value = this.json;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }
}

/** Whether brackets outside of strings are nested deeper than `DEEPEST_JSON`. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isString) {
      if (character === '\\') index += 1;
      else if (character === '"') isString = false;
    } else if (character === '"') isString = true;
    else if (character === '[' || character === '{') {
      depth += 1;
      if (depth > DEEPEST_JSON) return true;
    } else if (character === ']' || character === '}') depth -= 1;
  }
  return false;
}

export interface ClientSetting {
  app: App;
  host: string;
  address: string;
  /** What this browser says of itself. */
  browser: BrowserHeaders;
  now(): number;
  evidence(evidence: Evidence): void;
}

/** One browser somewhere: an address of its own, a cookie jar of its own, behind the proxy that production has. */
export class Client {
  readonly address: string;
  readonly jar = new CookieJar();
  private readonly setting: ClientSetting;

  constructor(setting: ClientSetting) {
    this.setting = setting;
    this.address = setting.address;
  }

  /** Epoch milliseconds of the check's clock. */
  now(): number {
    return this.setting.now();
  }

  get(path: string): Promise<Answer> {
    return this.send({ path });
  }

  post(path: string, json?: unknown): Promise<Answer> {
    return this.send(json === undefined ? { method: 'POST', path } : { method: 'POST', path, json });
  }

  /** @throws AppFaultError when no proper answer comes. */
  async send(request: ClientRequest): Promise<Answer> {
    const wire = this.compose(request);
    let response: HttpResponse | undefined;
    try {
      response = await decoded(await this.setting.app.request(throughProxy(wire, this.address)), wire);
    } finally {
      this.setting.evidence({ type: 'exchange', exchange: show(wire, this.address, response) });
    }
    const now = this.setting.now();
    const cookies = response.headers
      .filter(([name]) => name.toLowerCase() === 'set-cookie')
      .map(([, value]) => parseSetCookie(value, request.path, now))
      .filter((cookie) => cookie !== undefined);
    this.jar.store(cookies, now);
    return new Answer(response, cookies);
  }

  /** What a browser's fetch would put on the wire. */
  private compose({
    method = 'GET',
    path,
    headers: own = {},
    json,
    body: given,
    cuts,
  }: ClientRequest): HttpRequest {
    const text = json === undefined ? given : JSON.stringify(json);
    const body = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    const headers = new Map<string, string>([['Host', this.setting.host], ...this.setting.browser]);
    if (method !== 'GET' && method !== 'HEAD') headers.set('Origin', `https://${this.setting.host}`);
    headers.set('Sec-Fetch-Site', 'same-origin');
    headers.set('Sec-Fetch-Mode', 'cors');
    headers.set('Sec-Fetch-Dest', 'empty');
    if (json !== undefined) headers.set('Content-Type', 'application/json');
    const cookie = this.jar.header(path, this.setting.now());
    if (cookie) headers.set('Cookie', cookie);
    for (const [name, value] of Object.entries(own)) {
      for (const key of [...headers.keys()])
        if (key.toLowerCase() === name.toLowerCase()) headers.delete(key);
      if (value !== undefined) headers.set(name, value);
    }
    if (body && cuts) headers.set('Transfer-Encoding', 'chunked');
    else if (body) headers.set('Content-Length', String(body.byteLength));
    else if (method === 'POST' || method === 'PUT' || method === 'PATCH') headers.set('Content-Length', '0');
    return { method, path, headers: [...headers], ...(body && { body }), ...(cuts && { cuts }) };
  }
}

/** Undoes a Content-Encoding, as browsers do. @throws AppFaultError when it can't be undone, or becomes too long. */
async function decoded(response: HttpResponse, { method, path }: HttpRequest): Promise<HttpResponse> {
  const encoding = response.headers
    .find(([name]) => name.toLowerCase() === 'content-encoding')?.[1]
    .trim()
    .toLowerCase();
  if ((encoding !== 'gzip' && encoding !== 'deflate') || response.body.byteLength === 0) return response;
  const broken = (message: string) => new AppFaultError({ kind: 'broken-answer', message, method, path });
  const chunks: Uint8Array[] = [];
  let length = 0;
  const source = new Response(response.body.slice()).body;
  const reader = source?.pipeThrough(new DecompressionStream(encoding)).getReader();
  for (;;) {
    const next = await reader?.read().catch(() => {
      throw broken(`it is not ${encoding}, as its Content-Encoding says`);
    });
    if (!next?.value) break;
    chunks.push(next.value);
    length += next.value.byteLength;
    if (length <= LIMITS.answerBytes) continue;
    await reader?.cancel();
    throw broken(`unpacked it is longer than ${LIMITS.answerBytes / 1e6} MB`);
  }
  const body = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return { ...response, body };
}

const shownHeaders = (headers: HttpRequest['headers']): Array<[string, string]> =>
  headers.slice(0, SHOWN_HEADERS).map(([name, value]) => [name.slice(0, 200), value.slice(0, SHOWN_VALUE)]);

function shorten(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, SHOWN_BODY * 4));
  return bytes.byteLength <= SHOWN_BODY
    ? text
    : `${text.slice(0, SHOWN_BODY)}… (${bytes.byteLength} bytes in all)`;
}

function show(request: HttpRequest, client: string, response: HttpResponse | undefined): ShownExchange {
  return {
    client,
    request: {
      method: request.method,
      path: request.path,
      headers: shownHeaders(request.headers),
      body: shorten(request.body ?? new Uint8Array()),
    },
    ...(response
      ? {
          response: {
            status: response.status,
            headers: shownHeaders(response.headers),
            body: shorten(response.body),
            durationMs: Math.round(response.durationMs * 10) / 10,
          },
        }
      : {}),
  };
}
