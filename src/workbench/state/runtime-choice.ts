/**
 * Which runtime the exercise page uses, and why: the learner's choice, what the build and the browser allow, and how
 * far WebContainer has come. The browser runtime serves whenever the other is not ready; what has begun on one ends on
 * it. The learner's code lives in the page, so a container that fails costs nothing but the run that was in it.
 */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Report } from '../../grading/report.ts';
import { AppFaultError } from '../../runtimes/faults.ts';
import type { GradeJob, GradeOptions, OpenApp, OpenOptions, Runtime } from '../../runtimes/runtime.ts';
import type { Container } from '../../runtimes/webcontainer/container.ts';
import { type Refusal, refusalFor, type Surroundings } from '../../runtimes/webcontainer/preflight.ts';
import {
  PREFERENCES,
  type RuntimePreference,
  type WebContainerSettings,
} from '../../runtimes/webcontainer/settings.ts';

export type ContainerState =
  | { kind: 'off'; refusal: Refusal | undefined }
  | { kind: 'booting'; notice: string | undefined }
  | { kind: 'ready'; container: Container }
  | { kind: 'failed'; sentence: string };

export interface RuntimeChoiceOptions {
  settings: WebContainerSettings;
  lookAround(): Surroundings;
  loadBrowser(): Promise<Runtime>;
  /** Boots the page's container. Rejects with a sentence for the learner. */
  openContainer(options: { apiKey: string; onNotice(sentence: string): void }): Promise<Container>;
  /** A runtime on the container. */
  loadContainer(container: Container, onPreview: (url: string | undefined) => void): Promise<Runtime>;
  storage: Pick<Storage, 'getItem' | 'setItem'> | undefined;
}

const KEY = 'other90:runtime';

export class RuntimeChoice {
  readonly preference: Signal<RuntimePreference>;
  readonly container: Signal<ContainerState> = signal<ContainerState>({ kind: 'off', refusal: undefined });
  readonly current: ReadonlySignal<'browser' | 'webcontainer'>;
  /** Why this one: one sentence, without a full stop. */
  readonly reason: ReadonlySignal<string>;
  /** What one click would do; undefined when there is nothing to switch to. */
  readonly other: ReadonlySignal<'browser' | 'webcontainer' | undefined>;
  /** The container while it is what runs. */
  readonly usable: ReadonlySignal<Container | undefined>;
  /** Address of the running app in the container; undefined while there is none. */
  readonly preview: Signal<string | undefined> = signal(undefined);

  readonly #options: RuntimeChoiceOptions;

  constructor(options: RuntimeChoiceOptions) {
    this.#options = options;
    this.preference = signal(remembered(options.storage) ?? options.settings.preferred);
    this.current = computed(() =>
      this.preference.value !== 'browser' && this.container.value.kind === 'ready'
        ? 'webcontainer'
        : 'browser',
    );
    this.usable = computed(() => {
      const { value } = this.container;
      return this.current.value === 'webcontainer' && value.kind === 'ready' ? value.container : undefined;
    });
    this.reason = computed(() => this.#reason());
    this.other = computed(() => {
      if (this.current.value === 'webcontainer') return 'browser';
      const { value } = this.container;
      if (value.kind === 'booting') return this.preference.value === 'browser' ? 'webcontainer' : 'browser';
      return value.kind === 'off' && value.refusal && !value.refusal.mayTry ? undefined : 'webcontainer';
    });
  }

  /** Looks around and boots WebContainer where it may; call it once in the page. Returns the way to stop. */
  start(): () => void {
    this.#consider();
    const consider = () => this.#consider();
    globalThis.addEventListener?.('online', consider);
    globalThis.addEventListener?.('offline', consider);
    return () => {
      globalThis.removeEventListener?.('online', consider);
      globalThis.removeEventListener?.('offline', consider);
    };
  }

  /** The learner's choice, remembered. What runs goes on where it is. */
  choose(preference: RuntimePreference): void {
    this.preference.value = preference;
    try {
      this.#options.storage?.setItem(KEY, preference);
    } catch {
      // Refused or full: the choice lasts as long as the page.
    }
    if (this.container.peek().kind === 'failed') this.container.value = { kind: 'off', refusal: undefined };
    this.#consider();
  }

  /** A runtime for the bench, which goes with the choice. */
  load(): Promise<Runtime> {
    return Promise.resolve(new ChosenRuntime(this, this.#options));
  }

  /** The container is of no use any more. */
  fail(sentence: string): void {
    if (this.container.peek().kind === 'failed') return;
    this.container.value = { kind: 'failed', sentence };
    this.preview.value = undefined;
  }

  #consider(): void {
    const { kind } = this.container.peek();
    if (kind === 'booting' || kind === 'ready' || kind === 'failed') return;
    const asked = this.preference.peek() === 'webcontainer';
    const { apiKey } = this.#options.settings;
    const refusal = refusalFor(this.#options.lookAround(), { hasKey: apiKey !== '', asked });
    if (refusal || this.preference.peek() === 'browser') {
      this.container.value = { kind: 'off', refusal };
      return;
    }
    void this.#boot();
  }

  async #boot(): Promise<void> {
    this.container.value = { kind: 'booting', notice: undefined };
    try {
      const container = await this.#options.openContainer({
        apiKey: this.#options.settings.apiKey,
        onNotice: (notice) => {
          this.container.value = { kind: 'booting', notice };
        },
      });
      container.onLost((reason) => this.fail(reason));
      if (container.lost !== undefined) throw new Error(container.lost);
      this.container.value = { kind: 'ready', container };
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  #reason(): string {
    const { value } = this.container;
    const chosen = this.preference.value;
    if (this.current.value === 'webcontainer') return 'full Node, with a terminal';
    if (chosen === 'browser' && !(value.kind === 'off' && value.refusal && !value.refusal.mayTry))
      return 'your choice; nothing leaves this browser';
    switch (value.kind) {
      case 'off':
        return value.refusal?.sentence ?? 'nothing leaves this browser';
      case 'booting':
        return value.notice ?? 'WebContainer is starting; it takes over when it is ready';
      case 'failed':
        return value.sentence;
      case 'ready':
        return 'nothing leaves this browser';
    }
  }
}

/** Takes for each run the runtime that is chosen at that moment. */
class ChosenRuntime implements Runtime {
  readonly #choice: RuntimeChoice;
  readonly #options: RuntimeChoiceOptions;
  #browser: Promise<Runtime> | undefined;
  #inContainer: { container: Container; runtime: Promise<Runtime> } | undefined;

  constructor(choice: RuntimeChoice, options: RuntimeChoiceOptions) {
    this.#choice = choice;
    this.#options = options;
  }

  get name(): 'browser' | 'webcontainer' {
    return this.#choice.current.peek();
  }

  /** The browser runtime: it serves until the other is ready, and where the other fails. */
  async prepare(): Promise<void> {
    await (await this.#inBrowser()).prepare();
  }

  async grade(job: GradeJob, options: GradeOptions = {}): Promise<Report> {
    const runtime = await this.#other();
    if (runtime) {
      const report = await runtime.grade(job, options);
      if (report.error === undefined) return report;
      this.#failed(report.error);
    }
    return (await this.#inBrowser()).grade(job, options);
  }

  async open(options: OpenOptions): Promise<OpenApp> {
    const runtime = await this.#other();
    if (runtime) {
      try {
        return await runtime.open(options);
      } catch (error) {
        if (error instanceof AppFaultError) throw error;
        this.#failed(error instanceof Error ? error.message : String(error));
      }
    }
    return (await this.#inBrowser()).open(options);
  }

  async close(): Promise<void> {
    await Promise.all([
      this.#browser?.then((runtime) => runtime.close()).catch(() => {}),
      this.#inContainer?.runtime.then((runtime) => runtime.close()).catch(() => {}),
    ]);
  }

  #inBrowser(): Promise<Runtime> {
    if (!this.#browser) {
      this.#browser = this.#options.loadBrowser();
      this.#browser.catch(() => {
        this.#browser = undefined;
      });
    }
    return this.#browser;
  }

  async #other(): Promise<Runtime | undefined> {
    const state = this.#choice.container.peek();
    if (this.#choice.current.peek() === 'browser' || state.kind !== 'ready') return undefined;
    if (this.#inContainer?.container !== state.container) {
      const { container } = state;
      const runtime = this.#options.loadContainer(container, (url) => {
        this.#choice.preview.value = url;
      });
      this.#inContainer = { container, runtime };
    }
    try {
      return await this.#inContainer.runtime;
    } catch (error) {
      this.#failed(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  #failed(message: string): void {
    const state = this.#choice.container.peek();
    const sentence = `WebContainer failed: ${message.replace(/\.$/, '')}`;
    if (state.kind === 'ready') state.container.lose(sentence);
    this.#choice.fail(sentence);
  }
}

function remembered(storage: RuntimeChoiceOptions['storage']): RuntimePreference | undefined {
  try {
    const stored = storage?.getItem(KEY);
    return PREFERENCES.find((preference) => preference === stored);
  } catch {
    return undefined;
  }
}
