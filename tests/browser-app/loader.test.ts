import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserHarness } from './harness.ts';

let harness: BrowserHarness;
beforeAll(async () => {
  harness = await BrowserHarness.open();
});
afterAll(() => harness.close());

/** Runs the files to their end and gives what they print. */
async function run(files: Record<string, string> | string, entry?: string): Promise<string> {
  const all = typeof files === 'string' ? { 'server.ts': files } : files;
  const first = entry ?? Object.keys(all)[0] ?? '';
  const app = await harness.start({ ...all, [first]: `${all[first]}\nprocess.exit();` }, { entry: first });
  const fault = await app.over();
  expect(fault, await app.log()).toEqual({ kind: 'exit', code: 0 });
  return app.log();
}

/** The fault that the files end in. */
async function fault(files: Record<string, string> | string) {
  const app = await harness.start(files);
  return app.over();
}

describe('ES modules', () => {
  it('have relative imports, JSON, top-level await, import.meta and import()', async () => {
    const log = await run({
      'server.ts': `
        import data from './data.json' with { type: 'json' };
        import { double, type Unused } from './lib/double.ts';
        const late = await import('./lib/late.js');
        console.log(data.n, double(21), late.default, import.meta.url, import.meta.dirname, import.meta.filename, import.meta.main);
        console.log(late.meta.main, import.meta.resolve('./lib/late.js'), import.meta.resolve('fs'));`,
      'data.json': '{ "n": 1 }',
      'lib/double.ts': `export interface Unused { a: string }
        export const double = (n: number): number => n * 2;`,
      'lib/late.js': `export default await Promise.resolve('late'); export const meta = import.meta;`,
    });
    expect(log).toBe(
      '1 42 late file:///app/server.ts /app /app/server.ts true\nfalse file:///app/lib/late.js node:fs\n',
    );
  });

  it('see packages as Node shows them', async () => {
    const log = await run(`
      import express, { Router } from 'express';
      import * as all from 'express';
      import { 'module.exports' as whole } from 'express';
      import fs, { readFileSync } from 'node:fs';
      console.log(express.Router === Router, all.default === express, whole === express, fs.readFileSync === readFileSync);`);
    expect(log).toBe('true true true true\n');
  });

  it('refuse a name that the other module does not export, and say what a type needs', async () => {
    expect(await fault("import express, { Request } from 'express';")).toMatchObject({
      kind: 'compile',
      message: expect.stringMatching(
        /does not provide an export named 'Request'; if it is a type, write: import type/,
      ),
      place: { file: 'server.ts', line: 1, column: 19 },
    });
    expect(
      await fault({ 'server.ts': "\nimport { a } from './b.ts';", 'b.ts': 'export const b = 1;' }),
    ).toMatchObject({
      kind: 'compile',
      message: "SyntaxError: The requested module './b.ts' does not provide an export named 'a'",
      place: { file: 'server.ts', line: 2 },
    });
  });

  it('want the extension, and the message names the file that is there', async () => {
    expect(await fault({ 'server.ts': "import './routes/login';", 'routes/login.ts': '' })).toMatchObject({
      kind: 'compile',
      message: expect.stringContaining('Did you mean "./routes/login.ts"'),
      place: { file: 'server.ts', line: 1 },
    });
    expect(await fault({ 'server.ts': "import './login.js';", 'login.ts': '' })).toMatchObject({
      message: expect.stringContaining('Did you mean "./login.ts"'),
    });
  });

  it('name a package that is not there, and those that are', async () => {
    const found = await fault("\n\nimport argon from 'argon3';");
    expect(found).toMatchObject({
      kind: 'missing-import',
      specifier: 'argon3',
      place: { file: 'server.ts', line: 3, column: 19 },
    });
    expect(found.kind === 'missing-import' && found.available).toContain('express');
  });

  it('need the attribute for JSON', async () => {
    expect(await fault({ 'server.ts': "import d from './d.json';", 'd.json': '1' })).toMatchObject({
      kind: 'compile',
      message: expect.stringContaining('with { type: "json" }'),
    });
  });
});

describe('modules that import each other in a circle', () => {
  const files = {
    'server.ts': `
      import { a, counter, readB } from './a.ts';
      import * as ns from './a.ts';
      import again, { increase } from './b.ts';
      import express from 'express';
      console.log(a(), readB(), counter, again());
      increase();
      console.log(counter, ns.counter, Object.keys(ns).join(), typeof express, import.meta.main);`,
    'a.ts': `
      import { b, late, increase } from './b.ts';
      export * from './c.ts';
      export { b as renamed } from './b.ts';
      export function a() { return 'a sees ' + b; }
      export const readB = () => late;
      export let counter = 0;
      export const set = (to: number) => { counter = to; };
      export function hoisted() { return 'hoisted'; }
      void increase;`,
    'b.ts': `
      import { a, counter, set, hoisted } from './a.ts';
      export const b = hoisted() + '!';
      export const late = typeof a;
      export function increase() { const set2 = set; { const counter = 41; set2(counter + 1); } return { counter }; }
      export default function () { return increase().counter; }`,
    'c.ts': `export const fromC = await Promise.resolve('c');`,
  };

  it('see hoisted functions and live bindings', async () => {
    expect(await run(files)).toBe(
      'a sees hoisted! function 0 42\n42 42 a,counter,fromC,hoisted,readB,renamed,set function true\n',
    );
  });

  it('fail where something is used too early, as in Node, with the place', async () => {
    const found = await fault({
      'server.ts': "import { x } from './x.ts';\nexport const y = 1;\nconsole.log(x);",
      'x.ts': "import { y } from './server.ts';\n\nexport const x = y + 1;",
    });
    expect(found).toMatchObject({
      kind: 'crash',
      message: "ReferenceError: Cannot access 'y' before initialization",
      place: { file: 'x.ts', line: 3 },
    });
  });

  it('keep scopes apart from imports of the same name', async () => {
    const log = await run({
      'server.ts': `
        import { n } from './other.ts';
        export const me = 1;
        const f = (n: number) => n + 1;
        function g() { var n = 5; return n; }
        class C { n = n; ['x' + n]() { return n; } static s = { n }; }
        const o = { n, m: n, n2: { n: 7 }.n };
        label: for (const n of [1]) { if (n) break label; }
        try { throw 9; } catch (n) { console.log(n); }
        const { q = n } = {} as any;
        console.log(f(1), g(), new C().n, (new C() as any)['x3'](), C.s.n, JSON.stringify(o), q, \`\${n}\`);
        const tag = (s: TemplateStringsArray) => s[0];
        console.log(tag\`t\`, [n, ...[n]].length, (() => { let n = 1; n++; return n; })());`,
      'other.ts': "import { me } from './server.ts'; export const n = 3; export const use = () => me;",
    });
    expect(log).toBe('9\n2 5 3 3 3 {"n":3,"m":3,"n2":7} 3 3\nt 2 2\n');
  });
});

describe('CommonJS', () => {
  it('is told by extension, package.json or syntax, and runs in sloppy mode', async () => {
    const log = await run({
      'server.js': `
        const path = require('path');
        const { helper } = require('./lib');
        const data = require('./data');
        implicit = 5;
        console.log(require.main === module, module.id, __filename, path.basename(__dirname), helper(), data.n, implicit, this === module.exports);
        console.log(require.resolve('./lib'), Object.keys(require.cache).join(), typeof exports);`,
      'lib/index.js': `exports.helper = function () { return module.parent.id + require('../esm.mjs').value; };`,
      'data.json': '{"n":2}',
      'esm.mjs': 'export const value = "esm";',
    });
    expect(log).toBe(
      'true . /app/server.js app .esm 2 5 true\n/app/lib/index.js /app/server.js,/app/lib/index.js,/app/data.json object\n',
    );
  });

  it('is obeyed when package.json says so', async () => {
    expect(
      await run({
        'server.ts': 'console.log(typeof require, typeof module);',
        'package.json': '{"type":"commonjs"}',
      }),
    ).toBe('function object\n');
    expect(await fault({ 'server.ts': "require('fs');", 'package.json': '{"type":"module"}' })).toMatchObject(
      {
        kind: 'crash',
        message: expect.stringContaining('require is not defined'),
      },
    );
  });

  it('is importable from an ES module by name', async () => {
    const log = await run({
      'server.ts': "import whole, { a, b } from './legacy.cjs'; console.log(a, b, whole.c());",
      'legacy.cjs': 'module.exports = { a: 1, b: 2 }; module.exports.c = () => 3;',
    });
    expect(log).toBe('1 2 3\n');
  });

  it('requires packages, their own shape', async () => {
    const log = await run({
      'server.cjs': `
        const express = require('express'); const { z } = require('zod'); const jose = require('jose');
        const Stripe = require('stripe'); const { rateLimit } = require('express-rate-limit');
        console.log(typeof express, typeof z.object, typeof jose.jwtVerify, typeof Stripe, typeof rateLimit);
        try { require('left-pad'); } catch (error) { console.log(error.code); }`,
    });
    expect(log).toBe('function function function function function\nERR_MODULE_NOT_FOUND\n');
  });
});

describe('what does not compile', () => {
  it('names file, line and column of a TypeScript error', async () => {
    expect(await fault('const a: number = 1;\nconst b: = 2;\n')).toMatchObject({
      kind: 'compile',
      place: { file: 'server.ts', line: 2, column: 10 },
    });
  });

  it('names file, line and column of a JavaScript error', async () => {
    expect(await fault({ 'server.ts': "import './x.js';", 'x.js': '\nexport const a = {;\n' })).toMatchObject(
      {
        kind: 'compile',
        message: 'SyntaxError: Unexpected token',
        place: { file: 'x.js', line: 2, column: 19 },
      },
    );
  });

  it.each([
    ['enum', 'enum Role { Admin }', 1, 1],
    ['namespace', '\nnamespace N { export const a = 1; }', 2, 1],
    ['parameter property', 'class A { constructor(private a: string) {} }', 1, 23],
    ['import equals', 'import fs = require("fs");', 1, 1],
  ])('refuses what Node does not strip: %s', async (what, text, line, column) => {
    expect(await fault(text)).toMatchObject({
      kind: 'compile',
      message: expect.stringMatching(new RegExp(`ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: TypeScript ${what}`)),
      place: { file: 'server.ts', line, column },
    });
  });

  it('strips the rest', async () => {
    const log = await run(`
      declare enum Gone { A }
      declare namespace M { const y: number }
      namespace OnlyTypes { export type A = string }
      abstract class Base<T> { declare x: string; private y!: number; protected z?: T; abstract f(): void; readonly w = 1 }
      class Derived extends Base<string> implements Object { override f(this: Derived): void {} }
      const enumerated = { enum: 1, namespace: 2, constructor(a = 1) { return a; } };
      const d = new Derived() as unknown as Derived & { y: undefined };
      const f = <T,>(a: T, b?: unknown): a is T & {} => !!a;
      console.log(Object.keys(d).join(), enumerated.enum, f(1), (d satisfies object)!.w);`);
    expect(log).toBe('y,z,w 1 true 1\n');
  });
});

describe('Files that an app before had made ready', () => {
  it('run as they are now: another text, another format, with contexts to keep', async () => {
    const files = (type: string, word: string) => ({
      'server.js': "console.log(typeof require, require('./word.js'));",
      'word.js': `module.exports = '${word}';`,
      'package.json': JSON.stringify({ type }),
    });
    expect(await run(files('commonjs', 'first'))).toBe('function first\n');
    expect(await run(files('commonjs', 'second'))).toBe('function second\n');
    const asks = "require('./word.js'); process.exit(7);";
    const asCommonJs = { ...files('commonjs', 'second'), 'server.js': asks };
    expect(await fault(asCommonJs)).toEqual({ kind: 'exit', code: 7 });
    expect(await fault({ ...files('module', 'second'), 'server.js': asks })).toMatchObject({
      message: expect.stringMatching(/require is not defined/),
    });
    const later = 'export async function later(read: () => unknown) { await null; return read(); }';
    const awaits = {
      'server.ts': "import { inContext } from './context.ts';\nconsole.log(await inContext());",
      'context.ts': `import { AsyncLocalStorage } from 'node:async_hooks';
        import { later } from './later.ts';
        const store = new AsyncLocalStorage<string>();
        export const inContext = () => store.run('kept', () => later(() => store.getStore()));`,
      'later.ts': later,
    };
    const plain = "import { later } from './later.ts';\nconsole.log(await later(() => 'plain'));";
    expect(await run({ 'server.ts': plain, 'later.ts': later })).toBe('plain\n');
    expect(await run(awaits)).toBe('kept\n');
    expect(await run(awaits)).toBe('kept\n');
  });

  it('are refused every time, and in the same words, when they are broken', async () => {
    const broken = { 'server.ts': "import './broken.ts';", 'broken.ts': 'const a = ;' };
    const first = await fault(broken);
    expect(first).toMatchObject({ kind: 'compile', place: { file: 'broken.ts', line: 1 } });
    expect(await fault(broken)).toEqual(first);
    expect(await run({ ...broken, 'broken.ts': "console.log('mended');" })).toBe('mended\n');
  });
});
