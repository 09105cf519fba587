import { expect, it } from 'vitest';
import type { FixExercise } from '../course/exercise.ts';
import { folderFor } from './folder.ts';

const EXERCISE = {
  id: 'rate-limits',
  title: 'Rate limits',
  entry: 'server.ts',
  brief: 'What it does.',
  environment: { JWT_SECRET: 'secret' },
} as unknown as FixExercise;

const CODE = `import express from 'express';\nimport { z } from "zod/v4";\nconst pg = require('pg');\nimport './x.ts';\nimport fs from 'node:fs';`;

it('adds what it takes to run the files outside', () => {
  const folder = folderFor(EXERCISE, { 'server.ts': CODE });
  expect(folder['server.ts']).toBe(CODE);
  expect(folder['.env.example']).toContain('JWT_SECRET=');
  expect(folder['README.md']).toContain('grade rate-limits');
  const manifest = JSON.parse(folder['package.json'] ?? '');
  expect(manifest).toMatchObject({ type: 'module', scripts: { start: 'node --env-file=.env server.ts' } });
  expect(Object.keys(manifest.dependencies).sort()).toEqual(['express', 'pg', 'zod']);
  expect(manifest.dependencies.express).toMatch(/^\d/);
});

it('leaves what the learner wrote', () => {
  const own = { type: 'commonjs', scripts: { start: 'mine' }, dependencies: { express: '4.0.0', left: '1' } };
  const folder = folderFor(EXERCISE, {
    'server.ts': CODE,
    'README.md': 'mine',
    'package.json': JSON.stringify(own),
  });
  expect(folder['README.md']).toBe('mine');
  expect(JSON.parse(folder['package.json'] ?? '')).toMatchObject({
    ...own,
    dependencies: { express: '4.0.0', left: '1', pg: expect.any(String) },
  });
});

it('mends a package.json that cannot be read', () => {
  expect(JSON.parse(folderFor(EXERCISE, { 'package.json': '{' })['package.json'] ?? '')).toMatchObject({
    type: 'module',
  });
});
