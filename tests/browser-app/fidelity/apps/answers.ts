/** Express's answers: the same programs with Express's methods, under several settings. */
import express, { type Express } from 'express';
import { programOf, runProgram } from './program.ts';
import { serve } from './shared.ts';

/** Settings a folder of the path stands for. */
const SETTINGS: Record<string, Record<string, unknown>> = {
  spaces: { 'json spaces': 2, etag: 'strong' },
  escape: { 'json escape': true, etag: false, 'x-powered-by': false },
  replacer: {
    'json replacer': (key: string, value: unknown) => (key === 'secret' ? undefined : value),
    'jsonp callback name': 'then',
  },
  proxy: { 'trust proxy': true, 'query parser': 'extended' },
};

function appWith(settings: Record<string, unknown>): Express {
  const app = express();
  for (const [name, value] of Object.entries(settings)) app.set(name, value);
  app.use((req, res, next) => {
    runProgram(req, res, programOf(req)).then(undefined, next);
  });
  return app;
}

const root = express();
for (const [folder, settings] of Object.entries(SETTINGS)) root.use(`/${folder}`, appWith(settings));
root.use(appWith({}));
serve(root);
