/**
 * Writes progress into a page's prepared places:
 * - `data-step="lesson:<id>"` or `"exercise:<id>"`: its `.done` mark is shown when that step is done
 * - `data-count="<module>"` or `"all"`: "2 of 5 done"; a `progress` element gets the numbers
 * - `data-go-on`: a link to the next step, its words in `[data-go-on-words]`
 * - `data-when="begun"`, `"new"` or `"finished"`: shown in that case only
 * - `data-storage-problem`: why the browser keeps nothing
 */
import {
  count,
  isDone,
  NO_PROGRESS,
  nextStep,
  type Progress,
  type Step,
  type StepKind,
} from './course-map.ts';

const all = <E extends HTMLElement>(selector: string) => document.querySelectorAll<E>(selector);

/** The course's steps, from the page's `#course-steps`. */
export function courseSteps(): Step[] {
  return JSON.parse(document.getElementById('course-steps')?.textContent ?? '[]');
}

export function showMarks(progress: Progress): void {
  for (const place of all('[data-step]')) {
    const [kind, id] = (place.dataset.step ?? '').split(':') as [StepKind, string];
    const mark = place.querySelector<HTMLElement>('.done');
    if (mark) mark.hidden = !isDone({ kind, id }, progress);
  }
}

export function showProgress(steps: readonly Step[], progress: Progress): void {
  showMarks(progress);
  for (const place of all('[data-count]')) {
    const module = place.dataset.count;
    const { done, all: total } = count(
      module === 'all' ? steps : steps.filter((step) => step.module === module),
      progress,
    );
    place.hidden = false;
    if (place instanceof HTMLProgressElement) {
      place.max = total;
      place.value = done;
    } else place.textContent = done === total ? `all ${total} done` : `${done} of ${total} done`;
  }
  const next = nextStep(steps, progress);
  const state = { start: 'new', 'go-on': 'begun', finished: 'finished' }[next.kind];
  for (const place of all('[data-when]'))
    place.hidden = !(place.dataset.when ?? '').split(' ').includes(state);
  if (next.kind === 'finished') return;
  for (const link of all<HTMLAnchorElement>('a[data-go-on]')) link.href = next.step.href;
  const words = {
    start: `Start: ${next.step.title}`,
    'go-on': `Go on: ${next.step.title}`,
  }[next.kind];
  for (const place of all('[data-go-on-words]')) place.textContent = words;
}

let newest = 0;

/**
 * Shows what is kept, and the reason where nothing can be.
 * @returns what is shown; `undefined` when a later call overtook this one.
 */
export async function readAndShow(
  steps: readonly Step[],
  read: () => Promise<Progress>,
): Promise<Progress | undefined> {
  const mine = ++newest;
  let progress = NO_PROGRESS;
  let problem = '';
  try {
    progress = await read();
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  if (mine !== newest) return undefined;
  showProgress(steps, progress);
  for (const place of all('[data-storage-problem]')) {
    place.hidden = problem === '';
    const reason = place.querySelector('[data-reason]');
    if (reason) reason.textContent = problem;
  }
  return progress;
}
