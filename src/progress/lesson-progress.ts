/**
 * On a lesson: marks it as read when its end comes into view, or by the button. Loaded at the reader's first move
 * (`components/site.ts`), so that a short lesson in a high window is not read by opening it.
 */
import { onChange } from './changes.ts';
import { NO_PROGRESS, type Progress } from './course-map.ts';
import { exportName, exportText } from './export-text.ts';
import { saveFile } from './save-file.ts';
import { showMarks } from './show.ts';
import { type LessonRead, markRead, markUnread, readKept, readProgress } from './store.ts';

const end = document.querySelector<HTMLElement>('[data-lesson]');
const id = end?.dataset.lesson;
if (end && id) follow(end, id);

function follow(end: HTMLElement, id: string): void {
  const button = end.querySelector('button');
  const state = end.querySelector<HTMLElement>('[role=status]');
  /** Marks that the browser would not keep: they hold while the page is open. */
  const unkept = new Map<string, number>();
  let read = false;
  let newest = 0;

  const show = async () => {
    const mine = ++newest;
    let problem = '';
    const progress: Progress = await readProgress().catch((error: Error) => {
      problem = error.message;
      return NO_PROGRESS;
    });
    if (mine !== newest) return; // what was asked later knows more
    const lessons = new Map([...unkept, ...progress.lessons]);
    showMarks({ ...progress, lessons });
    const at = lessons.get(id);
    read = at !== undefined;
    end.dataset.read = String(read);
    if (state) state.textContent = at === undefined ? '' : `You read this lesson on ${day(at)}.`;
    if (button) {
      button.hidden = false;
      button.textContent = read ? 'Mark as not read' : 'Mark as read';
    }
    tell(problem);
  };

  const mark = async (now: boolean) => {
    try {
      await (now ? markRead(id) : markUnread(id));
    } catch {
      if (now) unkept.set(id, Date.now());
      else unkept.delete(id);
      await show();
    }
  };

  const tell = (problem: string) => {
    const place = end.querySelector<HTMLElement>('[data-storage-problem]');
    if (!place) return;
    place.hidden = problem === '' && unkept.size === 0;
    const reason = place.querySelector('[data-reason]');
    if (reason && problem !== '') reason.textContent = problem;
  };

  button?.addEventListener('click', () => void mark(!read));
  end.querySelector('[data-download]')?.addEventListener('click', async () => {
    const kept = await readKept().catch(() => ({ lessons: [], work: [] }));
    const lessons: LessonRead[] = [...unkept].map(([id, readAt]) => ({ id, readAt }));
    saveFile(exportName(), exportText({ ...kept, lessons: [...kept.lessons, ...lessons] }));
  });
  new IntersectionObserver(
    ([entry], observer) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      void mark(true);
    },
    // Upwards without end: whoever jumps to the foot of the page has passed it as well.
    { rootMargin: '1000000px 0px 0px' },
  ).observe(end);
  onChange(() => void show());
  void show();
}

const day = (at: number) =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
