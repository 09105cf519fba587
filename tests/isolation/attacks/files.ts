/** On the files of whoever grades. */
import { expect } from 'vitest';
import { type Attack, attacker, source } from '../attack.ts';
import { ROOT } from '../world.ts';

export const FILE_ATTACKS: readonly Attack[] = [
  {
    name: 'reads the home folder',
    tries: 'Reads a key in the home folder by every function that opens a file.',
    outcome: 'prevented',
    unguarded: ['secretTold'],
    files: ({ home }) =>
      attacker(`import fs from 'node:fs';
const key = ${source(`${home}/.ssh/id_ed25519`)};
await attempt('list', () => fs.readdirSync(${source(home)}).length && fs.readdirSync('/').length);
await attempt('readFile', () => fs.readFileSync(key, 'utf8'));
await attempt('promises', () => fs.promises.readFile(key, 'utf8'));
await attempt('open', () => { const fd = fs.openSync(key, 'r'); return fs.readFileSync(fd, 'utf8'); });
await attempt('stream', async () => { let text = ''; for await (const part of fs.createReadStream(key)) text += part; return text; });
await attempt('blob', async () => (await fs.openAsBlob(key)).text());
await attempt('copy', () => { fs.copyFileSync(key, 'mine'); return fs.readFileSync('mine', 'utf8'); });
await attempt('cp', () => { fs.cpSync(key, 'mine2'); return fs.readFileSync('mine2', 'utf8'); });
await attempt('rename', () => { fs.linkSync(key, 'mine3'); return fs.readFileSync('mine3', 'utf8'); });
await attempt('env file', () => { process.loadEnvFile(${source(`${home}/.env`)}); return process.env.SECRET; });`),
  },
  {
    name: 'path tricks',
    tries: 'Writes the path to the key in ways that a check of paths could take for one inside its folder.',
    outcome: 'prevented',
    unguarded: ['secretTold'],
    files: ({ home }) =>
      attacker(`import fs from 'node:fs';
import path from 'node:path';
const key = ${source(`${home}/.ssh/id_ed25519`)};
const up = '/..'.repeat(process.cwd().split('/').length);
const ways: Record<string, any> = {
  dots: process.cwd() + up + key,
  relative: '../'.repeat(20) + key.slice(1),
  buffer: Buffer.from(process.cwd() + up + key),
  bytes: new TextEncoder().encode(process.cwd() + up + key),
  url: new URL('file://' + key),
  encoded: new URL('file://' + process.cwd() + '/%2e%2e'.repeat(20) + key),
  proc: '/proc/self/root' + key,
  cwd: '/proc/self/cwd' + up + key,
  'through packages': (process.execArgv.find((flag) => flag.includes('node_modules')) ?? '').replace(/^[^=]*=/, '').replace('*', '..' + up + key),
  slashes: '//' + key,
};
for (const [name, way] of Object.entries(ways)) await attempt(name, () => fs.readFileSync(way, 'utf8'));
await attempt('own function', () => {
  const real = Buffer.prototype.toString;
  (path as any).toNamespacedPath = () => key;
  return fs.readFileSync('server.ts', 'utf8').length && fs.readFileSync(key, real as any);
});`),
  },
  {
    name: 'imports what is not its own',
    tries: 'Takes a file outside of its folder for a module of its own.',
    outcome: 'prevented',
    unguarded: ['secretTold'],
    files: ({ home }) =>
      attacker(`
await attempt('module', async () => (await import(${source(`${home}/module.mjs`)})).default);
await attempt('json', async () => (await import(${source(`${home}/grades.json`)}, { with: { type: 'json' } })).default);
await attempt('require', () => require(${source(`${home}/common.cjs`)}));
await attempt('require json', () => require(${source(`${home}/grades.json`)}));`),
  },
  {
    name: 'reads the graders and the solution',
    tries: "Looks for the course's own answer, and for the suite that will attack it.",
    outcome: 'prevented',
    files: () =>
      attacker(`import fs from 'node:fs';
const root = ${source(ROOT)};
for (const path of ['graders/login', 'graders/kit/index.ts', 'exercises/login/solution', 'exercises/login/solution/server.ts', '.git', 'README.md'])
  await attempt(path, () => (fs.existsSync(root + path) ? 'there' : fs.readdirSync(root + path)));
await attempt('import', async () => Object.keys(await import(root + 'graders/kit/index.ts')));`),
    also: ({ answer }) => expect(answer).toBe('loot\n'),
  },
  {
    name: 'links out of its folder',
    tries: 'Makes links in its folder while it runs, and reads and writes through them.',
    outcome: 'prevented',
    unguarded: ['secretTold', 'homeChanged'],
    files: ({ home }) =>
      attacker(`import fs from 'node:fs';
await attempt('absolute', () => { fs.symlinkSync(${source(`${home}/.ssh`)}, 'a'); return fs.readFileSync('a/id_ed25519', 'utf8'); });
await attempt('relative', () => { fs.symlinkSync('../'.repeat(20) + ${source(home.slice(1))}, 'b'); return fs.readFileSync('b/.ssh/id_ed25519', 'utf8'); });
await attempt('hard', () => { fs.linkSync(${source(`${home}/grades.json`)}, 'c'); return fs.readFileSync('c', 'utf8'); });
await attempt('write', () => fs.writeFileSync('a/planted', 'x'));`),
  },
  {
    name: 'changes the home folder',
    tries: 'Writes, removes, renames and re-labels files outside of its folder.',
    outcome: 'prevented',
    unguarded: ['homeChanged'],
    files: ({ home }) =>
      attacker(`import fs from 'node:fs';
const home = ${source(home)};
fs.writeFileSync('own', 'x');
await attempt('write', () => fs.writeFileSync(home + '/planted', 'x'));
await attempt('append', () => fs.appendFileSync(home + '/grades.json', 'x'));
await attempt('copy', () => fs.copyFileSync('own', home + '/copied'));
await attempt('cp', () => fs.cpSync('own', home + '/copied2'));
await attempt('rename', () => fs.renameSync('own', home + '/renamed'));
await attempt('mkdir', () => fs.mkdirSync(home + '/folder'));
await attempt('mkdtemp', () => fs.mkdtempSync(home + '/folder'));
await attempt('chmod', () => fs.chmodSync(home + '/grades.json', 0o777));
await attempt('utimes', () => fs.utimesSync(home + '/grades.json', 1, 1));
await attempt('truncate', () => fs.truncateSync(home + '/grades.json'));
await attempt('stream', () => new Promise((resolve, reject) => fs.createWriteStream(home + '/streamed').on('error', reject).end('x', resolve as any)));
await attempt('rm', () => fs.rmSync(home + '/.ssh', { recursive: true }));`),
  },
  {
    name: 'writes through SQLite',
    tries: "Has Node's own SQLite open, attach and export database files outside of its folder.",
    outcome: 'prevented',
    unguarded: ['homeChanged'],
    files: ({ home }) =>
      attacker(`const home = ${source(home)};
await attempt('open', async () => { const { DatabaseSync } = await import('node:sqlite'); new DatabaseSync(home + '/a.db').exec('create table t (a)'); return 'made'; });
await attempt('attach', async () => { const { DatabaseSync } = await import('node:sqlite'); new DatabaseSync('own.db').exec("attach '" + home + "/b.db' as b; create table b.t (a)"); return 'made'; });
await attempt('vacuum', async () => { const { DatabaseSync } = await import('node:sqlite'); new DatabaseSync(':memory:').exec("vacuum into '" + home + "/c.db'"); return 'made'; });
await attempt('builtin', () => { const { DatabaseSync } = (process as any).getBuiltinModule('node:sqlite'); new DatabaseSync(home + '/d.db').exec('create table t (a)'); return 'made'; });`),
    also: ({ answer }) => expect(answer).toBe('loot\n'),
  },
  {
    name: "writes through V8's flags",
    tries: "Sets flags of V8 while it runs that write the compiler's notes into a folder of its choice.",
    outcome: 'prevented',
    unguarded: ['homeChanged'],
    files: ({ home }) =>
      attacker(`import v8 from 'node:v8';
await attempt('flags', () => {
  for (const flag of ['--trace-turbo', '--trace-turbo-path=' + ${source(home)}, '--allow-natives-syntax']) v8.setFlagsFromString(flag);
  return new Function('function f(n) { let s = 0; for (let i = 0; i < n; i++) s += i; return s } %PrepareFunctionForOptimization(f); f(10); f(100); %OptimizeFunctionOnNextCall(f); return f(1000)')();
});`),
  },
  {
    name: 'writes through the diagnostics',
    tries: "Has Node's reports, heap snapshots and compile cache written outside of its folder.",
    outcome: 'prevented',
    unguarded: ['homeChanged'],
    files: ({ home }) =>
      attacker(`import v8 from 'node:v8';
import module from 'node:module';
const home = ${source(home)};
await attempt('report', () => process.report.writeReport(home + '/report.json'));
await attempt('report folder', () => { process.report.directory = home; return process.report.writeReport('report2.json'); });
await attempt('report name', () => { process.report.filename = home + '/report3.json'; return process.report.writeReport(); });
await attempt('heap', () => v8.writeHeapSnapshot(home + '/heap'));
await attempt('cache', () => { module.enableCompileCache(home + '/cache'); module.flushCompileCache(); return 'on'; });
await attempt('engine', async () => (await import('node:crypto')).setEngine(home + '/x.so'));`),
  },
  {
    name: 'the database as a way out',
    tries: "Asks the grader's PostgreSQL to read files, write files, run programs, and make it superuser.",
    outcome: 'prevented',
    files: ({ home }) =>
      attacker(`import pg from 'pg';
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const key = ${source(`${home}/.ssh/id_ed25519`)};
for (const sql of [
  'create table found (line text)',
  "copy found from '" + key + "'",
  "copy found to '" + key + "'",
  "copy found to program 'touch " + key + "2'",
  "copy found from program 'cat " + key + "'",
  "select pg_read_file('" + key + "')",
  "select pg_ls_dir('/')",
  "select lo_import('" + key + "')",
  'alter role current_user superuser',
  "create function f() returns int language c as '" + key + "', 'f'",
  "load '" + key + "'",
]) await attempt(sql, async () => (await pool.query(sql)).rows);`),
    // It can do what an app needs.
    also: ({ answer }) => expect(answer).toBe('loot\ncreate table found (line text): []'),
  },
  {
    name: 'schema.sql as a way out',
    tries:
      'Has the script that the grader itself runs before the app read and write files, and run programs.',
    outcome: 'prevented',
    files: ({ home }) =>
      attacker('', {
        'schema.sql': `create table found (line text);\ncopy found from program 'touch ${home}/ran; cat ${home}/.ssh/id_ed25519';\n`,
      }),
    fault: ['schema'],
  },
];
