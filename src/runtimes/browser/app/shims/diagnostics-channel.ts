/** `diagnostics_channel`: packages ask whether somebody listens. */
type Subscriber = (message: unknown, name: string | symbol) => void;

export class Channel {
  readonly name: string | symbol;
  #subscribers: Subscriber[] = [];
  constructor(name: string | symbol) {
    this.name = name;
  }
  get hasSubscribers(): boolean {
    return this.#subscribers.length > 0;
  }
  subscribe(subscriber: Subscriber): void {
    this.#subscribers = [...this.#subscribers, subscriber];
  }
  unsubscribe(subscriber: Subscriber): boolean {
    const before = this.#subscribers.length;
    this.#subscribers = this.#subscribers.filter((known) => known !== subscriber);
    return this.#subscribers.length < before;
  }
  publish(message: unknown): void {
    for (const subscriber of this.#subscribers) subscriber(message, this.name);
  }
  bindStore(): void {}
  unbindStore(): void {}
  runStores<T>(message: unknown, run: (...args: unknown[]) => T, that?: unknown, ...args: unknown[]): T {
    this.publish(message);
    return run.apply(that, args);
  }
}

const channels = new Map<string | symbol, Channel>();
const channel = (name: string | symbol): Channel => {
  let known = channels.get(name);
  if (!known) {
    known = new Channel(name);
    channels.set(name, known);
  }
  return known;
};

class TracingChannel {
  readonly start: Channel;
  readonly end: Channel;
  readonly asyncStart: Channel;
  readonly asyncEnd: Channel;
  readonly error: Channel;
  constructor(name: string) {
    const part = (event: string) => channel(`tracing:${name}:${event}`);
    this.start = part('start');
    this.end = part('end');
    this.asyncStart = part('asyncStart');
    this.asyncEnd = part('asyncEnd');
    this.error = part('error');
  }
  get hasSubscribers(): boolean {
    return this.#all().some((part) => part.hasSubscribers);
  }
  subscribe(handlers: Record<string, Subscriber>): void {
    for (const [event, handler] of Object.entries(handlers)) this.#part(event)?.subscribe(handler);
  }
  unsubscribe(handlers: Record<string, Subscriber>): boolean {
    return Object.entries(handlers).every(([event, handler]) => this.#part(event)?.unsubscribe(handler));
  }
  traceSync<T>(run: (...args: unknown[]) => T, context: object = {}, that?: unknown, ...args: unknown[]): T {
    return this.start.runStores(context, () => {
      try {
        return run.apply(that, args);
      } catch (error) {
        this.error.publish(Object.assign(context, { error }));
        throw error;
      } finally {
        this.end.publish(context);
      }
    });
  }
  tracePromise<T>(
    run: (...args: unknown[]) => T,
    context: object = {},
    that?: unknown,
    ...args: unknown[]
  ): T {
    return this.traceSync(run, context, that, ...args);
  }
  traceCallback<T>(
    run: (...args: unknown[]) => T,
    _position = -1,
    context: object = {},
    that?: unknown,
    ...args: unknown[]
  ): T {
    return this.traceSync(run, context, that, ...args);
  }
  #part(event: string): Channel | undefined {
    return (this as unknown as Record<string, Channel | undefined>)[event];
  }
  #all(): Channel[] {
    return [this.start, this.end, this.asyncStart, this.asyncEnd, this.error];
  }
}

const module = {
  Channel,
  channel,
  hasSubscribers: (name: string | symbol) => channels.get(name)?.hasSubscribers ?? false,
  subscribe: (name: string | symbol, subscriber: Subscriber) => channel(name).subscribe(subscriber),
  unsubscribe: (name: string | symbol, subscriber: Subscriber) => channel(name).unsubscribe(subscriber),
  tracingChannel: (name: string) => new TracingChannel(name),
};
export default module;
