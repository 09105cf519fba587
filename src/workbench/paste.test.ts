import { describe, expect, it } from 'vitest';
import { readAnswer } from './paste.ts';

const read = (text: string) => readAnswer(text, 'server.ts');
const block = (info: string, code: string) => `\`\`\`${info}\n${code}\n\`\`\``;

describe('readAnswer', () => {
  it.each([
    ['`db.ts`'],
    ['**db.ts**'],
    ['### db.ts'],
    ['## 2. `db.ts`'],
    ['**`db.ts`**:'],
    ['File: db.ts'],
    ['`db.ts` (the pool)'],
    ['1. **db.ts** – the pool'],
  ])('takes the name from the line above: %s', (heading) => {
    const { files } = read(`${heading}\n\n${block('ts', 'the pool')}\n\n${block('ts', 'the server')}`);
    expect(files).toEqual({ 'db.ts': 'the pool\n', 'server.ts': 'the server\n' });
  });

  it.each([
    ['ts db.ts'],
    ['typescript title="db.ts"'],
    ['ts:db.ts'],
    ['db.ts'],
    ['ts filename=lib/../db.ts'.replace('lib/../', '')],
  ])('takes the name from the fence: %s', (info) => {
    expect(read(block(info, 'the pool')).files['db.ts']).toBe('the pool\n');
  });

  it('takes the name from a comment on the first line, which goes', () => {
    expect(
      read(`${block('ts', '// server.ts\nlisten();')}\n${block('sql', '-- schema.sql\nCREATE TABLE a ();')}`)
        .files,
    ).toEqual({ 'server.ts': 'listen();\n', 'schema.sql': 'CREATE TABLE a ();\n' });
  });

  it('makes the largest block without a name the entry, and SQL the schema', () => {
    const { files, unnamed } = read(
      [
        'Install:',
        block('bash', 'npm install express pg bcrypt'),
        'The table:',
        block('sql', 'CREATE TABLE users ();'),
        'The server:',
        block('ts', 'a much longer piece of code'),
        'In short:',
        block('ts', 'short'),
      ].join('\n\n'),
    );
    expect(files).toEqual({
      'server.ts': 'a much longer piece of code\n',
      'schema.sql': 'CREATE TABLE users ();\n',
    });
    expect(unnamed).toBe(1);
  });

  it('puts a schema from another place where it is run', () => {
    const { files } = read(
      `### db/init.sql\n${block('sql', 'CREATE TABLE a ();')}\n${block('ts', 'listen')}`,
    );
    expect(files['schema.sql']).toBe('CREATE TABLE a ();\n');
  });

  it('does not take a name that words have moved away from', () => {
    const { files } = read(`See \`db.ts\`\n\n### db.ts\n\nThis comes later.\n\n${block('ts', 'the server')}`);
    expect(files).toEqual({ 'server.ts': 'the server\n' });
  });

  it('leads the entry to where the tool put it', () => {
    expect(read(`### src/server.ts\n${block('ts', 'listen')}`).files).toEqual({
      'src/server.ts': 'listen\n',
      'server.ts': "import './src/server.ts';\n",
    });
    expect(read(`### app.js\n${block('js', 'app.listen(3000)')}`).files['server.ts']).toBe(
      "import './app.js';\n",
    );
  });

  it('takes code without fences as the entry', () => {
    expect(read('const a = 1;\n').files).toEqual({ 'server.ts': 'const a = 1;\n' });
    expect(read('  \n').files).toEqual({});
  });

  it('reads fences inside of lists, longer fences and Windows line ends', () => {
    expect(read('- db.ts\r\n   ````ts\r\n   a\r\n   ````\r\n').files['db.ts']).toBe('   a\n');
  });
});
