/** Everything the parts of the workbench share: the stores, and the few things that are said across panes. */
import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { FixExercise } from '../course/exercise.ts';
import type { ShownExchange } from '../grading/report.ts';
import { describeFault, type SourcePlace } from '../runtimes/faults.ts';
import type { Files, Runtime } from '../runtimes/runtime.ts';
import { endOf } from './outcome-words.ts';
import { draftOfExchange } from './requests/draft.ts';
import { AttackStore } from './state/attack.ts';
import { GradingStore } from './state/grading.ts';
import { LayoutStore } from './state/layout.ts';
import { OutcomesStore, type References } from './state/outcomes.ts';
import { RunningStore } from './state/running.ts';
import type { RuntimeChoice } from './state/runtime-choice.ts';
import { Tabs, type TabsEnvironment } from './state/tabs.ts';
import { WorkStore } from './state/work.ts';
import type { WorkStorage } from './storage/work-storage.ts';

/** Whose code it is: the learner's own, or what their AI tool answered to the exercise's prompt. */
export type Workspace = 'own' | 'ai';

export type OpenDialog =
  | { kind: 'paste' }
  | { kind: 'start-over' }
  | { kind: 'new-file' }
  | { kind: 'rename'; name: string }
  | { kind: 'history' }
  | { kind: 'keys' }
  | { kind: 'outcomes' };

export interface Toast {
  text: string;
  undo?: () => void;
}

/** A whole version of the app, to be looked at. */
export interface Version {
  title: string;
  files: Files;
}

/** What the editor shows instead of the file alone: this version on the left. */
export interface Comparison extends Version {
  /** The learner's code, as it is at any moment, when absent. */
  right?: Version;
}

/** A page of the course. */
export interface Way {
  title: string;
  href: string;
}

export interface Marker {
  place: SourcePlace;
  message: string;
}

export interface BenchOptions {
  exercise: FixExercise;
  starter: Files;
  workspace: Workspace;
  /** Goes to the other workspace; this bench is closed then. */
  switchWorkspace(to: Workspace): void;
  requests: string;
  storage: WorkStorage;
  tabs: TabsEnvironment;
  references: References;
  next?: Way;
  loadRuntime(): Promise<Runtime>;
  /** Which runtime that is, where the learner may choose. */
  runtimes?: RuntimeChoice | undefined;
}

export class Bench {
  readonly exercise: FixExercise;
  /** The exercise's; an answer of one's own AI tool begins with another one. */
  readonly starter: Files;
  readonly workspace: Workspace;
  readonly switchWorkspace: (to: Workspace) => void;
  /** Where the course goes on after this exercise. */
  readonly next: Way | undefined;
  readonly work: WorkStore;
  readonly tabs: Tabs;
  readonly running: RunningStore;
  /** The starter, running beside the learner's code; only once somebody asks for it. */
  readonly starterRunning: RunningStore;
  readonly attack: AttackStore;
  readonly grading: GradingStore;
  readonly references: References;
  readonly outcomes: OutcomesStore;
  readonly runtimes: RuntimeChoice | undefined;
  readonly layout = new LayoutStore();
  readonly dialog: Signal<OpenDialog | undefined> = signal(undefined);
  readonly toast: Signal<Toast | undefined> = signal(undefined);
  readonly comparison: Signal<Comparison | undefined> = signal(undefined);
  /** Said to a screen reader, once. */
  readonly announcement = signal('');
  /** Where the editor should go; a new object each time. */
  readonly goTo: Signal<SourcePlace | undefined> = signal(undefined);
  readonly markers: ReadonlySignal<Marker[]>;
  /** After a pass or an explicit reveal. */
  readonly solutionOpen: ReadonlySignal<boolean> = computed(
    () => this.work.passed.value !== undefined || this.work.solutionShown.value,
  );
  /** The check that the checks pane has open and in view. */
  readonly openCheck: Signal<string | undefined> = signal(undefined);

  readonly #loadRuntime: () => Promise<Runtime>;
  #runtime: Promise<Runtime> | undefined;
  #second: Promise<Runtime> | undefined;

  constructor(options: BenchOptions) {
    const { exercise, starter, requests, storage, tabs, loadRuntime, workspace } = options;
    this.exercise = exercise;
    this.starter = starter;
    this.workspace = workspace;
    this.switchWorkspace = options.switchWorkspace;
    this.next = workspace === 'own' ? options.next : undefined;
    this.#loadRuntime = loadRuntime;
    this.runtimes = options.runtimes;
    const place = workspace === 'own' ? exercise.id : `${exercise.id}~ai`;
    this.work = new WorkStore({
      exercise: place,
      entry: exercise.entry,
      starter: workspace === 'own' ? starter : emptyFor(exercise, starter),
      storage,
    });
    this.tabs = new Tabs(this.work, place, tabs);
    const runtime = () => this.runtime();
    this.running = new RunningStore({ exercise: exercise.id, files: this.work.files, runtime });
    this.starterRunning = new RunningStore({
      exercise: exercise.id,
      files: signal(starter),
      // A runtime has one open app: this one is another.
      runtime: () => this.secondRuntime(),
    });
    this.attack = new AttackStore({ requests, running: this.running, starter: this.starterRunning });
    this.grading = new GradingStore({
      exercise: exercise.id,
      checks: exercise.checks,
      files: this.work.files,
      runtime,
      onPass: (seed) => this.work.pass(seed),
    });
    this.references = options.references;
    this.references.runtime = runtime;
    this.outcomes = new OutcomesStore({
      references: this.references,
      own: this.grading,
      solutionOpen: this.solutionOpen,
    });
    this.markers = computed(() => {
      const state = this.running.state.value;
      if (state.kind !== 'faulted' || this.running.outdated.value) return [];
      const place = 'place' in state.fault ? state.fault.place : undefined;
      return place ? [{ place, message: describeFault(state.fault) }] : [];
    });
  }

  /** The runtime, fetched on first use. A fetch that failed is tried again the next time. */
  runtime(): Promise<Runtime> {
    this.#runtime ??= this.#load(() => {
      this.#runtime = undefined;
    });
    return this.#runtime;
  }

  private secondRuntime(): Promise<Runtime> {
    this.#second ??= this.#load(() => {
      this.#second = undefined;
    });
    return this.#second;
  }

  async #load(forget: () => void): Promise<Runtime> {
    try {
      return await this.#loadRuntime();
    } catch (error) {
      forget();
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`The runtime could not be loaded (${reason}). Check the connection and try again.`);
    }
  }

  /** Boots the runtime ahead of need; what goes wrong is told when it is needed. */
  async prepare(): Promise<void> {
    try {
      await (await this.runtime()).prepare();
    } catch {
      this.#runtime = undefined;
    }
  }

  announce(text: string): void {
    this.announcement.value = text;
  }

  async run(): Promise<void> {
    if (this.layout.view.peek() === 'code') this.layout.showTool(this.layout.tool.peek());
    const started = await this.running.run();
    const state = this.running.state.peek();
    if (started) this.announce('The app is running.');
    else if (state.kind === 'faulted') this.announce(describeFault(state.fault));
    else if (state.kind === 'broken') this.announce(state.message);
  }

  async check(only?: readonly string[]): Promise<void> {
    // There is one grader, and the learner's own code goes first.
    this.outcomes.cancel();
    this.layout.showTool('checks');
    this.announce('Checking your fix.');
    await this.grading.grade(only);
  }

  /** A request that a check sent, put into the console. */
  replay(exchange: ShownExchange, title: string): void {
    this.attack.load(draftOfExchange(exchange, title), exchange.client);
    this.dialog.value = undefined;
    this.layout.showTool('attack');
    this.announce('The request is in the attack console.');
  }

  /** The last of these requests of a check, into the console, after the others were sent to a fresh app. */
  async replayUpTo(exchanges: readonly ShownExchange[], title: string): Promise<void> {
    batch(() => {
      this.dialog.value = undefined;
      this.layout.showTool('attack');
    });
    const before = exchanges.length - 1;
    this.announce(`Starting the app anew for ${before} earlier ${before === 1 ? 'request' : 'requests'}.`);
    if (await this.attack.replayUpTo(exchanges, title))
      this.announce('The earlier requests were sent. The next one is in the attack console.');
    else this.announce('The earlier requests did not go through.');
  }

  /** Opens a check in its pane. */
  showCheck(id: string): void {
    batch(() => {
      this.dialog.value = undefined;
      this.layout.showTool('checks');
      this.openCheck.value = id;
    });
  }

  /** Puts two versions of the app beside each other in the editor's place. */
  compare(comparison: Comparison): void {
    batch(() => {
      this.dialog.value = undefined;
      this.comparison.value = comparison;
      this.layout.view.value = 'code';
    });
  }

  showPlace(place: SourcePlace): void {
    batch(() => {
      this.comparison.value = undefined;
      this.work.open(place.file);
      this.goTo.value = { ...place };
      this.layout.view.value = 'code';
    });
  }

  /** Opens the next (or previous) failed check, around the end. */
  nextFailed(step: 1 | -1): void {
    const failed = this.grading.ordered
      .peek()
      .filter(({ result }) => result && result.status !== 'pass')
      .map(({ check }) => check.id);
    if (failed.length === 0) {
      this.announce('No check failed.');
      return;
    }
    const at = failed.indexOf(this.openCheck.peek() ?? '');
    const next = at < 0 ? (step === 1 ? 0 : failed.length - 1) : (at + step + failed.length) % failed.length;
    batch(() => {
      this.layout.showTool('checks');
      this.openCheck.value = failed[next];
    });
  }

  async startOver(): Promise<void> {
    const before = this.work.files.peek();
    await this.work.startOver();
    this.toast.value = {
      text: 'Started over. Your code is in the history.',
      undo: () => void this.work.replaceAll(before, 'restore'),
    };
  }

  /** Says the verdict and the errors aloud. Returns the way to stop. */
  announceVerdicts(): () => void {
    return effect(() => {
      const phase = this.grading.phase.value;
      const verdict = this.grading.verdict.value;
      if (phase.kind === 'broken') this.announce(`Checking failed on our side: ${phase.message}`);
      if (phase.kind === 'cancelled') this.announce('Checking was cancelled.');
      if (phase.kind !== 'done') return;
      const { total, passed, failed } = this.grading.tally.peek();
      this.announce(
        verdict === 'pass'
          ? `Passed: all ${total} checks.`
          : failed > 0
            ? `${failed} of ${total} checks failed.`
            : `${passed} of ${total} checks passed.`,
      );
    });
  }

  /** Says how a column of "Three outcomes" ended while its dialog, which says it itself, is closed. */
  announceOutcomes(): () => void {
    return effect(() => {
      const ended = this.outcomes.ended.value;
      // The own code's end is a verdict, and said as one.
      if (!ended || ended.id === 'own' || this.dialog.peek()?.kind === 'outcomes') return;
      this.announce(endOf(ended, this));
    });
  }

  close(): void {
    this.tabs.close();
    this.outcomes.cancel();
    this.grading.cancel();
    void this.running.stop();
    void this.starterRunning.stop();
    for (const runtime of [this.#runtime, this.#second])
      void runtime?.then((loaded) => loaded.close()).catch(() => undefined);
  }
}

/** Where the answer of an AI tool is pasted: no code of ours in it. */
function emptyFor(exercise: FixExercise, starter: Files): Files {
  const { 'package.json': manifest } = starter;
  return {
    [exercise.entry]: '// Paste what your tool answered: the button is above.\n',
    ...(manifest !== undefined && { 'package.json': manifest }),
  };
}

const BenchContext = createContext<Bench | undefined>(undefined);
export const BenchProvider = BenchContext.Provider;

/** The bench of the page; only below `BenchProvider`. */
export function useBench(): Bench {
  const bench = useContext(BenchContext);
  if (!bench) throw new Error('useBench is called outside of the workbench.');
  return bench;
}
