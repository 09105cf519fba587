import { expect, test } from 'vitest';
import { containerArguments, IMAGE } from './container-arguments.ts';

const RUN = {
  name: 'other90-1',
  root: '/home/teacher/course',
  submission: '/tmp/other90-submission-1',
  exercise: 'login',
  seed: 7,
};

test('everything that shuts the container in, and nothing after the image but the call', () => {
  const all = containerArguments(RUN);
  const at = all.indexOf(IMAGE);
  const options = all.slice(0, at);
  expect(options.slice(0, 2)).toEqual(['run', '--rm']);
  expect(options).toEqual(
    expect.arrayContaining([
      '--network=none',
      '--read-only',
      '--user=65534:65534',
      '--cap-drop=ALL',
      '--security-opt=no-new-privileges',
      '--memory=4g',
      '--memory-swap=4g',
      '--cpus=2',
      '--pids-limit=256',
      '--tmpfs=/tmp:rw,noexec,nosuid,nodev,size=512m,mode=1777',
    ]),
  );
  expect(all.slice(at + 1)).toEqual([
    '/course/src/cli/main.ts',
    'grade',
    'login',
    '/submission',
    '--sandbox=process',
    '--seed=7',
    '--reporter=json',
  ]);
});

test('every mount is read-only, and of the checkout only what this grading needs', () => {
  const mounts = containerArguments(RUN).filter((argument) => argument.startsWith('--mount'));
  expect(mounts.filter((mount) => !mount.endsWith(',readonly'))).toEqual([]);
  expect(mounts.map((mount) => /source=([^,]*)/.exec(mount)?.[1])).toEqual([
    '/home/teacher/course/package.json',
    '/home/teacher/course/node_modules',
    '/home/teacher/course/src',
    '/home/teacher/course/.cache',
    '/home/teacher/course/exercises/login',
    '/home/teacher/course/graders/kit',
    '/home/teacher/course/graders/login',
    '/tmp/other90-submission-1',
  ]);
  // Other ways to give a container something of the machine.
  const other = containerArguments(RUN).filter((argument) =>
    /^(-v|--volume|--privileged|--device|--pid=|--ipc|--env-file|--cap-add)/.test(argument),
  );
  expect(other).toEqual([]);
});

test('a comma or a quote in a path does not become an option of the mount', () => {
  const mounts = containerArguments({ ...RUN, root: '/home/a,readonly=false,"b' }).filter((argument) =>
    argument.includes('target=/course/src'),
  );
  expect(mounts).toEqual([
    '--mount=type=bind,"source=/home/a,readonly=false,""b/src",target=/course/src,readonly',
  ]);
});
