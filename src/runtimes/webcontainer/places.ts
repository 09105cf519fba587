/** Where things lie in the container, from its working directory on. */

/** What the course brings: the grader's host, the script of app processes, the database. */
export const COURSE_FOLDER = '.other90';
export const HOST_SCRIPT = `${COURSE_FOLDER}/host.mjs`;
export const APP_HOST_SCRIPT = `${COURSE_FOLDER}/app-host.mjs`;
export const DATABASE_FOLDER = `${COURSE_FOLDER}/database`;
export const MAIL_FOLDER = `${COURSE_FOLDER}/mail`;
/** Where the running app listens: `{ "port": 10000 }`. */
export const RUNNING_APP_FILE = `${COURSE_FOLDER}/app.json`;
/** A copy of the learner's files, for the terminal. */
export const CODE_FOLDER = 'app';
/** Sends a request to the running app: `node request.mjs GET /api/me`. */
export const REQUEST_SCRIPT = 'request.mjs';

/** The bell that a host rings on its terminal: letters up to this number lie in its outbox. */
export const bell = (box: string, number: number) => `@other90:${box}:${number}@`;
export const bellPattern = (box: string) => new RegExp(`@other90:${box}:(\\d+)@`, 'g');
