import { afterEach, describe, expect, it, vi } from 'vitest';
import { fetchFiles, fetchWays, wayUrl } from './fetched.ts';

afterEach(() => vi.unstubAllGlobals());

const answer = (body: string, status = 200) =>
  vi.stubGlobal('fetch', async () => new Response(body, { status }));

describe('what is fetched', () => {
  it('is a folder of texts', async () => {
    answer('{"server.ts":"// code"}');
    expect(await fetchFiles('/solution.json', 'the solution')).toEqual({ 'server.ts': '// code' });
  });

  it.each(['[]', 'null', '{"server.ts":1}', '<!doctype html>'])(
    'is not taken when it is %s',
    async (body) => {
      answer(body);
      await expect(fetchFiles('/solution.json', 'the solution')).rejects.toThrow(
        'What came for the solution is not readable. Reload the page and try again.',
      );
    },
  );

  it('says what is missing without a connection, or on a page that is not there', async () => {
    const sentence = 'The wrong fix could not be fetched. Check the connection and try again.';
    answer('', 404);
    await expect(fetchFiles('/outcome.json', 'the wrong fix')).rejects.toThrow(sentence);
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('Failed to fetch');
    });
    await expect(fetchFiles('/outcome.json', 'the wrong fix')).rejects.toThrow(sentence);
  });

  it('is a list of other ways, each with a name and a summary', async () => {
    answer('[{"name":"one-file","summary":"Everything in one file."}]');
    expect(await fetchWays('/ways.json')).toHaveLength(1);
    answer('[{"name":"one-file"}]');
    await expect(fetchWays('/ways.json')).rejects.toThrow('not readable');
  });
});

it("finds a way's files beside the list", () => {
  expect(wayUrl('/course/exercises/login/ways.json', 'one-file')).toBe(
    '/course/exercises/login/ways/one-file.json',
  );
});
