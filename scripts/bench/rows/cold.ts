/** The exercise opened for the first time, to its first answer, beside installing and starting the same app. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { launchChromium } from '../../../tests/support/chromium.ts';
import { startPostgres } from '../../../tests/support/postgres-server.ts';
import { serveSite } from '../../../tests/support/site.ts';
import { freePort } from '../../free-port.ts';
import { run, STARTER } from '../login.ts';
import { newLearner, openedToAnswer, schemaOf } from '../page.ts';
import { inTurns, NotMeasured, type Row, ratioOf, timed } from '../row.ts';

const INSTALL = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
const PATIENCE_MS = 60_000;

export const coldRow: Row = {
  id: 'cold',
  async measure(rounds) {
    const [browser, site] = await Promise.all([launchChromium(), serveSite()]);
    // Theirs is not timed: node's side gets a database for nothing, the page's boots its own.
    const database = await startPostgres().catch((error: Error) => {
      throw new NotMeasured(`node's side needs a PostgreSQL server. ${error.message}`);
    });
    try {
      // Fills npm's cache.
      await inFolder((folder) => install(folder));
      const times = await inTurns(rounds, {
        'page, cold': async () => {
          const { page, context } = await newLearner(browser);
          try {
            return await openedToAnswer(page, site.origin);
          } finally {
            await context.close();
          }
        },
        'npm install and start': () => inFolder((folder) => installedToAnswer(folder, database.url)),
      });
      return {
        note: "the starter of login; npm's cache warm, PostgreSQL running already",
        times,
        ratios: [
          ratioOf(
            'opened cold to the first answer',
            times['page, cold'],
            'npm install and start',
            times['npm install and start'],
            0.3,
          ),
        ],
      };
    } finally {
      await Promise.all([browser.close(), site.close(), database.stop()]);
    }
  },
};

async function inFolder<T>(doing: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'other90-bench-'));
  try {
    await cp(STARTER, folder, { recursive: true });
    return await doing(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function install(folder: string): Promise<void> {
  await run('npm', INSTALL, { cwd: folder }).catch((error: { stderr?: string; message: string }) => {
    throw new NotMeasured(
      `npm install of the starter failed: ${(error.stderr ?? error.message).slice(0, 200)}`,
    );
  });
}

async function installedToAnswer(folder: string, url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`drop schema public cascade; create schema public; ${await schemaOf(folder)}`);
  await client.end();
  const port = await freePort();
  let app: ChildProcess | undefined;
  try {
    return await timed(async () => {
      await install(folder);
      app = spawn(process.execPath, ['server.ts'], {
        cwd: folder,
        stdio: 'ignore',
        env: { ...process.env, PORT: String(port), DATABASE_URL: url, JWT_SECRET: 'of the bench' },
      });
      await registered(port, app);
    });
  } finally {
    if (app && app.exitCode === null) {
      app.kill();
      await once(app, 'exit');
    }
  }
}

/** Asks until the app listens and answers. */
async function registered(port: number, app: ChildProcess): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end && app.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.com', password: 'correct horse battery', name: 'Ada' }),
    }).catch(() => undefined);
    if (answer?.status === 201) return;
    if (answer) throw new Error(`The installed app answered ${answer.status}: ${await answer.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('The installed app did not answer.');
}
