/** What the reader sees of a lesson's app: its state, the demo, the attacks, and what came of each. */
import type { LessonApp, Step } from './lesson-app.ts';
import { LessonAppRunner, loadLessonApp, type Outcome } from './run-lesson-app.ts';
import { showExchanges } from './show-exchange.ts';

type Icon = 'breach' | 'held' | 'works' | 'broken' | 'pending';

/** What a finding is called, by the kind of step. */
const VERDICTS = {
  demo: [
    { icon: 'broken', word: 'Broken' },
    { icon: 'works', word: 'Works' },
  ],
  attack: [
    { icon: 'held', word: 'Held' },
    { icon: 'breach', word: 'Got through' },
  ],
} as const;

const views = new WeakMap<HTMLElement, LiveAppView>();

/** The view of an element; one for its whole life. */
export function liveAppView(element: HTMLElement): LiveAppView {
  let view = views.get(element);
  if (!view) {
    view = new LiveAppView(element);
    views.set(element, view);
  }
  return view;
}

class LiveAppView {
  readonly #root: HTMLElement;
  readonly #got = new Set<string>();
  #app: LessonApp | undefined;
  #runner: LessonAppRunner | undefined;
  #busy = false;

  constructor(root: HTMLElement) {
    this.#root = root;
    for (const item of this.#items())
      item.querySelector('button')?.addEventListener('click', () => void this.#attack(item));
  }

  /** Starts the app, or starts it anew, and carries out the demo. What goes wrong is told in the page. */
  async start(): Promise<void> {
    if (this.#busy) return;
    this.#setBusy(true);
    try {
      this.#tell('Starting a server and a PostgreSQL in this page …');
      this.#clear();
      const id = this.#root.dataset.app ?? '';
      this.#app ??= await loadLessonApp(id);
      this.#runner ??= new LessonAppRunner(id, this.#app);
      await this.#runner.start();
      this.#tell('It runs. First, the demo …');
      let works = true;
      for (const step of this.#app.demo) works = (await this.#carryOut(step, 'demo')) && works;
      this.#tell(
        works
          ? 'It runs, and everything in the demo works. Your turn.'
          : 'It runs, but the demo does not work.',
      );
    } catch (error) {
      this.#tell(error instanceof Error ? error.message : String(error));
    } finally {
      this.#setBusy(false);
    }
  }

  async #attack(item: HTMLElement): Promise<void> {
    if (this.#busy || !this.#runner?.isRunning) return;
    const step = this.#app?.attacks.find(({ id }) => id === item.dataset.step);
    if (!step) return;
    this.#setBusy(true);
    try {
      if (await this.#carryOut(step, 'attack')) this.#got.add(step.id);
      else this.#got.delete(step.id);
      this.#count();
    } catch (error) {
      this.#tell(error instanceof Error ? error.message : String(error));
    } finally {
      this.#setBusy(false);
    }
  }

  async #carryOut(step: Step, kind: keyof typeof VERDICTS): Promise<boolean> {
    const item = this.#items().find(({ dataset }) => dataset.step === step.id);
    if (!item || !this.#runner) return false;
    const outcome = await this.#runner.carryOut(step, item.querySelector('input')?.value ?? '');
    this.#show(item, outcome, VERDICTS[kind][outcome.happened ? 1 : 0]);
    return outcome.happened;
  }

  #show(item: HTMLElement, outcome: Outcome, { icon, word }: { icon: Icon; word: string }): void {
    const chip = document.createElement('span');
    chip.className = `verdict ${icon === 'works' ? 'held' : icon === 'broken' ? 'breach' : icon}`;
    const drawing = this.#root.querySelector<HTMLTemplateElement>(`template[data-icon=${icon}]`);
    if (drawing) chip.append(drawing.content.cloneNode(true));
    chip.append(word);
    const sentence = document.createElement('span');
    sentence.textContent = outcome.sentence;
    item.querySelector('.finding')?.replaceChildren(chip, sentence);
    const wire = item.querySelector('details');
    const text = wire?.querySelector('pre');
    if (!wire || !text) return;
    text.textContent = showExchanges(outcome.exchanges);
    wire.hidden = false;
  }

  #clear(): void {
    this.#got.clear();
    for (const item of this.#items()) {
      item.querySelector('.finding')?.replaceChildren();
      const wire = item.querySelector('details');
      if (wire) wire.hidden = true;
    }
    this.#count();
  }

  #count(): void {
    const count = this.#root.querySelector('.count');
    const total = this.#root.querySelectorAll('.attacks [data-step]').length;
    if (count) count.textContent = `${this.#got.size} of ${total} attacks got through`;
  }

  #tell(text: string): void {
    const state = this.#root.querySelector('.state');
    if (state) state.textContent = text;
  }

  #setBusy(busy: boolean): void {
    this.#busy = busy;
    this.#root.toggleAttribute('data-busy', busy);
    // aria-disabled, not disabled: the button that was pressed keeps the focus.
    for (const button of this.#root.querySelectorAll('button')) {
      const isStart = button.hasAttribute('data-start');
      button.setAttribute('aria-disabled', String(busy || (!isStart && !this.#runner?.isRunning)));
      if (isStart && this.#runner?.isRunning) button.textContent = 'Start over';
    }
  }

  #items(): HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>('[data-step]')];
  }
}
