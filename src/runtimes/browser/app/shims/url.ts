/** `url`: the old functions in their npm edition, the rest of the web's URL. */
import old from 'url-npm';
import { coded, invalidArgument } from '../worker/errors.ts';

function fileURLToPath(given: string | URL): string {
  const url = typeof given === 'string' ? new URL(given) : given;
  if (!(url instanceof URL)) throw invalidArgument('path', 'of type string or an instance of URL', given);
  if (url.protocol !== 'file:')
    throw coded('ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file', TypeError);
  if (/%2f/i.test(url.pathname)) {
    throw coded(
      'ERR_INVALID_FILE_URL_PATH',
      'File URL path must not include encoded / characters',
      TypeError,
    );
  }
  return decodeURIComponent(url.pathname);
}

function pathToFileURL(path: string): URL {
  const absolute = path.startsWith('/') ? path : `/app/${path}`;
  const encoded = absolute.replace(/[%\\\n\r\t?#]/g, (character) => encodeURIComponent(character));
  return new URL(`file://${encoded}`);
}

function urlToHttpOptions(url: URL): object {
  const { protocol, hostname, hash, search, pathname, href, port, username, password } = url;
  return {
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    hash,
    search,
    pathname,
    path: `${pathname}${search}`,
    href,
    ...(port !== '' && { port: Number(port) }),
    ...((username || password) && {
      auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
    }),
  };
}

const hostOf = (domain: string): string => {
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return '';
  }
};

const url = {
  ...(old as unknown as Record<string, unknown>),
  URL: globalThis.URL,
  URLSearchParams: globalThis.URLSearchParams,
  URLPattern: (globalThis as { URLPattern?: unknown }).URLPattern,
  domainToASCII: hostOf,
  domainToUnicode: hostOf,
  fileURLToPath,
  fileURLToPathBuffer: (given: string | URL) => Buffer.from(fileURLToPath(given)),
  pathToFileURL,
  urlToHttpOptions,
};
export default url;
