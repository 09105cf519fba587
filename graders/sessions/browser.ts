/** What holds a session: a browser's cookies, and the copies that a thief makes of them. */

import { CookieJar } from '../kit/cookies.ts';
import type { Answer, Client, RunningApp } from '../kit/index.ts';

/** A name and a value as they stand in a `Cookie` header. */
export type Held = Readonly<Record<string, string>>;

/**
 * Cookies of their own behind an address and a browser's headers that several may share: a thief's copy in the same
 * house, with the same browser, looks like the original. An app that tells them apart by such signs has no rotation.
 */
export class Browser {
  readonly client: Client;
  readonly jar: CookieJar;

  constructor(client: Client, jar: CookieJar = new CookieJar()) {
    this.client = client;
    this.jar = jar;
  }

  static new(app: RunningApp): Browser {
    return new Browser(app.client());
  }

  async send(method: string, path: string, json?: unknown): Promise<Answer> {
    const cookie = this.jar.header(path, this.client.now());
    const answer = await this.client.send({
      method,
      path,
      headers: { Cookie: cookie },
      ...(json === undefined ? {} : { json }),
    });
    this.jar.store(answer.cookies, this.client.now());
    return answer;
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, json?: unknown): Promise<Answer> {
    return this.send('POST', path, json);
  }

  /** The cookies as they are now, as a thief keeps them: what the server says of their end does not count. */
  copy(): Browser {
    const now = this.client.now();
    const jar = new CookieJar();
    const alive = this.jar.all.filter(({ expires }) => expires === undefined || expires > now);
    jar.store(
      alive.map((cookie) => ({ ...cookie, expires: undefined })),
      now,
    );
    return new Browser(this.client, jar);
  }

  /** The same cookies, carried to another place: another address, another app on the same database. */
  movedTo(client: Client): Browser {
    return new Browser(client, this.jar);
  }

  /** Names and values of all cookies, whatever path they are for. */
  held(): Held {
    const now = this.client.now();
    return Object.fromEntries(
      this.jar.all
        .filter(({ expires }) => expires === undefined || expires > now)
        .map(({ name, value }) => [name, value]),
    );
  }
}

/** Sends exactly these cookies, with no jar. */
export function present(client: Client, method: string, path: string, held: Held): Promise<Answer> {
  const cookie = Object.entries(held)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
  return client.send({ method, path, headers: { Cookie: cookie || undefined } });
}
