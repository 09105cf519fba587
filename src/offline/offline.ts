/**
 * Registers the service worker, and tells when a new version of the course is there: never on an exercise's page, and
 * nothing changes until the reader says so or has closed every page.
 */
import { EXERCISE_OPEN, isExercise, TAKE_OVER } from './take-over.ts';

/** Somebody who asked the browser to save data did not ask for the whole course. */
const saveData = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

if ('serviceWorker' in navigator && !saveData) {
  register().catch(() => {
    // Refused (private window, site data blocked): the course then needs the network, as any site does.
  });
}

async function register(): Promise<void> {
  const workers = navigator.serviceWorker;
  const registration = await workers.register(
    `${import.meta.env.BASE_URL.replace(/\/$/, '')}/service-worker.js`,
    {
      updateViaCache: 'none',
    },
  );
  const announce = () => {
    // Without a controller it is the first version, which replaces nothing.
    if (registration.waiting && workers.controller && !isExercise(location.href)) tell(registration.waiting);
  };
  announce();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', announce);
  });
}

let told = false;

function tell(waiting: ServiceWorker): void {
  if (told) return;
  told = true;
  const notice = document.createElement('div');
  notice.className = 'update-notice';
  notice.setAttribute('role', 'status');
  const words = document.createElement('p');
  words.textContent = 'A new version of the course is here.';
  const reload = button('Reload', 'button primary', () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
    waiting.postMessage(TAKE_OVER);
  });
  const later = button('Later', 'button', () => notice.remove());
  notice.append(words, reload, later);
  document.body.append(notice);
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (data !== EXERCISE_OPEN) return;
    words.textContent =
      'An exercise is open in another tab, and nothing should change under it. Close that tab, then reload; your work there is kept.';
  });
}

function button(text: string, className: string, onClick: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = className;
  made.textContent = text;
  made.addEventListener('click', onClick);
  return made;
}
