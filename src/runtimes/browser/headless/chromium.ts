/** Starts the Chromium of this machine, the same way for tests and for `--runtime browser`. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian and Ubuntu, and then the usual others, put it. */
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Hidden pages of one browser would otherwise slow each other's timers down.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  // Nothing but this machine can be reached, whatever a page tries.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]',
];

/**
 * Path of the browser: `CHROMIUM_PATH`, else the first of the usual places.
 * @throws Error that names the package to install.
 */
export function chromiumPath(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, and there is no such file. Correct it, or unset it.`);
  }
  const found = USUAL_PLACES.find((place) => existsSync(place));
  if (found) return found;
  throw new Error(
    'Chromium is needed and was not found. Install it (Debian and Ubuntu: "sudo apt-get install chromium"), ' +
      'or name one that you have: CHROMIUM_PATH=/path/to/chrome.',
  );
}

/** A headless Chromium without a network, with `flags` more than its own. The caller closes it. */
export function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), headless: true, args: [...FLAGS, ...flags] });
}
