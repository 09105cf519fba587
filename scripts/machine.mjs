/** What the tests need of the machine besides Node: installed when we may, else named. Node's own modules alone. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { run, SetUpError } from './set-up.mjs';

const onPath = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

const folders = (path) => (existsSync(path) ? readdirSync(path) : []);

/** Debian's package, and how to see that it (or the same from elsewhere) is there. */
const NEEDS = [
  {
    package: 'chromium',
    why: 'the tests in a real browser; another Chrome is named by CHROMIUM_PATH',
    there: () =>
      process.env.CHROMIUM_PATH
        ? existsSync(process.env.CHROMIUM_PATH)
        : [
            '/usr/bin/chromium',
            '/usr/bin/chromium-browser',
            '/usr/bin/google-chrome',
            '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
            '/Applications/Chromium.app/Contents/MacOS/Chromium',
          ].some((path) => existsSync(path)),
  },
  {
    package: 'postgresql',
    why: 'the same verdicts on a PostgreSQL server as on PGlite',
    there: () =>
      onPath('initdb') ||
      folders('/usr/lib/postgresql').some((version) =>
        existsSync(`/usr/lib/postgresql/${version}/bin/initdb`),
      ),
  },
  {
    package: 'libfaketime',
    why: 'the clock of that server',
    there: () =>
      folders('/usr/lib').some((triplet) => existsSync(`/usr/lib/${triplet}/faketime/libfaketime.so.1`)) ||
      folders('/usr/lib').some((triplet) => existsSync(`/usr/lib/${triplet}/faketime/libfaketimeMT.so.1`)) ||
      existsSync('/opt/homebrew/lib/faketime/libfaketime.1.dylib'),
  },
];

/** @throws SetUpError that names what is missing, why it is needed, and the command that installs it. */
export async function ensureMachine() {
  let missing = NEEDS.filter((need) => !need.there());
  if (missing.length > 0 && process.getuid?.() === 0 && onPath('apt-get')) {
    const packages = missing.map((need) => need.package);
    console.error(`Installing ${packages.join(', ')} by apt-get …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-q'], { env });
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env });
    missing = NEEDS.filter((need) => !need.there());
  }
  if (missing.length === 0) return;
  throw new SetUpError(
    [
      'The tests need what is not on this machine:',
      ...missing.map((need) => `  ${need.package} (${need.why})`),
      `On Debian and Ubuntu: sudo apt-get install ${missing.map((need) => need.package).join(' ')}`,
    ].join('\n'),
  );
}
