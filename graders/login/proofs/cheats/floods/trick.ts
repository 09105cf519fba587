import { writeFileSync } from 'node:fs';

const line = `${'PASS '.repeat(2_000)}\n`;
let files = 0;
setInterval(() => {
  for (let count = 0; count < 20; count++) {
    process.stdout.write(line);
    console.error(line);
  }
  try {
    if (files < 50) writeFileSync(`./flood-${files++}`, line.repeat(20));
  } catch {
    // Full, or not allowed.
  }
}, 5).unref();
