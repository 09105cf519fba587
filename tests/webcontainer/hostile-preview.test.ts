/** The page that the learner's app shows in the preview is hostile: it reads nothing of the course's, and the course stays. */
import { expect, test } from 'vitest';
import { openExercise, useHostedSide } from './exercise-page.ts';

const PATIENCE = { timeout: 120_000 };

const hosted = useHostedSide();

/** What runs in the preview: tries everything, and writes into its own page what it got. */
const HOSTILE = `
  const got = {};
  const attempt = async (name, take) => {
    try { got[name] = String(await take()); } catch (error) { got[name] = error.name; }
  };
  (async () => {
    await attempt('parent.document', () => parent.document.title);
    await attempt('top.document', () => top.document.body.innerText);
    await attempt('parent.localStorage', () => JSON.stringify(parent.localStorage));
    await attempt('top.location', () => top.location.href);
    await attempt('a name of the page', () => parent.props);
    await attempt('localStorage', () => localStorage.getItem('other90:runtime'));
    await attempt('cookies', () => document.cookie);
    await attempt('databases', async () => (await indexedDB.databases()).map(({ name }) => name).join());
    await attempt('caches', async () => (await caches.keys()).join());
    await attempt('a channel', () => new Promise((resolve) => {
      for (const name of ['other90', 'other90-work', 'work', 'login', 'progress']) {
        new BroadcastChannel(name).onmessage = ({ data }) => resolve(JSON.stringify(data));
      }
      setTimeout(() => resolve('silent'), 500);
    }));
    await attempt('another window', () => window.open('/other'));
    await attempt('a dialog', () => { alert('hello'); return 'gone on'; });
    await attempt('top.location =', () => { top.location = 'about:blank'; return 'gone on'; });
    await attempt('a link to the top', () => {
      const link = Object.assign(document.createElement('a'), { href: 'about:blank', target: '_top' });
      document.body.append(link);
      link.click();
      return 'gone on';
    });
    await attempt('a download', () => {
      const link = Object.assign(document.createElement('a'), { href: 'data:text/plain,x', download: 'x.txt' });
      document.body.append(link);
      link.click();
      return 'gone on';
    });
    await attempt('a flood', () => {
      for (let n = 0; n < 100000; n += 1) parent.postMessage({ type: 'call', id: n, method: 'stop', value: 'x' }, '*');
      return 'gone on';
    });
    document.body.prepend(JSON.stringify(got));
  })();`;

const SERVER = `import express from 'express';
const app = express();
app.get('/', (_req, res) => {
  res.set('Set-Cookie', 'mine=1').type('html').send(${JSON.stringify(
    `<!doctype html><body><script>${HOSTILE}</script>`,
  )});
});
app.listen(process.env.PORT);
`;

test('a hostile page in the preview reads nothing of the course, and the course stays', {
  timeout: 300_000,
}, async () => {
  await hosted.double.reset();
  const { page, context } = await openExercise(hosted, { plainEditor: true });
  const opened: string[] = [];
  const downloads: string[] = [];
  page.on('popup', (popup) => opened.push(popup.url()));
  page.on('download', (download) => downloads.push(download.suggestedFilename()));
  page.on('dialog', (dialog) => {
    opened.push(dialog.message());
    void dialog.dismiss();
  });
  try {
    await page.locator('.wb-runtime-chip[data-runtime="webcontainer"]').waitFor(PATIENCE);
    const code = page.getByRole('textbox', { name: 'Code of server.ts' });
    await code.fill(SERVER);
    const title = await page.title();
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText('The app is running.').first().waitFor(PATIENCE);
    await page.getByRole('tab', { name: 'Preview' }).click();
    const frame = page.frameLocator('iframe[title="The running app"]');
    await frame.getByText('"a flood"').waitFor(PATIENCE);
    const got = JSON.parse((await frame.locator('body').textContent())?.split('const got')[0]?.trim() ?? '');
    expect(got).toEqual({
      'parent.document': 'SecurityError',
      'top.document': 'SecurityError',
      'parent.localStorage': 'SecurityError',
      'top.location': 'SecurityError',
      'a name of the page': 'SecurityError',
      localStorage: 'null',
      cookies: 'mine=1',
      databases: '',
      caches: '',
      'a channel': 'silent',
      'another window': 'null',
      'a dialog': 'gone on',
      'top.location =': expect.stringMatching(/SecurityError|gone on/),
      'a link to the top': 'gone on',
      'a download': 'gone on',
      'a flood': 'gone on',
    });
    expect([opened, downloads]).toEqual([[], []]);
    // The page is where it was, with the learner's code in it, and goes on.
    expect(page.url()).toBe(`${hosted.site.origin}/exercises/login/`);
    expect(await page.title()).toBe(title);
    expect(await code.inputValue()).toBe(SERVER);
    await page.getByRole('tab', { name: 'Attack console' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('404 Not Found').first().waitFor(PATIENCE);
  } finally {
    await context.close();
  }
});
