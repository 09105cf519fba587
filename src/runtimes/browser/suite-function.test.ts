import { expect, test } from 'vitest';
import { suiteFunction } from './suite-function.ts';

test('a suite can be declared again and again; its imports happen once', async () => {
  const code = `import { basename } from 'node:path';
import {
  log,
} from 'data:text/javascript,export const log = []'; // kept
const names = ['a'];
log.push(basename('x/' + names[0]));
await import('node:fs');
import 'node:os';`;
  const made = await suiteFunction(code, 'a.test.ts?suite');
  const module = await import(`data:text/javascript,${encodeURIComponent(`${made}\nexport { log };`)}`);
  await module.declare();
  await module.declare();
  expect(module.log).toEqual(['a', 'a']);
});

test('a suite that exports is refused with its name', async () => {
  await expect(suiteFunction('export const a = 1;', 'graders/x/a.test.ts?suite')).rejects.toThrow(
    'graders/x/a.test.ts',
  );
});
