import { launchChromium } from '../support/chromium.ts';
import { serveSite } from '../support/site.ts';
import { Double } from './double/double.ts';
import { openExercise } from './exercise-page.ts';

const [browser, site, double] = await Promise.all([launchChromium(), serveSite(), Double.start()]);
const { page, errors, refused, chip } = await openExercise(browser, { origin: site.origin, double });
page.on('response', (r) => {
  if (r.status() >= 400 || r.url().includes(double.origin)) console.log(r.status(), r.url().slice(0, 100));
});
page.on('requestfailed', (r) => console.log('FAILED', r.url().slice(0, 120), r.failure()?.errorText));
page.on('console', (m) => console.log('C', m.text().slice(0, 300)));
const t = Date.now();
let last = '';
while (Date.now() - t < Number(process.argv[2] ?? 20000)) {
  const c = await chip();
  if (c !== last) console.log(Date.now() - t, c);
  last = c;
  if (c.startsWith('WebC')) break;
  await new Promise((r) => setTimeout(r, 300));
}
console.log(errors, refused, double.loads, double.ran);
await browser.close();
await site.close();
await double.close();
