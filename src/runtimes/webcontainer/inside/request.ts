/** For the terminal: `node request.mjs [METHOD] PATH [JSON]` sends a request to the running app. */
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { RUNNING_APP_FILE } from '../places.ts';

const words = process.argv.slice(2);
const method = /^[A-Z]+$/.test(words[0] ?? '') ? (words.shift() ?? 'GET') : 'GET';
const [path = '', body] = words;
// `fileURLToPath` would do more than is needed: the script lies in the working directory.
const note = new URL(RUNNING_APP_FILE, import.meta.url);

if (!path.startsWith('/')) {
  console.error(
    'Usage: node request.mjs [METHOD] PATH [JSON]\nFor example: node request.mjs POST /api/login \'{"email":"a@example.com"}\'',
  );
  process.exitCode = 2;
} else if (!existsSync(note)) {
  console.error('No app is running: press Run first.');
  process.exitCode = 1;
} else {
  const { port } = JSON.parse(readFileSync(note, 'utf8')) as { port: number };
  const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const sent = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    console.log(`${answer.statusCode} ${answer.statusMessage}`);
    for (let at = 0; at < answer.rawHeaders.length; at += 2)
      console.log(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
    console.log('');
    answer.pipe(process.stdout);
  });
  sent.on('error', () => {
    console.error('The app does not listen any more: press Run again.');
    process.exitCode = 1;
  });
  sent.end(body);
}
