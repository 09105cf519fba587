/** Fills the certificate from what this browser keeps. */
import { onChange } from './changes.ts';
import type { ExerciseProgress } from './course-map.ts';
import { courseSteps, readAndShow } from './show.ts';
import { readProgress } from './store.ts';

const NAME = 'other90:name';
const steps = courseSteps();
const part = (name: string) => document.querySelector<HTMLElement>(`[data-${name}]`);
const input = document.querySelector<HTMLInputElement>('#name');

async function show(): Promise<void> {
  const shown = await readAndShow(steps, readProgress);
  if (!shown) return;
  const { exercises } = shown;
  const passed = steps
    .flatMap(({ kind, id, title }) => {
      const progress = kind === 'exercise' ? exercises.get(id) : undefined;
      return progress?.passedAt === undefined ? [] : [{ title, progress, at: progress.passedAt }];
    })
    .sort((a, b) => a.at - b.at);
  for (const [name, there] of [
    ['certificate', passed.length > 0],
    ['certificate-empty', passed.length === 0],
  ] as const) {
    const place = part(name);
    if (place) place.hidden = !there;
  }
  const total = steps.filter(({ kind }) => kind === 'exercise').length;
  const counted = part('passed-count');
  if (counted) counted.textContent = `${passed.length} of the ${total} exercise${total === 1 ? '' : 's'}`;
  part('passed')?.replaceChildren(
    ...passed.map(({ title, progress, at }) => row(title, day(at), helpTaken(progress))),
  );
}

function row(title: string, ...cells: string[]): HTMLTableRowElement {
  const line = document.createElement('tr');
  const head = document.createElement('th');
  head.scope = 'row';
  head.textContent = title;
  line.append(
    head,
    ...cells.map((text) => Object.assign(document.createElement('td'), { textContent: text })),
  );
  return line;
}

function helpTaken({ hints, solutionShown }: ExerciseProgress): string {
  const taken = [
    ...(hints > 0 ? [`${hints} hint${hints === 1 ? '' : 's'}`] : []),
    ...(solutionShown ? ['saw the solution first'] : []),
  ];
  return taken.join(', ') || 'none';
}

const day = (at: number) => new Date(at).toLocaleDateString('en-GB', { dateStyle: 'long' });

function showName(): void {
  const place = part('name');
  // A no-break space keeps the line's height, to sign by hand.
  if (place && input) place.textContent = input.value.trim() || '\u00a0';
}

function keptName(): string {
  try {
    return localStorage.getItem(NAME) ?? '';
  } catch {
    return '';
  }
}

if (input) {
  input.value = keptName();
  input.addEventListener('input', () => {
    showName();
    try {
      localStorage.setItem(NAME, input.value);
    } catch {
      // stands on the page until it is closed
    }
  });
}
document.querySelector('[data-name-form]')?.addEventListener('submit', (event) => {
  event.preventDefault();
  print();
});

showName();
void show();
onChange(() => void show());
