/** `npm run sizes`: what a learner's browser downloads from the built site, beside the budgets that a test holds it to. */
import { launchChromium } from '../../tests/support/chromium.ts';
import { serveCompressedSite } from '../../tests/support/compressed-site.ts';
import budgets from './budgets.json' with { type: 'json' };
import { lessonPaths } from './lesson-paths.ts';
import { measureSizes } from './measure.ts';

const site = await serveCompressedSite();
const browser = await launchChromium();
try {
  const sizes = await measureSizes(browser, site, await lessonPaths());
  console.table(
    Object.fromEntries(
      Object.entries(sizes).map(([name, bytes]) => [
        name,
        { bytes, budget: budgets[name as keyof typeof budgets] },
      ]),
    ),
  );
} finally {
  await Promise.all([browser.close(), site.close()]);
}
