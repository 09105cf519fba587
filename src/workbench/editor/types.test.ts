/** The declarations that the editor gets, under the options that it uses: what people write has to be right there. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { collectTypes } from '../../../scripts/build-types.ts';
import { loadExercises, loadFiles } from '../../course/load.ts';
import { PACKAGES } from '../../runtimes/packages.ts';
import type { Files } from '../../runtimes/runtime.ts';
import { COMPILER_OPTIONS, MANIFEST, manifestFor, NODE_TYPES } from './typescript-options.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const LIBS = dirname(ts.getDefaultLibFilePath({}));

let types: Map<string, string>;
const libs = new Map<string, string>();
/** Parses each declaration once for all tests. */
const registry = ts.createDocumentRegistry();
/** The learner's files differ from test to test: each has versions of its own. */
let round = 0;

beforeAll(async () => {
  types = new Map([...(await collectTypes(PACKAGES))].map(([path, text]) => [`file:///${path}`, text]));
  for (const name of ts.sys.readDirectory(LIBS, ['.d.ts'], undefined, ['lib.*.d.ts']))
    libs.set(`lib/${name.split('/').pop()}`, await readFile(name, 'utf8'));
}, 60_000);

/** As the editor's worker does it: nothing but the learner's files, the declarations and the compiler's libraries. */
function judge(files: Files): string[] {
  round++;
  const own = new Map(Object.entries(files).map(([name, text]) => [`file:///${name}`, text]));
  const read = (name: string) =>
    name === MANIFEST ? manifestFor(own.get(name)) : (own.get(name) ?? types.get(name) ?? libs.get(name));
  const code = [...own.keys()].filter((name) => /\.[cm]?[jt]s$/.test(name));
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => COMPILER_OPTIONS,
    getScriptFileNames: () => [...code, NODE_TYPES],
    getScriptVersion: (name) => (own.has(name) ? String(round) : '1'),
    getScriptSnapshot: (name) => {
      const text = read(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => '',
    getDefaultLibFileName: () => 'lib/lib.esnext.full.d.ts',
    fileExists: (name) => read(name) !== undefined,
    readFile: read,
  };
  const service = ts.createLanguageService(host, registry);
  return code.flatMap((name) =>
    [...service.getSyntacticDiagnostics(name), ...service.getSemanticDiagnostics(name)].map(
      ({ messageText, code: number }) =>
        `${name.replace('file:///', '')}: TS${number} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    ),
  );
}

describe('the editor finds nothing wrong', async () => {
  const exercises = await loadExercises(ROOT);
  const ids = exercises.filter(({ kind }) => kind === 'fix').map(({ id }) => id);
  it.each(ids.flatMap((id) => [`${id}/starter`, `${id}/solution`]))('in %s', async (path) => {
    const [id = '', part] = path.split('/') as [string, 'starter' | 'solution'];
    expect(judge(await loadFiles(ROOT, id, part))).toEqual([]);
  });

  it('in an import of any package of the course', () => {
    const files = PACKAGES.map((name) => [
      `${name}.ts`,
      `import * as all from '${name}';\nconsole.log(all);`,
    ]);
    expect(judge(Object.fromEntries(files))).toEqual([]);
  });

  it('in what people import by default and by name', () => {
    const code = `
      import argon2 from 'argon2';
      import bcrypt from 'bcrypt';
      import bcryptjs from 'bcryptjs';
      import connect from 'connect-pg-simple';
      import cookieParser from 'cookie-parser';
      import express, { type Request, type Response, Router } from 'express';
      import { rateLimit } from 'express-rate-limit';
      import session from 'express-session';
      import { body, validationResult } from 'express-validator';
      import helmet from 'helmet';
      import { jwtVerify, SignJWT } from 'jose';
      import jwt from 'jsonwebtoken';
      import multer from 'multer';
      import pg, { Pool } from 'pg';
      import pino from 'pino';
      import { RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible';
      import { z } from 'zod';
      import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
      import { promisify } from 'node:util';
      const app = express();
      app.use(helmet(), cookieParser(), express.json());
      app.use(session({ store: new (connect(session))({ pool: new pg.Pool() }), secret: 'x' }));
      app.use(rateLimit({ windowMs: 1, limit: 1 }), multer().none());
      const router = Router();
      router.post('/x', body('email').isEmail(), async (req: Request, res: Response) => {
        const { email } = z.object({ email: z.email() }).parse(req.body);
        if (!validationResult(req).isEmpty()) return res.status(400).json({ error: 'bad' });
        await bcrypt.hash(email, 12);
        await bcryptjs.hash(email, 12);
        await argon2.hash(email);
        jwt.sign({ email }, process.env.JWT_SECRET ?? '');
        await new SignJWT({}).sign(randomBytes(32));
        await jwtVerify('', randomBytes(32));
        await promisify(scrypt)(email, 'salt', 64);
        timingSafeEqual(randomBytes(1), randomBytes(1));
        new RateLimiterMemory({ points: 1, duration: 1 });
        new RateLimiterPostgres({ storeClient: new Pool(), points: 1, duration: 1 });
        pino().info(email);
        const answer = await fetch('https://example.com');
        res.json(await answer.json());
      });
      try { app.use(router); } catch (error) { console.error(error.message); }
      app.listen(process.env.PORT);
    `;
    expect(judge({ 'server.ts': code })).toEqual([]);
  });

  it('in JavaScript and CommonJS', () => {
    const code = `const express = require('express');\nconst { Pool } = require('pg');\nmodule.exports = express();`;
    expect(judge({ 'server.js': code })).toEqual([]);
    expect(judge({ 'server.js': code, 'package.json': '{"type":"commonjs"}' })).toEqual([]);
  });
});

describe('the editor finds', () => {
  it.each([
    ['a wrong type', `const n: number = 'x';`, 2322],
    ['a package that is not there', `import _ from 'lodash';`, 2307],
    ['a file that is not there', `import './nowhere.ts';`, 2882],
    ['what Node cannot strip', 'enum Role { Admin }', 1294],
    ['a misspelt method', `import express from 'express';\nexpress().gett('/');`, 2551],
    ['syntax', 'const = 1;', 1134],
  ])('%s', (_, code, number) => {
    expect(judge({ 'server.ts': code }).join('\n')).toContain(`TS${number}`);
  });
});
