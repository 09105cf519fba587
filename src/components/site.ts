/**
 * What every page runs at once; small, because a lesson promises 5 kB. All else comes when it is asked for: by address
 * (`?worker&url` makes a bundle of its own), since Vite's way of loading a chunk weighs more than this file.
 */
import offline from '../offline/offline.ts?worker&url';
import lesson from '../progress/lesson-progress.ts?worker&url';
import search from '../search/search.ts?worker&url';
import terms from './term-tip.ts?worker&url';

const load = (url: string) => import(/* @vite-ignore */ url);
const all = <E extends Element>(selector: string) => document.querySelectorAll<E>(selector);

// Search.
// A bundle of that kind exports nothing: it listens.
// What is typed before the field is there goes into it.
let ahead: string | undefined;
const openSearch = async () => {
  ahead ??= '';
  try {
    await load(search);
    dispatchEvent(new CustomEvent('open-search', { detail: ahead }));
  } finally {
    ahead = undefined;
  }
};
for (const button of all<HTMLElement>('[data-search]')) {
  button.hidden = false;
  button.onclick = openSearch;
}
document.addEventListener('keydown', (event) => {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  const command = ctrlKey || metaKey;
  if (ahead !== undefined && !command && !altKey && !key[1]) {
    event.preventDefault();
    ahead += key;
    return;
  }
  if (altKey || (command ? key !== 'k' : key !== '/' || kept('slash') === 'off')) return;
  // Where somebody types, the keys are theirs; the editor has a Ctrl+K of its own.
  if ((target as Element).closest('input,textarea,select,[contenteditable],[role=textbox]')) return;
  event.preventDefault();
  openSearch();
});

// The tracks: the reader's own asides stay open, the others fold.
for (const select of all<HTMLSelectElement>('[data-track-choice]')) {
  const apply = () => {
    for (const aside of all<HTMLDetailsElement>('[data-track]'))
      aside.open = !select.value || aside.dataset.track === select.value;
  };
  select.value = kept('track') ?? '';
  select.onchange = () => {
    try {
      localStorage.setItem('other90:track', select.value);
    } catch {
      // holds for this page then
    }
    apply();
  };
  (select.closest('[hidden]') as HTMLElement).hidden = false;
  apply();
}

function kept(name: string): string | null {
  try {
    return localStorage.getItem(`other90:${name}`);
  } catch {
    return null; // storage refused
  }
}

// Terms open by a tap without it.
if (document.querySelector('term-tip'))
  for (const type of ['pointerover', 'keydown']) addEventListener(type, () => load(terms), { once: true });

// The interactive parts of a lesson: each when it is less than a screen away. What was typed or opened before stands in the
// page, where the part finds it.
const parts = new IntersectionObserver(
  (seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      parts.unobserve(target);
      load((target as HTMLElement).dataset.script ?? '');
    }
  },
  { rootMargin: '100%' },
);
for (const part of all('[data-script]')) parts.observe(part);

// Progress: nothing to show or keep before somebody moves.
if (document.querySelector('[data-lesson]'))
  for (const type of ['scroll', 'pointerdown', 'keydown'])
    addEventListener(type, () => load(lesson), { once: true, passive: true });

// Offline: once the page has long been ready.
if (import.meta.env.PROD) setTimeout(() => load(offline), 5000);
