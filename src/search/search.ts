/**
 * The search over lessons, exercises and glossary: a dialog, made when it is first opened. The index is Pagefind's, of
 * this site's own files; it is read in pieces, and only while somebody searches.
 */
import { debounced } from './debounced.ts';
import { excerptParts } from './excerpt.ts';
import { isRelevant } from './relevant.ts';

/** What we use of `/pagefind/pagefind.js`, which the build makes (`integration.ts`). */
interface Pagefind {
  options(options: Record<string, unknown>): Promise<void>;
  init(): Promise<void>;
  search(term: string): Promise<{ results: Array<{ data(): Promise<Found> }> }>;
}

interface Found {
  url: string;
  /** HTML: text, with `<mark>` around what was found. */
  excerpt: string;
  meta: { title?: string };
}

const MOST = 12;
const SLASH = 'other90:slash';
const base = import.meta.env.BASE_URL.replace(/\/$/, '');

let dialog: HTMLDialogElement | undefined;
let pagefind: Promise<Pagefind> | undefined;

/**
 * Opens the search; the text of the last one is still there, marked for typing over.
 * @param ahead what was typed before the search was loaded
 */
function openSearch(ahead: string): void {
  dialog ??= makeDialog();
  if (!dialog.open) dialog.showModal();
  const input = dialog.querySelector('input') as HTMLInputElement;
  input.focus();
  if (ahead === '') input.select();
  else {
    input.value = ahead;
    input.dispatchEvent(new Event('input'));
  }
  // Ready before the first letter; a failure is told by the search itself.
  load().catch(() => {});
}

function load(): Promise<Pagefind> {
  pagefind ??= import(/* @vite-ignore */ `${base}/pagefind/pagefind.js`).then(async (module: Pagefind) => {
    await module.options({ baseUrl: import.meta.env.BASE_URL, excerptLength: 22 });
    await module.init();
    return module;
  });
  pagefind.catch(() => {
    pagefind = undefined; // the next letter tries again
  });
  return pagefind;
}

function makeDialog(): HTMLDialogElement {
  const made = document.createElement('dialog');
  made.className = 'search-dialog';
  made.setAttribute('aria-label', 'Search the course');
  // Fixed text, nothing of the reader's.
  made.innerHTML = `
    <form role="search" method="dialog">
      <label class="sr-only" for="search-term">Search lessons, exercises and the glossary</label>
      <input id="search-term" type="search" placeholder="Search lessons, exercises and the glossary" autocomplete="off" spellcheck="false" enterkeyhint="search">
      <button class="button quiet" value="close">Close</button>
    </form>
    <p class="label" role="status"></p>
    <ol role="list"></ol>
    <p class="label keys"><span><kbd>↓</kbd> <kbd>↑</kbd> to choose, <kbd>Enter</kbd> to go, <kbd>Esc</kbd> to close</span>
      <label><input type="checkbox"> <kbd>/</kbd> opens the search</label></p>`;
  document.body.append(made);
  const input = made.querySelector('input') as HTMLInputElement;
  const form = made.querySelector('form') as HTMLFormElement;
  const list = made.querySelector('ol') as HTMLOListElement;
  const status = made.querySelector('[role=status]') as HTMLElement;
  input.addEventListener(
    'input',
    debounced(() => void search(input.value, list, status), 120),
  );
  // Enter in the field goes to the first result; the dialog's own button closes.
  form.addEventListener('submit', (event) => {
    if (event.submitter?.matches('[value=close]') && document.activeElement !== input) return;
    event.preventDefault();
    list.querySelector('a')?.click();
  });
  made.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return step(event, input, list);
    // A search field takes the first Escape to empty itself; here it closes, and the words stay.
    event.preventDefault();
    made.close();
  });
  made.addEventListener('click', (event) => {
    if (event.target === made) made.close(); // beside the sheet
  });
  slashChoice(made.querySelector('[type=checkbox]') as HTMLInputElement);
  return made;
}

let latest = 0;

async function search(term: string, list: HTMLOListElement, status: HTMLElement): Promise<void> {
  const mine = ++latest;
  const wanted = term.trim();
  if (wanted === '') {
    list.replaceChildren();
    status.textContent = '';
    return;
  }
  try {
    const { results } = await (await load()).search(wanted);
    const found = await Promise.all(results.slice(0, MOST).map((result) => result.data()));
    if (mine !== latest) return; // a later letter was faster
    const shown = found.filter((one) => isRelevant(wanted, wordsOf(one)));
    list.replaceChildren(...shown.map(item));
    status.textContent =
      shown.length === 0
        ? `Nothing about “${wanted}”. Try one word, or the name of the attack.`
        : results.length > MOST
          ? `The first ${shown.length}; another word narrows it down`
          : `${shown.length} found`;
  } catch {
    if (mine !== latest) return;
    list.replaceChildren();
    status.textContent =
      'The search index could not be read. Check the connection and type again; all pages are listed under Lessons and Exercises.';
  }
}

const wordsOf = ({ meta, excerpt }: Found) =>
  [meta.title ?? '', ...excerptParts(excerpt).map((part) => part.text)].join(' ');

const KINDS: ReadonlyArray<[path: string, kind: string]> = [
  ['/lessons/', 'Lesson'],
  ['/exercises/', 'Exercise'],
  ['/glossary/', 'Glossary'],
];

function item({ url, excerpt, meta }: Found): HTMLLIElement {
  const line = document.createElement('li');
  const link = document.createElement('a');
  link.href = url;
  const kind = text('span', KINDS.find(([path]) => url.includes(path))?.[1] ?? 'Page', 'label');
  const words = document.createElement('span');
  words.className = 'excerpt';
  words.append(
    ...excerptParts(excerpt).map((part) =>
      part.found ? text('mark', part.text) : document.createTextNode(part.text),
    ),
  );
  link.append(text('span', meta.title ?? url, 'title'), kind, words);
  line.append(link);
  return line;
}

function text(tag: string, content: string, className = ''): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = content;
  if (className) element.className = className;
  return element;
}

/** Arrow keys walk from the field through the results and back. */
function step(event: KeyboardEvent, input: HTMLInputElement, list: HTMLOListElement): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops: HTMLElement[] = [input, ...list.querySelectorAll('a')];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  event.preventDefault();
  stops[(at + (event.key === 'ArrowDown' ? 1 : stops.length - 1)) % stops.length]?.focus();
}

/** A key without Ctrl can be pressed by accident or by a voice: so it can be turned off. */
function slashChoice(box: HTMLInputElement): void {
  try {
    box.checked = localStorage.getItem(SLASH) !== 'off';
  } catch {
    box.checked = true;
  }
  box.addEventListener('change', () => {
    try {
      localStorage.setItem(SLASH, box.checked ? 'on' : 'off');
    } catch {
      // stays as it is
    }
  });
}

// `components/site.ts` loads this file and then asks.
addEventListener('open-search', (event) => openSearch((event as CustomEvent<string>).detail));
