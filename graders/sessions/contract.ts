/** The contract of `sessions` as users and thieves meet it: a browser's cookies, and what they still open. */
import {
  type Answer,
  type CheckContext,
  type Person,
  person,
  type RunningApp,
  register,
  told,
} from '../kit/index.ts';
import { Browser } from './browser.ts';

/** Within the grace, and past it. The check's own requests take up to a second or two of real time. */
export const IN_GRACE = '6s';
export const PAST_GRACE = '14s';
/** Past the life of every access token: that it is 15 minutes is for `access-expires` alone. */
export const PAST_ACCESS = '2h';

export const me = (browser: Browser): Promise<Answer> => browser.get('/api/me');
export const refresh = (browser: Browser): Promise<Answer> => browser.post('/api/refresh');

const sameAddress = (a: unknown, b: string) => typeof a === 'string' && a.toLowerCase() === b.toLowerCase();

/** Whose account an answer to GET /api/me shows. */
export const shows = (answer: Answer, who: Person): boolean =>
  answer.ok && sameAddress(answer.object?.email, who.email);

export interface User {
  who: Person;
  /** As text; '' when the registration told none. */
  id: string;
  browser: Browser;
}

/** Logs in, with any success: which one it has to be is for `login-works` alone. */
export async function logIn(
  t: CheckContext,
  who: Pick<Person, 'email' | 'password'>,
  browser: Browser,
): Promise<Answer> {
  const answer = await browser.post('/api/login', { email: who.email, password: who.password });
  if (!answer.ok) {
    t.fail(
      `The right e-mail address and password were answered ${told(answer)}.`,
      'POST /api/login with the right password is answered 200, and a new session as cookies.',
    );
  }
  return answer;
}

/** Somebody new, registered and logged in. */
export async function newUser(t: CheckContext, app: RunningApp): Promise<User> {
  const who = person(t.random);
  const id = await register(t, app, who);
  const browser = Browser.new(app);
  await logIn(t, who, browser);
  return { who, id, browser };
}

/** Refreshes, and insists on success. `when` begins the sentence: "A day after the login". */
export async function refreshed(t: CheckContext, browser: Browser, when: string): Promise<Answer> {
  const answer = await refresh(browser);
  if (!answer.ok) {
    t.fail(
      `${when} POST /api/refresh was answered ${told(answer)}.`,
      'As long as a session lives, its newest refresh token gets a new pair: 200 or 204.',
    );
  }
  return answer;
}

/** Insists that GET /api/me shows the account. */
export async function isIn(t: CheckContext, browser: Browser, who: Person, when: string): Promise<void> {
  const answer = await me(browser);
  if (shows(answer, who)) return;
  t.fail(
    `${when} GET /api/me of ${who.email} was answered ${told(answer)}.`,
    'Who has a living session and a fresh access token is answered 200 with their own account.',
  );
}

/** Insists that these cookies refresh nothing. What they get if they do is theirs to keep. */
export async function refreshesNothing(
  t: CheckContext,
  browser: Browser,
  happened: string,
  expected: string,
): Promise<void> {
  const answer = await refresh(browser);
  if (answer.ok) t.fail(`${happened}: POST /api/refresh was answered ${told(answer)}.`, expected);
}

/** Insists that, once every access token that was out is over, none of these cookies opens an account. */
export async function outWhenAccessIsOver(
  t: CheckContext,
  browsers: readonly Browser[],
  happened: string,
  expected: string,
): Promise<void> {
  await t.clock.advance(PAST_ACCESS);
  for (const browser of browsers) {
    const answer = await me(browser);
    if (answer.ok) t.fail(`${happened}: two hours later GET /api/me was answered ${told(answer)}.`, expected);
  }
}

/** Logs out, and insists on a success. That it is 204 is for `logout-works` alone. */
export async function logOut(t: CheckContext, browser: Browser): Promise<void> {
  const answer = await browser.post('/api/logout');
  if (!answer.ok) {
    t.fail(`POST /api/logout was answered ${told(answer)}.`, 'A logout is answered 204.');
  }
}

/** Changes the password and keeps it in `who`. */
export async function changePassword(t: CheckContext, { who, browser }: User): Promise<void> {
  const newPassword = person(t.random).password;
  const answer = await browser.post('/api/password', { currentPassword: who.password, newPassword });
  if (!answer.ok) {
    t.fail(
      `POST /api/password with the right current password was answered ${told(answer)}.`,
      'Who is logged in and knows the password can change it: 200 or 204.',
    );
  }
  who.password = newPassword;
}

/**
 * Belongs at the end of an attack: an app that refuses everything withstands everything. The one who was attacked logs in
 * again, and the new session works and can be refreshed.
 */
export async function canLogInAgain(t: CheckContext, app: RunningApp, who: Person): Promise<void> {
  const browser = Browser.new(app);
  await logIn(t, who, browser);
  await isIn(t, browser, who, 'After it, with a new login,');
  await refreshed(t, browser, 'After it, with a new login,');
  await isIn(t, browser, who, 'After it, with a new login and a refresh,');
}
