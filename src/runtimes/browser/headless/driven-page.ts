/**
 * One page with a runtime in it, driven over the DevTools protocol. Not by Playwright's `page.evaluate`: that gives a
 * page up as crashed when only the process of its sandboxed frame ran out of memory, which is the learner's doing and
 * leaves the page well.
 */
import type { Browser, BrowserContext, CDPSession } from 'playwright-core';
import type { Driver, Told } from './page/driver.ts';

/** The part of `Runtime.evaluate`'s answer that is read. */
interface Evaluated {
  result: { value?: unknown };
  exceptionDetails?: { text: string; exception?: { description?: string } };
}

export class DrivenPage {
  /** False once the page is gone. */
  isUsable = true;
  private readonly context: BrowserContext;
  private readonly session: CDPSession;
  private readonly listeners = new Map<string, (told: Told) => void>();
  private readonly calls = new Set<(error: Error) => void>();
  private number = 0;

  private constructor(context: BrowserContext, session: CDPSession) {
    this.context = context;
    this.session = session;
    session.on('Runtime.bindingCalled', ({ payload }) => this.tell(JSON.parse(payload) as Told));
    session.on('Inspector.targetCrashed', () => this.lose('Chromium ended the page: out of memory?'));
    session.on('close', () => this.lose('Chromium was closed.'));
  }

  /** Opens the page at `address`. The browser's end ends it, or `close`. */
  static async open(browser: Browser, address: string): Promise<DrivenPage> {
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      const driven = new DrivenPage(context, session);
      await session.send('Runtime.enable');
      await session.send('Runtime.addBinding', { name: 'other90Tell' });
      await session.send('Inspector.enable');
      await page.goto(address);
      return driven;
    } catch (error) {
      await context.close();
      throw error;
    }
  }

  /** Ends the page and its profile; what is left of one that crashed, too. Never rejects. */
  async close(): Promise<void> {
    this.isUsable = false;
    await this.context.close().catch(() => {});
  }

  /** Calls a function of the page's driver. @throws Error when the page is lost. */
  async call<M extends keyof Driver>(
    method: M,
    ...args: Parameters<Driver[M]>
  ): Promise<Awaited<ReturnType<Driver[M]>>> {
    const { promise: lost, reject } = Promise.withResolvers<never>();
    this.calls.add(reject);
    try {
      const { result, exceptionDetails } = await Promise.race([
        lost,
        this.session.send('Runtime.evaluate', {
          expression: `other90.${method}(...${JSON.stringify(args)})`,
          awaitPromise: true,
          returnByValue: true,
        }) as Promise<Evaluated>,
      ]);
      if (exceptionDetails) {
        throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      }
      return result.value as Awaited<ReturnType<Driver[M]>>;
    } finally {
      this.calls.delete(reject);
    }
  }

  nextNumber(): number {
    this.number += 1;
    return this.number;
  }

  /** `topic`: `run 3`, or `app` for the open one. */
  listen(topic: string, listener: ((told: Told) => void) | undefined): void {
    if (listener) this.listeners.set(topic, listener);
    else this.listeners.delete(topic);
  }

  private tell(told: Told): void {
    this.listeners.get(told.type === 'event' ? `run ${told.run}` : 'app')?.(told);
  }

  private lose(message: string): void {
    this.isUsable = false;
    for (const reject of this.calls) reject(new Error(message));
  }
}
