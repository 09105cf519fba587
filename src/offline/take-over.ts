/** What a page and the service worker say to each other about an update. */

/** The page to the waiting worker: begin now. */
export const TAKE_OVER = 'take-over';
/** The worker's answer: not while an exercise is open in some tab. */
export const EXERCISE_OPEN = 'exercise-open';

/** An exercise's own page, not the list of them. */
export const isExercise = (url: string): boolean => /\/exercises\/[^/]+\/$/.test(new URL(url).pathname);
