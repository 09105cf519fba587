/** Download, import and undo, on the progress page. */

import type { Exported } from './export-file.ts';
import { exportName, exportText } from './export-text.ts';
import { saveFile } from './save-file.ts';
import { courseSteps } from './show.ts';
import { importKept, importToUndo, readKept, undoImport } from './store.ts';

const part = <E extends HTMLElement>(name: string): E => {
  const found = document.querySelector<E>(`[data-${name}]`);
  if (!found) throw new Error(`The progress page has no [data-${name}].`);
  return found;
};
const input = part<HTMLInputElement>('import');
const outcome = part('outcome');
const undo = part<HTMLButtonElement>('undo');
const confirmation = part<HTMLDialogElement>('confirm');
const titles = new Map(courseSteps().map(({ id, title }) => [id, title]));

function say(text: string, kind: 'done' | 'error' = 'done'): void {
  outcome.dataset.kind = kind;
  outcome.textContent = text;
}

/** Runs what a button does; an error is told in its own words. */
async function attempt(doing: () => Promise<void>): Promise<void> {
  try {
    await doing();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), 'error');
  }
  await showUndo();
}

part('export').addEventListener('click', () =>
  attempt(async () => {
    saveFile(exportName(), exportText(await readKept()));
    say('Downloaded.');
  }),
);

part('choose').addEventListener('click', () => input.click());

input.addEventListener('change', () =>
  attempt(async () => {
    const file = input.files?.[0];
    if (!file) return;
    const text = await file.text();
    input.value = ''; // the same file may be chosen again
    const { parseExport } = await import('./export-file.ts');
    const exported = parseExport(text);
    if (!(await confirmed(exported))) {
      say('Nothing was imported.');
      return;
    }
    await importKept(exported);
    say('Imported. An exercise that is open in another tab shows it after a reload.');
  }),
);

undo.addEventListener('click', () =>
  attempt(async () => {
    await undoImport();
    say('Undone: everything is as it was before the import.');
  }),
);

/** Says what the file holds and what it would replace, and asks. */
async function confirmed({ lessons, work, exportedAt }: Exported): Promise<boolean> {
  const here = new Map((await readKept()).work.map((one) => [one.exercise, one.updatedAt]));
  const replaced = work.filter(({ exercise }) => here.has(exercise));
  part('contents').textContent =
    `It was made on ${time(exportedAt)} and holds ${many(lessons.length, 'lesson')} read and work on ${many(work.length, 'exercise')}. ` +
    (replaced.length > 0
      ? 'Its lessons are added to yours. Its work takes the place of what you have here on:'
      : 'It replaces nothing of yours.');
  part('replaced').replaceChildren(
    ...replaced.map(({ exercise, updatedAt }) => {
      const item = document.createElement('li');
      item.textContent = `${nameOf(exercise)}: yours is of ${time(here.get(exercise) ?? 0)}, the file’s of ${time(updatedAt)}`;
      return item;
    }),
  );
  confirmation.returnValue = '';
  confirmation.showModal();
  await new Promise((resolve) => confirmation.addEventListener('close', resolve, { once: true }));
  return confirmation.returnValue === 'import';
}

async function showUndo(): Promise<void> {
  const last = await importToUndo().catch(() => undefined);
  undo.hidden = !last;
  if (last) undo.textContent = `Undo the import of ${time(last.at)}`;
}

/** `login~ai` is the answer of the learner's own tool to `login`. */
function nameOf(exercise: string): string {
  const [id = exercise, place] = exercise.split('~');
  return `${titles.get(id) ?? id}${place ? ' (your tool’s answer)' : ''}`;
}

const time = (at: number) =>
  new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const many = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

void showUndo();
