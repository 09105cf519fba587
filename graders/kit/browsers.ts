import type { Random } from './random.ts';

/** What a browser says of itself with each request, in its order. */
export type BrowserHeaders = ReadonlyArray<readonly [name: string, value: string]>;

const LANGUAGES = [
  'en-US,en;q=0.9',
  'en-GB,en;q=0.8',
  'de-DE,de;q=0.9,en;q=0.6',
  'fr-FR,fr;q=0.9',
  'pt-BR,pt;q=0.8,en;q=0.5',
];
const SYSTEMS = ['Windows NT 10.0; Win64; x64', 'Macintosh; Intel Mac OS X 10_15_7', 'X11; Linux x86_64'];

/**
 * One of the browsers that people have: another system, version and language each time, so that an app that knows the
 * grader by its headers knows everybody by them. The proxy asks for gzip on its own account, as most do.
 */
export function browserHeaders(random: Random): BrowserHeaders {
  const system = random.pick(SYSTEMS);
  const languages = ['Accept-Language', random.pick(LANGUAGES)] as const;
  const encoding = ['Accept-Encoding', 'gzip'] as const;
  const kind = random.pick(['chromium', 'firefox', 'safari'] as const);
  if (kind === 'firefox') {
    const version = `${random.integer(128, 146)}.0`;
    return [
      ['User-Agent', `Mozilla/5.0 (${system}; rv:${version}) Gecko/20100101 Firefox/${version}`],
      ['Accept', '*/*'],
      languages,
      encoding,
    ];
  }
  if (kind === 'safari') {
    const version = `${random.integer(16, 26)}.${random.integer(0, 6)}`;
    return [
      [
        'User-Agent',
        `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${version} Safari/605.1.15`,
      ],
      ['Accept', '*/*'],
      languages,
      encoding,
    ];
  }
  const version = random.integer(120, 141);
  return [
    ['sec-ch-ua-platform', `"${{ W: 'Windows', M: 'macOS', X: 'Linux' }[system[0] as 'W' | 'M' | 'X']}"`],
    [
      'User-Agent',
      `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`,
    ],
    ['sec-ch-ua', `"Chromium";v="${version}", "Google Chrome";v="${version}", "Not.A/Brand";v="24"`],
    ['sec-ch-ua-mobile', '?0'],
    ['Accept', random.pick(['*/*', 'application/json, text/plain, */*'])],
    encoding,
    languages,
  ];
}
