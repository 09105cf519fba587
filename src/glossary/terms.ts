/** The course's words, each explained in a sentence or two, for somebody who meets it in the middle of a lesson. */
export interface GlossaryTerm {
  /** Its anchor on the glossary page, and what a lesson names: `<Term id="hash">hashes</Term>`. */
  id: string;
  term: string;
  text: string;
}

const terms: Record<string, [term: string, text: string]> = {
  'access-token': [
    'Access token',
    'What a client shows with each request to say who it is. It is short-lived, because whoever holds a copy is believed until it expires.',
  ],
  api: [
    'API',
    'The addresses of an app that programs call instead of people. The browser’s part of an app is one such program, and an attacker’s script is another.',
  ],
  'attack-surface': [
    'Attack surface',
    'Everything in a program that a stranger can send something to: routes, headers, files, webhooks. What is not there can’t be attacked.',
  ],
  authentication: [
    'Authentication',
    'Finding out who somebody is, for example by a password. What they may do is another question.',
  ],
  authorisation: [
    'Authorisation',
    'Deciding whether this person may do this to this record. It is asked again at every request, on the server.',
  ],
  backup: [
    'Backup',
    'A copy of the data in another place than the data. Until it has been restored once, it is a hope.',
  ],
  'block-list': [
    'Block list',
    'A list of inputs to refuse, such as words that occur in attacks. It loses, because there are more ways to write an attack than lines in the list.',
  ],
  bcrypt: [
    'bcrypt',
    'A slow hash for passwords, with the salt built in. It looks at the first 72 bytes of a password and no further.',
  ],
  cookie: [
    'Cookie',
    'A small text that the server gives the browser, and that the browser sends back by itself with every request to that server.',
  ],
  cors: [
    'CORS',
    'The rules by which a browser lets a page of one site read answers of another. They restrain browsers only: a script outside of one ignores them.',
  ],
  csrf: [
    'Cross-site request forgery (CSRF)',
    'Another site makes your visitor’s browser send a request to yours, and the cookie goes along. SameSite cookies stop most of it.',
  ],
  deadlock: [
    'Deadlock',
    'Two transactions each hold what the other waits for. The database ends one of them with an error, and the app should try that one again.',
  ],
  'environment-variable': [
    'Environment variable',
    'A setting that is given to a program at its start, from outside of the code. Secrets stand there so that they are not in the repository.',
  ],
  fuzzing: ['Fuzzing', 'Sending a program a great many odd inputs by machine, to see which one breaks it.'],
  'happy-path': [
    'Happy path',
    'What happens when everybody does what they should and everything answers. A demo walks it; strangers leave it within minutes.',
  ],
  hash: [
    'Hash',
    'A fingerprint of data that can’t be turned back. A password is checked by hashing what was typed and comparing, so nobody needs to keep the password.',
  ],
  hmac: [
    'HMAC',
    'A fingerprint of a message that needs a secret to make. Whoever shares the secret can tell that the message is genuine and unchanged.',
  ],
  'http-only': [
    'HttpOnly',
    'A mark on a cookie that keeps it from the page’s scripts. A script that got into the page by a hole can then not carry the session away.',
  ],
  idempotency: [
    'Idempotency',
    'Doing a thing twice has the effect of doing it once. It is what makes a retry safe, whoever retries.',
  ],
  'idempotency-key': [
    'Idempotency key',
    'A name that the client gives one intended action. The server remembers it, and answers a second request of that name without acting again.',
  ],
  idor: [
    'IDOR',
    'Insecure direct object reference: the app shows whatever record the address names, without asking whose it is. Changing /orders/17 to /orders/18 is the whole attack.',
  ],
  index: [
    'Index',
    'A sorted extra copy of some columns, in which the database finds rows without reading the whole table. Reads get faster, writes a little slower.',
  ],
  jwt: [
    'JWT',
    'A token that carries claims and a signature over them. Anybody can read it; only who has the key can make one that verifies.',
  ],
  latency: [
    'Latency',
    'How long an answer takes. An average hides the worst ones, so people look at the slowest in a hundred.',
  ],
  'least-privilege': [
    'Least privilege',
    'Everybody and everything gets the rights it needs and no more. What a stolen key can’t do is what you did not allow it.',
  ],
  'mass-assignment': [
    'Mass assignment',
    'The app writes every field of a request into the record, also those that the form never showed: is_admin, for example.',
  ],
  migration: [
    'Migration',
    'A change to the database’s structure, written down as code, so that it is made once and alike in every place.',
  ],
  'n-plus-one': [
    'N+1 queries',
    'One query for a list, and then one more for each of its rows. It is fast with ten rows on a laptop and fails with a thousand users.',
  ],
  observability: [
    'Observability',
    'What a running program tells about itself, in logs, numbers and traces, so that a question that nobody foresaw can still be answered.',
  ],
  'parameterised-query': [
    'Parameterised query',
    'A statement with places for values, and the values sent beside it. The database never reads a value as SQL, whatever characters it has.',
  ],
  'path-traversal': [
    'Path traversal',
    'A file name such as ../../secrets that leads out of the folder it was meant for.',
  ],
  pool: [
    'Connection pool',
    'A fixed number of open database connections that requests borrow and give back. One that is never given back is lost, and with the last one the app stands still.',
  ],
  prototype: [
    'Prototype',
    'A program that shows an idea works. It answers whether one should build it, and leaves open how it behaves among strangers.',
  ],
  'prompt-injection': [
    'Prompt injection',
    'Text that a model reads as data and obeys as an instruction. There is no parameter for it as there is in SQL; limit what the model may do instead.',
  ],
  proxy: [
    'Proxy',
    'A server in front of yours that takes the requests first, ends the encryption and passes them on. It tells yours the visitor’s address in a header.',
  ],
  'race-condition': [
    'Race condition',
    'The result depends on which of two things comes first. Reading a balance and then writing it is one, when two requests do it at once.',
  ],
  'rate-limit': [
    'Rate limit',
    'How often one client may do a thing in a span of time. Beyond it the answer is 429, with the time after which to try again.',
  ],
  'refresh-token': [
    'Refresh token',
    'A long-lived token whose one use is to get a new access token. It is changed at each use, so a stolen copy is noticed.',
  ],
  regression: ['Regression', 'Something that worked and, after a change elsewhere, no longer does.'],
  salt: [
    'Salt',
    'Random bytes that are hashed together with a password and kept beside the hash, so that equal passwords have different hashes.',
  ],
  'same-site': [
    'SameSite',
    'A mark on a cookie: whether the browser sends it with requests that another site caused. Lax keeps it from forms of strangers, Strict also from links.',
  ],
  secret: [
    'Secret',
    'What an attacker must not know: a signing key, a database password. Whatever was in the code once is known, and has to be replaced.',
  ],
  session: [
    'Session',
    'The time from login to logout, and what the server knows of it. It should end by itself, and at once when somebody says so.',
  ],
  'sql-injection': [
    'SQL injection',
    'Input becomes part of a statement and changes what it means. It is possible wherever text is glued into SQL.',
  ],
  'stack-trace': [
    'Stack trace',
    'The list of functions that were running when an error happened. It helps you in the log, and an attacker in the answer.',
  ],
  tls: [
    'TLS',
    'The encryption behind https. It keeps others from reading along; it says nothing about who is asking.',
  ],
  transaction: [
    'Transaction',
    'Several statements that take effect together or not at all. Without one, a crash between two of them leaves half a transfer.',
  ],
  'trust-boundary': [
    'Trust boundary',
    'The line at which data comes from somebody you don’t control. Everything is checked there, once, before the rest of the program relies on it.',
  ],
  validation: [
    'Validation',
    'Checking that input has the form the program was written for, and refusing it otherwise, before anything is done with it.',
  ],
  'vibe-coding': [
    'Vibe coding',
    'Having a model write a program and taking what comes without reading the code. Meant for throwaway projects.',
  ],
  webhook: [
    'Webhook',
    'A request that another company’s server sends to yours when something happened there. Its address is no secret, so each one has to prove where it comes from.',
  ],
  xss: [
    'Cross-site scripting (XSS)',
    'Input becomes a script in somebody else’s page, and acts there with that person’s session.',
  ],
};

/** In alphabetical order. */
export const GLOSSARY: readonly GlossaryTerm[] = Object.entries(terms)
  .map(([id, [term, text]]) => ({ id, term, text }))
  .sort((a, b) => a.term.localeCompare(b.term, 'en'));
