/**
 * A double of `docker` and `podman`: takes the arguments as they take them, notes each call, and runs the inner command
 * on this machine, with nothing but the environment that it was given. It shuts nothing in: what the options do is
 * theirs, that they are there is what the tests see.
 *
 * DOUBLE_FOLDER: where it notes its calls. DOUBLE_FAULTS: JSON, name of the engine → what is wrong with it.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [engine, verb, ...rest] = process.argv.slice(2);
const folder = process.env.DOUBLE_FOLDER;
const fault = JSON.parse(process.env.DOUBLE_FAULTS ?? '{}')[engine];
appendFileSync(join(folder, 'calls'), `${JSON.stringify([engine, verb, ...rest])}\n`);

/** The options of `run` that it knows, all with a value but these. */
const FLAGS = ['--rm', '--read-only'];
const OPTIONS = [
  '--name',
  '--network',
  '--tmpfs',
  '--user',
  '--cap-drop',
  '--security-opt',
  '--memory',
  '--memory-swap',
  '--cpus',
  '--pids-limit',
  '--ulimit',
  '--workdir',
  '--env',
  '--mount',
  '--entrypoint',
];

function end(status, message) {
  process.stderr.write(`${message}\n`);
  process.exit(status);
}

if (fault === 'no daemon') {
  end(1, 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?');
}
if (verb === 'version') {
  process.stdout.write('Server: a double\n');
} else if (verb === 'rm') {
  const name = rest.at(-1);
  if (existsSync(join(folder, name)))
    process.kill(Number(readFileSync(join(folder, name), 'utf8')), 'SIGKILL');
} else if (verb === 'run') run();
else end(125, `unknown command: ${verb}`);

function run() {
  const options = {};
  let at = 0;
  for (; rest[at]?.startsWith('-'); at += 1) {
    const [, name, value] = /^(--[a-z-]+)(?:=(.*))?$/s.exec(rest[at]) ?? [];
    if (FLAGS.includes(name) ? value !== undefined : !OPTIONS.includes(name) || value === undefined) {
      end(125, `unknown flag: ${rest[at]}`);
    }
    options[name] ??= [];
    options[name].push(value);
  }
  const mounts = (options['--mount'] ?? []).map((text) => {
    const [, source, target] = /^type=bind,source=([^,]+),target=([^,]+),readonly$/.exec(text) ?? [];
    if (!existsSync(source ?? '')) end(125, `bind source path does not exist: ${text}`);
    return { source, target };
  });
  const [image, ...args] = rest.slice(at);
  if (fault === 'no image') end(125, `Unable to find image '${image}' locally\nError response: no such host`);
  const [entrypoint] = options['--entrypoint'] ?? [];
  if (entrypoint !== 'node') end(127, `exec: "${entrypoint}": executable file not found`);
  const outside = (argument) => {
    const mount = mounts.find(({ target }) => argument === target || argument.startsWith(`${target}/`));
    return mount ? mount.source + argument.slice(mount.target.length) : argument;
  };
  const inner =
    fault?.prints !== undefined
      ? ['-e', `process.stdout.write(${JSON.stringify(fault.prints)})`]
      : fault === 'never ends'
        ? ['-e', 'console.error("still at it"); setInterval(() => {}, 1000)']
        : args.map(outside);
  const env = Object.fromEntries((options['--env'] ?? []).map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
  const child = spawn(process.execPath, inner, {
    cwd: options['--workdir'][0],
    env: { PATH: '/usr/bin:/bin', ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  writeFileSync(join(folder, options['--name'][0]), String(child.pid));
  child.on('close', (status, signal) => process.exit(signal ? 137 : status));
}
