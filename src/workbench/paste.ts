/** Reads what an AI tool answered: code blocks with the names of their files, in whatever form tools write them. */
import type { Files } from '../runtimes/runtime.ts';

export interface PastedAnswer {
  files: Files;
  /** Blocks of code for which no name was found. */
  unnamed: number;
}

const NAME = String.raw`[\w@.-]+(?:\/[\w@.-]+)*\.(?:[cm]?[jt]s|sql|json|md|env)`;
/** `server.ts`, **server.ts**, ### src/server.ts, File: server.ts, 1. `server.ts` (the entry): alone on its line. */
const HEADING = new RegExp(
  String.raw`^[#>*\s\d.)-]*(?:file(?:name)?\s*:?\s*)?[\x60*_"']*(${NAME})[\x60*_"']*\s*:?(?:\s*[(–—-].*)?\s*[*_]*:?$`,
  'i',
);
/** ```ts server.ts · ```ts title="server.ts" · ```ts:server.ts · ```server.ts */
const INFO = new RegExp(String.raw`(?:^|[\s:="'])(${NAME})(?:["']|\s|$)`, 'i');
/** The first line of a block: // server.ts · -- schema.sql · # x · /* x *​/ */
const FIRST_LINE = new RegExp(
  String.raw`^\s*(?:\/\/|--|#|\/\*+)\s*(?:file(?:name)?\s*:\s*)?(${NAME})\s*(?:\*\/)?\s*$`,
  'i',
);

/** Shell commands and the like are no files of the app. */
const NOT_CODE = /^(ba|z)?sh|shell|console|terminal|powershell|text|txt|http|diff|dotenv|env|curl/i;

const SQL = /^(sql|pgsql|postgres(ql)?)\b/i;

/**
 * @param entry The file that is run: it takes the largest block of code without a name.
 * Text without any code block is taken as the entry itself.
 */
export function readAnswer(text: string, entry: string): PastedAnswer {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const files: Record<string, string> = {};
  const unnamed: Array<{ sql: boolean; code: string }> = [];
  let blocks = 0;
  let heading: string | undefined;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const fence = /^\s*(`{3,}|~{3,})\s*(.*)$/.exec(line);
    if (!fence) {
      const found = HEADING.exec(line.trim());
      if (found) heading = found[1];
      else if (line.trim() !== '') heading = undefined;
      continue;
    }
    const [, marks = '```', info = ''] = fence;
    const code: string[] = [];
    for (index++; index < lines.length && !(lines[index] ?? '').trim().startsWith(marks); index++)
      code.push(lines[index] ?? '');
    blocks++;
    const inside = FIRST_LINE.exec(code[0] ?? '')?.[1];
    const name = INFO.exec(info)?.[1] ?? heading ?? inside;
    heading = undefined;
    if (inside !== undefined && inside === name) code.shift();
    const content = `${code.join('\n').replace(/^\n+|\s+$/g, '')}\n`;
    if (name !== undefined) files[cleaned(name)] = content;
    else if (!NOT_CODE.test(info))
      unnamed.push({ sql: SQL.test(info) || /^\s*create\s/i.test(content), code: content });
  }
  if (blocks === 0) return text.trim() ? { files: { [entry]: text }, unnamed: 0 } : { files: {}, unnamed: 0 };
  return place(files, unnamed, entry);
}

/** `./src/server.ts` stays where its imports expect it; a leading ./ goes. */
const cleaned = (name: string) => name.replace(/^(\.\/)+/, '');

function place(
  files: Record<string, string>,
  unnamed: Array<{ sql: boolean; code: string }>,
  entry: string,
): PastedAnswer {
  const sql = unnamed.filter((block) => block.sql);
  const code = unnamed.filter((block) => !block.sql).sort((a, b) => b.code.length - a.code.length);
  if (sql.length > 0 && !Object.keys(files).some((name) => name.endsWith('.sql')))
    files['schema.sql'] = sql
      .splice(0)
      .map((block) => block.code)
      .join('\n');
  // The schema is run from the top folder.
  const other = Object.keys(files).find((name) => name.endsWith('.sql'));
  if (other !== undefined && !Object.hasOwn(files, 'schema.sql')) files['schema.sql'] = files[other] ?? '';
  if (!Object.hasOwn(files, entry)) {
    // src/server.ts, or what else may be meant as the entry: one that listens.
    const other = Object.keys(files).find((name) => name.split('/').pop() === entry);
    const largest = other === undefined ? code.shift() : undefined;
    if (other !== undefined) files[entry] = `import './${other}';\n`;
    else if (largest) files[entry] = largest.code;
    else {
      const listens = Object.keys(files).find((name) => /\.listen\s*\(/.test(files[name] ?? ''));
      if (listens !== undefined) files[entry] = `import './${listens}';\n`;
    }
  }
  return { files, unnamed: sql.length + code.length };
}
