/**
 * A file under review. Each line with code is a button; the arrow keys go from line to line, and one Tab leaves the code, since
 * nobody wants to press it forty times.
 */
import { useRef, useState } from 'preact/hooks';
import Icon from '../../components/Icon.tsx';
import { isSame } from '../same-place.ts';
import { SEVERITY_WORDS } from '../severity.ts';
import { MarkForm } from './MarkForm.tsx';
import { type DraftMark, isComplete } from './marks.ts';
import type { ReviewProps } from './Review.tsx';
import type { ReviewStore } from './review-store.ts';

interface Props {
  store: ReviewStore;
  file: ReviewProps['files'][number];
  categories: ReviewProps['categories'];
}

export function CodeLines({ store, file, categories }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const first = file.text.findIndex((text) => text.trim() !== '') + 1;
  const [current, setCurrent] = useState(first);
  const marks = store.marks.value.filter((mark) => mark.file === file.name);

  const focusLine = (line: number) =>
    list.current?.querySelector<HTMLElement>(`[data-line="${line}"]`)?.focus();

  const onKeyDown = (event: KeyboardEvent) => {
    const lines = [...(list.current?.querySelectorAll<HTMLElement>('[data-line]') ?? [])];
    const at = lines.indexOf(event.target as HTMLElement);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
    const next = to === undefined ? undefined : lines[to];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };

  const press = (line: number) => {
    const here = marks.filter((mark) => mark.line === line);
    const opened = here.find((mark) => mark.id === store.open.peek());
    if (opened) {
      // Marked by mistake and at once unmarked; what has been said stays.
      if (opened.category === undefined && opened.severity === undefined) store.remove(opened.id);
      store.open.value = undefined;
      return;
    }
    const [mark] = here;
    if (mark) store.open.value = mark.id;
    else store.add(file.name, line);
    focusForm(list.current);
  };

  return (
    <figure class="file">
      <figcaption class="label">
        {file.name} <span>{file.text.length} lines, all new</span>
      </figcaption>
      <p class="sr-only" id={`keys-${file.name}`}>
        Arrow keys go from line to line, Enter marks a line, Escape leaves its form.
      </p>
      <ol
        ref={list}
        class="lines"
        aria-label={`${file.name}, line by line`}
        aria-describedby={`keys-${file.name}`}
        onKeyDown={onKeyDown}
      >
        {file.text.map((text, index) => {
          const line = index + 1;
          const here = marks.filter((mark) => mark.line === line);
          return (
            <li key={line} class={here.length > 0 ? 'marked' : ''}>
              {text.trim() === '' ? (
                <span class="code-line">
                  <span class="number">{line}</span>
                </span>
              ) : (
                <button
                  type="button"
                  class="code-line"
                  data-line={line}
                  tabIndex={line === current ? 0 : -1}
                  aria-expanded={here.some((mark) => mark.id === store.open.value)}
                  aria-disabled={store.work.readOnly.value}
                  onFocus={() => setCurrent(line)}
                  onClick={() => press(line)}
                >
                  <span class="number">
                    <span class="sr-only">Line </span>
                    {line}
                  </span>
                  <code dangerouslySetInnerHTML={{ __html: file.html[index] ?? '' }} />
                  {here.length > 0 && <span class="sr-only">, marked</span>}
                </button>
              )}
              {here.map((mark) =>
                mark.id === store.open.value ? (
                  <MarkForm
                    key={mark.id}
                    store={store}
                    mark={mark}
                    categories={categories}
                    onClose={() => focusLine(line)}
                    onAnother={() => {
                      store.add(file.name, line);
                      focusForm(list.current);
                    }}
                  />
                ) : (
                  <ClosedMark
                    key={mark.id}
                    store={store}
                    mark={mark}
                    categories={categories}
                    onOpen={() => {
                      store.open.value = mark.id;
                      focusForm(list.current);
                    }}
                  />
                ),
              )}
            </li>
          );
        })}
      </ol>
    </figure>
  );
}

function focusForm(list: HTMLElement | null): void {
  requestAnimationFrame(() => list?.querySelector<HTMLElement>('.mark-form select')?.focus());
}

interface MarkProps {
  store: ReviewStore;
  mark: DraftMark;
  categories: ReviewProps['categories'];
  onOpen(): void;
}

/** What was said of the line, and what came of it once it was handed in. */
function ClosedMark({ store, mark, categories, onOpen }: MarkProps) {
  const title = categories.find(({ id }) => id === mark.category)?.title;
  const came = outcomeOf(store, mark);
  return (
    <button type="button" class={`mark ${came ?? ''}`} onClick={onOpen}>
      {came === 'found' && (
        <span class="verdict held">
          <Icon name="works" /> found
        </span>
      )}
      {came === 'fine' && (
        <span class="verdict breach">
          <Icon name="broken" /> not this
        </span>
      )}
      {came === undefined && !isComplete(mark) && (
        <span class="verdict pending">
          <Icon name="pending" /> not finished
        </span>
      )}
      <span>
        {title ?? 'What is wrong here?'}
        {mark.severity && <span class="how-bad"> · {SEVERITY_WORDS[mark.severity].title}</span>}
      </span>
      <span class="sr-only">: change the mark on line {mark.line}</span>
    </button>
  );
}

/** Only for a mark that stands as it was handed in. */
function outcomeOf(store: ReviewStore, mark: DraftMark): 'found' | 'fine' | undefined {
  const score = store.score.value;
  const as = (other: { file: string; line: number; category: string; severity: string }) =>
    isSame(other, mark) && other.category === mark.category && other.severity === mark.severity;
  if (score?.findings.some(({ state, marks }) => state === 'found' && marks.some(as))) return 'found';
  if (score?.falseMarks.some(as)) return 'fine';
  return undefined;
}
