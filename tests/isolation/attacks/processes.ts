/** On the environment and the processes of whoever grades. */
import { expect } from 'vitest';
import { type Attack, attacker, source } from '../attack.ts';
import { ROOT } from '../world.ts';

export const PROCESS_ATTACKS: readonly Attack[] = [
  {
    name: 'reads the environment of the grader',
    tries: 'Looks for what the grading process was told in its environment and on its command line.',
    outcome: 'prevented',
    unguarded: ['secretTold'],
    files: () =>
      attacker(`import fs from 'node:fs';
await attempt('own', () => process.env);
await attempt('report', () => (process.report.getReport() as any).environmentVariables);
for (const file of ['environ', 'cmdline', 'mem', 'maps', 'cwd', 'root/etc/passwd', 'fd'])
  for (const id of ['self', process.ppid]) await attempt(id + '/' + file, () => fs.readFileSync('/proc/' + id + '/' + file, 'utf8'));`),
    also: ({ answer }) => expect(answer).not.toMatch(/environ|cmdline|maps|root:/),
  },
  {
    name: 'starts programs',
    tries: 'Starts a shell in every way that Node has, also by its inner parts.',
    outcome: 'prevented',
    unguarded: ['homeChanged'],
    files: ({ home }) =>
      attacker(`import child from 'node:child_process';
const touch = 'touch ' + ${source(home)} + '/';
const ended = (started: any) => new Promise((resolve, reject) => started.on('error', reject).on('exit', resolve));
await attempt('execSync', () => child.execSync(touch + 'a'));
await attempt('spawn', () => ended(child.spawn('sh', ['-c', touch + 'b'])));
await attempt('fork', () => ended(child.fork('server.ts', { execPath: '/bin/sh', execArgv: ['-c', touch + 'c'] })));
await attempt('class', () => new (child as any).ChildProcess().spawn({ file: 'sh', args: ['sh', '-c', touch + 'd'], stdio: [] }));
await attempt('binding', () => (process as any).binding('spawn_sync'));
await attempt('process_wrap', () => (process as any).binding('process_wrap'));
await attempt('cluster', async () => { const { default: cluster } = await import('node:cluster'); cluster.setupPrimary({ exec: 'server.ts' }); return cluster.fork().process.pid; });
await attempt('wasi', async () => { const { WASI } = await import('node:wasi'); return new WASI({ version: 'preview1', preopens: { '/': '/' } }); });`),
    also: ({ answer }) => expect(answer).toBe('loot\n'),
  },
  {
    name: 'becomes another program',
    tries: 'Has the system replace the app by a shell in the same process.',
    outcome: 'prevented',
    files: ({ home }) =>
      attacker(
        `await attempt('execve', () => (process as any).execve('/bin/sh', ['sh', '-c', 'touch ' + ${source(home)} + '/replaced'], {}));`,
      ),
    also: ({ answer }) => expect(answer).toBe('loot\n'),
  },
  {
    name: 'a fork bomb',
    tries: 'Starts itself over and over, in processes and in threads, each of which leaves a mark.',
    outcome: 'prevented',
    files: ({ home }) =>
      attacker(`import child from 'node:child_process';
import { Worker } from 'node:worker_threads';
const mark = (n: number) => ${source(home)} + '/bomb-' + n;
for (let n = 0; n < 50; n++) {
  await attempt('fork', () => { child.spawn(process.execPath, ['-e', 'require("fs").writeFileSync("' + mark(n) + '", "")']); return n; });
  await attempt('thread', () => { new Worker('require("fs").writeFileSync("' + mark(n + 100) + '", "")', { eval: true }); return n; });
}`),
    also: ({ answer }) => expect(answer).toBe('loot\n'),
  },
  {
    name: "opens another process's debugger",
    tries: 'Signals any Node process of the same user, which then lets everybody run code in it, or ends it.',
    outcome: 'prevented',
    neighbour: true,
    unguarded: ['neighbourHarmed'],
    files: ({ neighbour }) =>
      attacker(`const other = ${neighbour};
await attempt('debug', () => (process as any)._debugProcess(other));
for (const signal of ['SIGUSR1', 'SIGTERM', 'SIGKILL']) await attempt(signal, () => process.kill(other, signal));
await attempt('inner', () => (process as any)._kill(other, 9) === 0 ? 'done' : Promise.reject());
await new Promise((resolve) => setTimeout(resolve, 300));`),
  },
  {
    name: 'slows the grader down',
    tries: 'Gives other processes the lowest priority, so that they run into their own limits.',
    outcome: 'prevented',
    neighbour: true,
    unguarded: ['neighbourHarmed'],
    files: ({ neighbour }) =>
      attacker(`import os, { setPriority } from 'node:os';
await attempt('neighbour', () => os.setPriority(${neighbour}, 19));
await attempt('import', () => setPriority(${neighbour}, 19));`),
  },
  {
    name: 'ends the grader',
    tries: 'Kills its parent, the whole group, and whatever it may signal.',
    outcome: 'prevented',
    files: () =>
      attacker(`
for (const id of [process.ppid, 0, -1, -process.ppid]) for (const signal of ['SIGTERM', 'SIGKILL', 'SIGSTOP'])
  await attempt(id + ' ' + signal, () => process.kill(id, signal));`),
    also: ({ answer }) => expect(answer).toBe('loot\n'),
  },
  {
    name: 'opens its own debugger',
    tries: 'Opens an inspector, by which its own guards could be taken off from outside.',
    outcome: 'prevented',
    files: ({ freePort }) =>
      attacker(`import inspector from 'node:inspector';
await attempt('open', () => { inspector.open(${freePort}, '127.0.0.1'); return inspector.url(); });
await attempt('session', () => { new inspector.Session().connect(); return 'connected'; });
await attempt('signal', () => { process.kill(process.pid, 'SIGUSR1'); return new Promise((resolve) => setTimeout(resolve, 100, inspector.url() ?? Promise.reject())); });`),
    also: ({ answer }) => expect(answer).toBe('loot\n'),
  },
  {
    name: 'loads machine code of its own',
    tries: 'Puts an add-on into its folder and has it loaded: no permission holds for machine code.',
    outcome: 'prevented',
    files: () =>
      attacker(`import fs from 'node:fs';
const prebuilt = (process.execArgv.find((flag) => flag.includes('node_modules')) ?? '').replace(/^[^=]*=/, '').replace('*', 'bcrypt/prebuilds');
const built = fs.readdirSync(prebuilt, { recursive: true }).map(String).find((name) => name.includes(process.platform + '-' + process.arch) && name.endsWith('.node') && !name.includes('musl'));
fs.copyFileSync(prebuilt + '/' + built, 'stolen.node');
for (const path of [process.cwd() + '/stolen.node', './stolen.node', prebuilt + '/../..' + '/..'.repeat(20) + process.cwd() + '/stolen.node']) {
  await attempt('require ' + path, () => Object.keys(require(path)));
  await attempt('dlopen ' + path, () => { const module = { exports: {} }; process.dlopen(module, path); return Object.keys(module.exports); });
}
console.log('tried ' + fs.statSync('stolen.node').size);`),
    also: ({ answer, logs }) => {
      expect(logs).toMatch(/tried \d{4,}/);
      expect(answer).toBe('loot\n');
    },
  },
  {
    name: 'plants something in the packages',
    tries: "Changes the course's own packages, which the next submission will load.",
    outcome: 'prevented',
    files: () =>
      attacker(`import fs from 'node:fs';
const modules = ${source(`${ROOT}node_modules`)};
await attempt('write', () => fs.writeFileSync(modules + '/other90-planted.js', 'x'));
await attempt('mkdir', () => fs.mkdirSync(modules + '/other90-planted'));
await attempt('chmod', () => { const fd = fs.openSync(modules + '/pg/package.json', 'r'); fs.fchmodSync(fd, 0o666); return 'done'; });
await attempt('utimes', () => { const fd = fs.openSync(modules + '/pg/package.json', 'r'); fs.futimesSync(fd, 1, 1); return 'done'; });
await attempt('cut', () => { const fd = fs.openSync(modules + '/pg/package.json', 'r'); fs.ftruncateSync(fd, 1); return 'done'; });`),
    also: ({ answer }) => expect(answer).toBe('loot\n'),
  },
  {
    name: 'outlives its end',
    tries: 'Ignores every signal and every word of its parent, and keeps itself busy.',
    outcome: 'prevented',
    files: () =>
      attacker(`
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {});
for (const handle of (process as any)._getActiveHandles()) for (const event of ['close', 'end', 'error']) handle.removeAllListeners?.(event);
process.on('exit', () => { for (;;); });
setInterval(() => {}, 10);`),
  },
  {
    name: 'learns about the machine',
    tries:
      "Asks Node for the machine's and the user's name, addresses and load, and whether a file is there.",
    outcome: 'allowed',
    files: ({ home }) =>
      attacker(`import os from 'node:os';
await attempt('names', () => os.hostname() + ' ' + os.userInfo().username + ' ' + os.userInfo().homedir);
await attempt('there', () => require.resolve(${source(`${home}/common.cjs`)}));`),
    also: ({ answer }, { home }) => {
      expect(answer).toContain('names: ');
      expect(answer).toContain(`there: ${home}/common.cjs`);
    },
  },
];
