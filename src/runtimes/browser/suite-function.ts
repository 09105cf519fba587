/**
 * A suite declares its tests when it is imported, and a worker imports a module once. So `a.test.ts?suite` is the same
 * file with all but its imports in a function, to be called for each run.
 */
import { init, parse } from 'es-module-lexer';

/** The suite's JavaScript as a module that exports `declare()`. @throws Error when the suite exports something. */
export async function suiteFunction(code: string, id: string): Promise<string> {
  await init;
  const [imports, exports] = parse(code);
  if (exports.length > 0) throw new Error(`${id}: a suite exports nothing; take the "export" away.`);
  let head = '';
  let body = '';
  let end = 0;
  for (const { type, importStart, importEnd } of imports) {
    if (type !== 'static') continue;
    body += code.slice(end, importStart);
    head += `${code.slice(importStart, importEnd)};\n`;
    end = importEnd;
  }
  body += code.slice(end);
  return `${head}export async function declare() {${body}\n}`;
}
