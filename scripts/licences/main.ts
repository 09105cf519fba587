/**
 * `npm run licences`: every installed package with its version and licence, in two groups: what can reach the learner's browser, and the
 * tools that make, test and grade. Fails on a licence that `rules.json` does not allow. A dependency that nobody called a
 * tool there counts as shipped, with all that it depends on.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import rules from './rules.json' with { type: 'json' };
import { isMet } from './spdx.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const names = z.record(z.string(), z.string()).optional();
/** Packages of some age have an object or a list in place of the expression. */
const named = z.union([z.string(), z.object({ type: z.string() })]);
const Installed = z.object({
  name: z.string(),
  version: z.string(),
  /** Below the root: `node_modules/a/node_modules/b`. Empty for the project itself. */
  location: z.string(),
  license: named.optional(),
  licenses: z.array(named).optional(),
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
});
type Installed = z.infer<typeof Installed>;
type Group = 'shipped' | 'tools';

/** npm's own list of what is installed. */
async function installed(): Promise<Map<string, Installed>> {
  const { stdout } = await promisify(execFile)('npm', ['query', '*'], { cwd: ROOT, maxBuffer: 1e9 });
  const all = z.array(Installed).parse(JSON.parse(stdout));
  return new Map(all.filter(({ location }) => location !== '').map((one) => [one.location, one]));
}

/** Locations of the packages, and of all that they depend on, found as Node finds them. */
function withDependencies(roots: readonly string[], all: ReadonlyMap<string, Installed>): Set<string> {
  const reached = new Set<string>();
  const visit = (name: string, from: string) => {
    const folders = [...from.matchAll(/(?<=^|\/)node_modules\//g)].map(({ index }) => from.slice(0, index));
    const places = [from, ...folders.reverse()].map(
      (folder) => `${folder && `${folder}/`}node_modules/${name}`,
    );
    const location = places.find((place) => all.has(place));
    // An optional or a peer dependency that is not there.
    if (location === undefined || reached.has(location)) return;
    reached.add(location);
    const { dependencies, optionalDependencies, peerDependencies } = all.get(location) as Installed;
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }))
      visit(next, location);
  };
  for (const root of roots) visit(root, '');
  return reached;
}

const expressionOf = ({ license, licenses = [] }: Installed): string => {
  const words = (one: z.infer<typeof named>) => (typeof one === 'string' ? one : one.type);
  return license === undefined ? licenses.map(words).join(' OR ') : words(license);
};

const allowed = new Set(Object.keys(rules.allowed));
const isAllowed = (name: string, licence: string, group: Group) =>
  isMet(licence, allowed) ||
  rules.exceptions.some(
    (one) =>
      one.group === group &&
      new RegExp(one.packages).test(name) &&
      isMet(licence, new Set([...allowed, one.licence])),
  );

const own = JSON.parse(await readFile(`${ROOT}/package.json`, 'utf8')) as {
  devDependencies: Record<string, string>;
};
const isTool = (name: string) => rules.tools.some((tool) => new RegExp(tool).test(name));
const all = await installed();
const shipped = withDependencies(
  Object.keys(own.devDependencies).filter((name) => !isTool(name)),
  all,
);

const refused: string[] = [];
for (const group of ['shipped', 'tools'] as const) {
  const byLicence = new Map<string, Set<string>>();
  for (const [location, one] of all) {
    if (shipped.has(location) !== (group === 'shipped')) continue;
    const licence = expressionOf(one);
    const id = `${one.name}@${one.version}`;
    byLicence.set(licence, (byLicence.get(licence) ?? new Set()).add(id));
    if (!isAllowed(one.name, licence, group)) refused.push(`${id}: ${licence || 'names no licence'}`);
  }
  const count = [...byLicence.values()].reduce((sum, { size }) => sum + size, 0);
  console.log(
    group === 'shipped'
      ? `\n## Can reach the learner's browser, or runs with the learner's app: ${count}`
      : `\n## Tools, on the machine that builds, tests and grades: ${count}`,
  );
  for (const [licence, ids] of [...byLicence].sort(([a], [b]) => a.localeCompare(b)))
    console.log(`\n${licence}: ${[...ids].sort().join(', ')}`);
}
console.log('\n## What is special');
for (const [licence, why] of Object.entries(rules.allowed)) if (why) console.log(`${licence}: ${why}`);
for (const { licence, packages, why } of rules.exceptions) console.log(`${licence} (${packages}): ${why}`);
if (refused.length > 0) {
  console.error(`\nNot allowed by scripts/licences/rules.json:\n  ${refused.join('\n  ')}`);
  console.error('Take another package, or add the licence there with the reason why it does no harm.');
  process.exitCode = 1;
}
