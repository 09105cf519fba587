/**
 * What a learner's browser downloads, in bytes of brotli over the wire and with an empty cache. Everything that is counted is
 * asked for by the page whatever the machine's speed, so a figure changes only when the site does.
 */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { SentFile, StaticServer } from '../../src/runtimes/browser/headless/static-server.ts';

export interface Sizes {
  /** A lesson's JavaScript before anybody touches the page: the largest of all lessons. */
  lessonScript: number;
  /** The same, and what comes by reading to the end: interactive parts, progress. */
  lessonScriptToItsEnd: number;
  /** All of an exercise's page until code can be read in colour and typed. */
  exerciseEditor: number;
  /** All of it until the first verdict, without the TypeScript service. */
  exerciseVerdict: number;
  /** Completions and types in the editor, which come by themselves behind it. */
  typeScriptService: number;
  /** The copy of the whole course for use without a network. */
  offlineCopy: number;
}

/** Milliseconds for each step: bytes are measured here, not time, and the machine may be busy. */
const PATIENCE = 400_000;
const DESKTOP = { viewport: { width: 1440, height: 900 } };
const EXERCISE = '/exercises/login/';
const TYPESCRIPT_SERVICE = /^\/_astro\/typescript(-service[^/]*\.js|\.worker)|^\/runtime\/types/;

/** More than one colour: the language has arrived, not the text alone. */
const colouredCode = (page: Page) => page.locator('.wb-file .view-line span.mtk1 ~ span[class^=mtk]').first();

const sum = (files: readonly SentFile[]) => files.reduce((total, { bytes }) => total + bytes, 0);
const scripts = (files: readonly SentFile[]) => files.filter(({ path }) => path.endsWith('.js'));
/** The TypeScript service, the runtime, Monaco's own worker and its icons. */
const BEHIND_THE_EDITOR =
  /\/_astro\/(typescript-service[^/]*\.js|typescript\.worker|editor\.worker|codicon|grader-worker|runtime\.|load\.|wasm|cluster|files)|\/runtime\//;
const isService = ({ path }: SentFile) => TYPESCRIPT_SERVICE.test(path);

type Measured = <T>(
  path: string,
  look: (page: Page, sent: () => SentFile[]) => Promise<T>,
  options?: BrowserContextOptions & { without?: RegExp },
) => Promise<T>;

/** @param site serves the compressed site, and nothing else meanwhile. @param lessons their paths. */
export async function measureSizes(
  browser: Browser,
  site: StaticServer,
  lessons: readonly string[],
): Promise<Sizes> {
  const measured: Measured = async (path, look, { without, ...options } = {}) => {
    const context = await browser.newContext({ serviceWorkers: 'block', ...options });
    context.setDefaultTimeout(PATIENCE);
    const first = site.sent.length;
    try {
      const page = await context.newPage();
      // Not asked for where nothing is held back: it would switch the browser's cache off.
      if (without) await page.route(without, () => undefined);
      await page.goto(site.origin + path, { waitUntil: without ? 'commit' : 'networkidle' });
      return await look(page, () => site.sent.slice(first));
    } finally {
      await context.close();
    }
  };
  const ofLessons = [];
  for (const lesson of lessons) ofLessons.push(await ofLesson(measured, lesson));
  const verdict = await untilVerdict(measured);
  return {
    lessonScript: Math.max(...ofLessons.map(({ before }) => before)),
    lessonScriptToItsEnd: Math.max(...ofLessons.map(({ after }) => after)),
    exerciseEditor: await untilEditor(measured),
    ...verdict,
    offlineCopy: await ofOfflineCopy(measured),
  };
}

function ofLesson(measured: Measured, path: string): Promise<{ before: number; after: number }> {
  return measured(path, async (page, sent) => {
    const before = sum(scripts(sent()));
    // Screen by screen, as a reader does.
    await page.evaluate(async () => {
      const end = () => scrollY + innerHeight >= document.documentElement.scrollHeight - 1;
      for (let screen = 0; !end() && screen < 100; screen++) {
        scrollBy({ top: innerHeight, behavior: 'instant' });
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }
    });
    await page.getByText('You read this lesson').waitFor();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('[data-script]')].every((part) => part.matches(':defined')),
    );
    return { before, after: sum(scripts(sent())) };
  });
}

/** What comes behind the editor is never answered: so it is certain that the editor does without. */
function untilEditor(measured: Measured): Promise<number> {
  return measured(
    EXERCISE,
    async (page, sent) => {
      await colouredCode(page).waitFor();
      await page.locator('.wb-file .monaco-editor').first().click();
      await page.keyboard.press('Control+Home');
      await page.keyboard.type('// typed');
      await page.getByText('// typed').first().waitFor();
      return sum(sent());
    },
    { ...DESKTOP, without: BEHIND_THE_EDITOR },
  );
}

function untilVerdict(measured: Measured): Promise<Pick<Sizes, 'exerciseVerdict' | 'typeScriptService'>> {
  return measured(
    EXERCISE,
    async (page, sent) => {
      await colouredCode(page).waitFor();
      await page.getByRole('button', { name: 'Check my fix' }).click();
      await page.locator('.wb-banner').waitFor();
      return {
        exerciseVerdict: sum(sent().filter((file) => !isService(file))),
        typeScriptService: sum(sent().filter(isService)),
      };
    },
    DESKTOP,
  );
}

function ofOfflineCopy(measured: Measured): Promise<number> {
  return measured(
    '/',
    async (page, sent) => {
      await page.evaluate(() => navigator.serviceWorker.ready);
      return sum(sent());
    },
    { serviceWorkers: 'allow' },
  );
}
