/** Requests from a seed: number `n` of a seed is always the same, whatever else is made. */
import { Random } from '../../../graders/kit/random.ts';
import {
  chance,
  content,
  cookies,
  type Header,
  headers,
  method,
  oddPath,
  plainPath,
  query,
  sentBody,
  sessionCookie,
} from './generate-parts.ts';
import { expressProgram, plainProgram } from './generate-program.ts';
import { APPS, type AppName, type Sample } from './sample.ts';

type Made = Omit<Sample, 'number' | 'app'>;

const MAKERS: Record<AppName, (random: Random) => Made> = {
  plain: (random) => {
    const made = withBody(
      random,
      { method: method(random), path: oddPath(random), headers: headers(random) },
      45,
    );
    return { ...made, program: plainProgram(random, made.body !== undefined) };
  },
  answers: (random) => {
    const folder = random.pick(['', '', '', '/spaces', '/escape', '/replacer', '/proxy']);
    return {
      method: chance(random, 60) ? 'GET' : method(random),
      path: `${folder}${chance(random, 20) ? oddPath(random) : plainPath(random)}`,
      headers: headers(random, 4),
      program: expressProgram(random),
    };
  },
  parsers: (random) => {
    const [path, kind] = random.pick(PARSERS);
    const base = {
      method: random.pick(['POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'GET']),
      path: path + query(random),
      headers: headers(random, 2).filter(isNoContent),
    };
    return withBody(random, base, 96, kind);
  },
  routing: (random) => ({
    method: chance(random, 70) ? 'GET' : method(random),
    path: `${random.pick(['', '', '/loose', '/strict', '/router/o', '/router/%zz'])}${routedPath(random)}${query(random)}`,
    headers: headers(random, 6),
  }),
  sessions: (random) => {
    const sid = `session-${random.integer(1, 6)}`;
    const own: Header[] = [['X-Sid', sid]];
    if (chance(random, 70)) own.push(['Cookie', sessionCookie(random, sid)]);
    if (chance(random, 50)) own.push(['Cookie', cookies(random)]);
    return {
      method: random.pick(['GET', 'GET', 'GET', 'POST', 'HEAD', 'OPTIONS']),
      path: random.pick(SESSION_PATHS) + query(random),
      headers: [...own, ...headers(random, 2)],
    };
  },
  errors: (random) => ({
    method: chance(random, 80) ? 'GET' : method(random),
    path: chance(random, 8)
      ? random.pick(['/only', '/default/%zz/x', '/missing', '/default/throw', `/${oddPath(random)}`])
      : `/${random.pick(['default', 'default', 'own', 'failing'])}/${random.pick(WAYS)}/${random.pick(ERRORS)}`,
    headers: headers(random, 3),
  }),
  streams: (random) => {
    if (chance(random, 45)) {
      return {
        method: chance(random, 85) ? 'GET' : 'HEAD',
        path: random.pick(STREAM_PATHS),
        headers: headers(random, 2),
      };
    }
    const path = random.pick([
      '/echo',
      '/upper',
      '/hash',
      '/unzip',
      '/zip-length',
      '/paused',
      '/limit',
      '/unread',
      '/text',
      '/text?encoding=latin1',
      '/text?encoding=hex',
      '/text?encoding=utf16le',
      '/text?encoding=base64',
    ]);
    return withBody(
      random,
      {
        method: random.pick(['POST', 'PUT', 'PATCH']),
        path,
        headers: headers(random, 2).filter(isNoContent),
      },
      92,
    );
  },
};

const PARSERS = (
  [
    ['json', '/json /json-small /json-loose /json-plain /json-verified /json-revived'],
    ['form', '/form /form-nested /form-entities'],
    ['text', '/text /text-latin'],
    ['binary', '/raw'],
    ['json', '/all'],
    ['form', '/all'],
    ['multipart', '/upload-one /upload-many /upload-fields /upload-any /upload-any /upload-none'],
  ] as const
).flatMap(([kind, paths]) => paths.split(' ').map((path) => [path, kind] as const));

const SESSION_PATHS =
  '/session /session /session/login/ada /session/logout /session/touched /session/stored /cookies /cookies?set=v%20x /cookies?sign=v /cookies?json=1 /cookies?clear=a /cookies?odd=a%20b /cookies?set=a&sign=b&clear=c /cookies-plain /helmet /helmet-own /limited /limited'.split(
    ' ',
  );
const WAYS = 'throw next reject late started ended headers stream twice set'.split(' ');
const ERRORS =
  'plain type status statusCode odd high headers text number nothing null object cause aggregate lines cyclic range reference unknown'.split(
    ' ',
  );
const STREAM_PATHS =
  '/pipe/0 /pipe/1 /pipe/9 /pipeline/0 /pipeline/5 /events/0 /events/4 /trailers /large/1 /large/100 /drained/3 /drained/200 /object'.split(
    ' ',
  );

const isNoContent = ([name]: Header) => !/^(content-type|trailer)$/i.test(name);

function routedPath(random: Random): string {
  const piece = () =>
    random.pick([
      '1',
      '13',
      '14',
      'ada',
      'a%20b',
      '%2F',
      '%zz',
      '%E4',
      'caf\u00e9',
      '茶',
      'x-y',
      'a.b',
      '',
      '%00',
      'a+b',
      '*',
      ':id',
    ]);
  const path = random.pick([
    `/users/${piece()}`,
    `/users/${piece()}/posts/${piece()}`,
    `/files/${piece()}/${piece()}`,
    '/files',
    '/files/',
    `/optional/${piece()}`,
    '/optional',
    `/optional/${piece()}/more`,
    '/optional/more',
    `/flights/${piece()}-${piece()}`,
    '/reg/5',
    '/regex/55',
    '/regex/x',
    '/chain',
    '/many',
    '/lots',
    '/skip',
    '/fresh',
    '/fresh',
    `/mounted/${piece()}`,
    '/mounted',
    '/mounted/through',
    '/nowhere',
    oddPath(random),
  ]);
  if (chance(random, 8)) return path.toUpperCase();
  return chance(random, 8) ? `${path}/` : path;
}

function withBody(random: Random, base: Made, percent: number, kind?: Parameters<typeof content>[1]): Made {
  if (!chance(random, percent)) return base;
  const { headers: own, ...sent } = sentBody(random, content(random, kind));
  return { ...base, ...sent, headers: [...base.headers, ...own] };
}

/** How many requests a round over all apps has: the first ones are asked more often, having more to differ in. */
const ROUND: readonly AppName[] = [...APPS, 'plain', 'plain', 'answers', 'parsers', 'routing'];

export function sampleOf(seed: number, number: number): Sample {
  const random = new Random(seed, `request ${number} of ${seed}`);
  const app = ROUND[number % ROUND.length] ?? 'plain';
  return { number, app, ...MAKERS[app](random) };
}
