/** What a learner's app can do wrong, as data: every runtime has to tell each case in the same way. */
import type { AppFault } from '../../src/runtimes/faults.ts';
import type { Files } from '../../src/runtimes/runtime.ts';

/** Shown by the start of the app, by the answer to `GET /`, or by the one after it. */
type ShownBy = 'start' | 'request' | 'next request';

export interface FaultCase {
  name: string;
  /** `server.ts` is the entry, unless `entry` says otherwise. */
  files: Files;
  shownBy: ShownBy;
  /** These keys of the fault have to be so; a regular expression has to match. */
  fault: { kind: AppFault['kind'] } & Record<string, unknown>;
}

/** An app that misbehaves, and has to be served as if it did not: `GET /` gets `status`, and again. */
export interface HarmlessCase {
  name: string;
  files: Files;
  status: number;
  body?: string | RegExp;
  /** Has to match what was printed, joined. */
  logs?: RegExp;
  /** Most characters that may be kept of it. */
  logCharacters?: number;
}

const app = (handler: string, before = '', after = '') => ({
  'server.ts': `import express from 'express';
${before}
const app = express();
app.get('/', ${handler});
app.listen(process.env.PORT);
${after}
`,
});

const ok = `(_req, res) => { res.send('ok'); }`;

export const FAULT_CASES: readonly FaultCase[] = [
  {
    name: 'TypeScript that does not parse',
    files: { 'server.ts': "import './routes.ts';\n", 'routes.ts': 'const a: number = 1;\n  const = 2;\n' },
    shownBy: 'start',
    fault: { kind: 'compile', place: { file: 'routes.ts', line: 2, column: 9 } },
  },
  {
    name: 'JavaScript that does not parse',
    files: { 'server.ts': "import './lib/routes.js';\n", 'lib/routes.js': '// routes\nexport const b = ;\n' },
    shownBy: 'start',
    fault: { kind: 'compile', place: { file: 'lib/routes.js', line: 2, column: 18 } },
  },
  {
    name: 'an enum, which type stripping refuses',
    files: { 'server.ts': 'export const one = 1;\nenum Color { Red }\nconsole.log(Color.Red);\n' },
    shownBy: 'start',
    fault: { kind: 'compile', message: /enum/, place: { file: 'server.ts', line: 2, column: 1 } },
  },
  {
    name: 'an import of a name that the file does not export',
    files: { 'server.ts': "import { b } from './b.ts';\nconsole.log(b);\n", 'b.ts': 'export const a = 1;\n' },
    shownBy: 'start',
    fault: { kind: 'compile', message: /b/, place: { file: 'server.ts', line: 1 } },
  },
  {
    name: 'an import of a package that is not there',
    files: {
      'server.ts': "import express from 'express';\nimport _ from 'lodash';\nconsole.log(express, _);\n",
    },
    shownBy: 'start',
    fault: { kind: 'missing-import', specifier: 'lodash', place: { file: 'server.ts', line: 2 } },
  },
  {
    name: 'a require of a package that is not there',
    files: {
      'server.ts': "const express = require('express');\nconst _ = require('lodash');\nexpress(_);\n",
    },
    shownBy: 'start',
    fault: { kind: 'missing-import', specifier: 'lodash', place: { file: 'server.ts', line: 2 } },
  },
  {
    name: 'an import of a file that is not there',
    files: { 'server.ts': "import './routes';\n", 'routes.ts': 'export {};\n' },
    shownBy: 'start',
    fault: { kind: 'compile', message: /routes\.ts/, place: { file: 'server.ts', line: 1 } },
  },
  {
    name: 'schema.sql with an error',
    files: {
      ...app(ok),
      'schema.sql': '-- users\ncreate table users (id serial);\ncreate tabel posts ();\n',
    },
    shownBy: 'start',
    fault: { kind: 'schema', message: /tabel/, place: { file: 'schema.sql', line: 3, column: 8 } },
  },
  {
    name: 'an error while starting',
    files: app(ok, "throw new TypeError('no such thing');"),
    shownBy: 'start',
    fault: { kind: 'crash', message: /TypeError: no such thing/, place: { file: 'server.ts', line: 2 } },
  },
  {
    name: 'an error in a file that is imported',
    files: { ...app(ok, "import './config.ts';"), 'config.ts': "\nthrow new Error('not configured');\n" },
    shownBy: 'start',
    fault: { kind: 'crash', message: /not configured/, place: { file: 'config.ts', line: 2 } },
  },
  {
    name: 'a rejection nobody catches, while starting',
    files: { 'server.ts': "Promise.reject(new Error('nobody cares'));\nsetInterval(() => {}, 1000);\n" },
    shownBy: 'start',
    fault: { kind: 'crash', message: /nobody cares/ },
  },
  {
    name: 'a thrown string',
    files: { 'server.ts': "throw 'just text';\n" },
    shownBy: 'start',
    fault: { kind: 'crash', message: /just text/ },
  },
  {
    name: 'never listening',
    files: { 'server.ts': "console.log('all done');\n" },
    shownBy: 'start',
    fault: { kind: 'never-listens' },
  },
  {
    name: 'listening on a port of its own',
    files: { 'server.ts': "import express from 'express';\nexpress().listen(3000);\n" },
    shownBy: 'start',
    fault: { kind: 'wrong-port', port: 3000 },
  },
  {
    name: 'listening twice',
    files: app("(_req, res) => { res.on('close', () => app.listen(process.env.PORT)).send('ok'); }"),
    shownBy: 'next request',
    fault: { kind: 'crash', message: /EADDRINUSE/ },
  },
  {
    name: 'process.exit while starting',
    files: { 'server.ts': 'process.exit(3);\n' },
    shownBy: 'start',
    fault: { kind: 'exit', code: 3 },
  },
  {
    name: 'process.exit in a handler',
    files: app('() => { process.exit(0); }'),
    shownBy: 'request',
    fault: { kind: 'exit', code: 0 },
  },
  {
    name: 'an error in a callback of a handler',
    files: app("() => { setTimeout(() => { throw new Error('too late'); }, 1); }"),
    shownBy: 'request',
    fault: { kind: 'crash', message: /too late/, place: { file: 'server.ts' } },
  },
  {
    name: 'a rejection nobody catches, in a handler',
    files: app("(_req, res) => { res.send('ok'); (async () => { throw new Error('forgotten'); })(); }"),
    shownBy: 'next request',
    fault: { kind: 'crash', message: /forgotten/ },
  },
  {
    name: 'an endless loop while starting',
    files: { 'server.ts': 'for (;;);\n' },
    shownBy: 'start',
    fault: { kind: 'blocked', while: 'starting' },
  },
  {
    name: 'an endless loop in a handler',
    files: app('() => { for (;;); }'),
    shownBy: 'request',
    fault: { kind: 'blocked', while: 'answering' },
  },
  {
    name: 'never answering',
    files: app('() => {}'),
    shownBy: 'request',
    fault: { kind: 'no-answer', method: 'GET', path: '/' },
  },
  {
    name: 'an answer that never ends',
    files: app("(_req, res) => { res.write('more '); setInterval(() => res.write('more '), 50); }"),
    shownBy: 'request',
    fault: { kind: 'no-answer' },
  },
  {
    name: 'an answer that is cut off',
    files: app(
      "(_req, res) => { res.writeHead(200, { 'Content-Length': '100' }); res.write('half'); res.socket?.destroy(); }",
    ),
    shownBy: 'request',
    fault: { kind: 'broken-answer' },
  },
  {
    name: 'an answer of ten megabytes',
    files: app("(_req, res) => { res.send('x'.repeat(10_000_000)); }"),
    shownBy: 'request',
    fault: { kind: 'broken-answer', message: /8 MB/ },
  },
  {
    name: 'ten thousand headers',
    files: app(
      "(_req, res) => { for (let n = 0; n < 10_000; n += 1) res.setHeader('x-' + n, 'a'); res.send('ok'); }",
    ),
    shownBy: 'request',
    fault: { kind: 'broken-answer', message: /more than 2000 headers|headers are larger than 128 kB/ },
  },
  {
    name: 'a header of a megabyte',
    files: app("(_req, res) => { res.setHeader('x-large', 'a'.repeat(1_000_000)); res.send('ok'); }"),
    shownBy: 'request',
    fault: { kind: 'broken-answer', message: /headers are larger than 128 kB/ },
  },
  {
    name: 'memory without end',
    files: app('() => { const kept = []; for (;;) kept.push(new Array(1000).fill(Math.random())); }'),
    shownBy: 'request',
    fault: { kind: 'out-of-memory' },
  },
  {
    name: 'a statement that never ends',
    files: app(
      "async (_req, res) => { await pool.query('select pg_sleep(1000)'); res.send('ok'); }",
      "import pg from 'pg';\nconst pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });",
    ),
    shownBy: 'request',
    fault: { kind: 'endless-statement', sql: /pg_sleep\(1000\)/ },
  },
];

export const HARMLESS_CASES: readonly HarmlessCase[] = [
  {
    name: 'an error in a handler',
    files: app("() => { throw new Error('inside'); }"),
    status: 500,
    logs: /inside/,
  },
  {
    name: 'an asynchronous handler that rejects',
    files: app("async () => { throw new Error('inside'); }"),
    status: 500,
    logs: /inside/,
  },
  {
    name: 'a million lines on the console',
    files: app(
      ok,
      `let line = 0;
const print = () => {
  for (const end = line + 10_000; line < end; line += 1) console.log('line', line);
  if (line < 1_000_000) setImmediate(print);
};
print();`,
    ),
    status: 200,
    logs: /line 0\n[\s\S]*dropped/,
    logCharacters: 65_000,
  },
  {
    name: 'a hundred megabytes on the console at once',
    files: app(ok, "console.log('line 0'); console.log('x'.repeat(100_000_000));"),
    status: 200,
    logs: /line 0\nx{1000}[\s\S]*dropped/,
    logCharacters: 65_000,
  },
  {
    name: 'globals overwritten',
    files: {
      'server.ts': `import http from 'node:http';
const { setInterval: tick } = globalThis;
http.createServer((_req, res) => { res.end('ok'); }).listen(process.env.PORT);
const lie: any = function () { throw new Error('lie'); };
for (const name of ['Date', 'JSON', 'Promise', 'fetch', 'Map', 'Set', 'Error', 'performance'])
  Object.defineProperty(globalThis, name, { value: lie, configurable: true, writable: true });
tick(() => {}, 1000);
`,
    },
    status: 200,
    body: 'ok',
  },
  {
    name: 'modules in a circle, and an await at the top',
    files: {
      'server.ts': `import express from 'express';
import { greet } from './a.ts';
const word = await Promise.resolve('hello');
express().get('/', (_req, res) => { res.send(greet(word)); }).listen(process.env.PORT);
`,
      'a.ts':
        "import { mark } from './b.ts';\nexport const greet = (word: string) => word + mark();\nexport const sign = '!';\n",
      'b.ts': "import { sign } from './a.ts';\nexport const mark = () => sign;\n",
    },
    status: 200,
    body: 'hello!',
  },
  {
    name: 'CommonJS by its syntax',
    files: {
      'server.ts':
        "const express = require('express');\nconst app = express();\napp.get('/', (_req: unknown, res: any) => res.send(typeof module));\nif (require.main === module) app.listen(process.env.PORT);\n",
    },
    status: 200,
    body: 'object',
  },
  {
    name: 'an app that looks for the grader',
    files: {
      'server.ts': `import fs from 'node:fs';
import path from 'node:path';
import http from 'node:http';
const found: string[] = [];
const attempt = (name: string, look: () => unknown) => {
  try { if (look()) found.push(name); } catch {}
};
attempt('send', () => (process as any).send || (process as any).channel);
for (let folder = process.cwd(); folder !== path.dirname(folder); folder = path.dirname(folder)) {
  if (folder !== process.cwd()) attempt(folder, () => fs.readdirSync(folder).includes('graders'));
}
attempt('kill', () => process.kill(process.ppid, 0) === true);
attempt('environment', () => Object.keys(process.env).find((name) => /other90|npm_|node_options/i.test(name)));
try { const { execSync } = await import('node:child_process'); attempt('spawn', () => execSync('ls')); } catch {}
http.createServer((_req, res) => { res.end('found: ' + found.join(', ')); }).listen(process.env.PORT);
`,
    },
    status: 200,
    body: 'found: ',
  },
];
