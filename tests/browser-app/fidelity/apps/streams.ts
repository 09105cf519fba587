/** Answers that are written bit by bit, from streams of several kinds, and bodies that are read in several ways. */
import { createHash } from 'node:crypto';
import { PassThrough, Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import express from 'express';
import { noteOf, numberOf, serve, shownError } from './shared.ts';

const app = express();
const pieces = (count: number) => Array.from({ length: count }, (_, n) => `${n}: ${'ü'.repeat(n % 7)}\n`);
const upper = () =>
  new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, chunk.toString('latin1').toUpperCase()),
  });

app.get('/pipe/:count', (req, res) => {
  res.type('text');
  Readable.from(pieces(Number(req.params.count))).pipe(res);
});
app.get('/pipeline/:count', async (req, res) => {
  await pipeline(Readable.from(pieces(Number(req.params.count))), new PassThrough(), res);
});
app.get('/events/:count', async (req, res) => {
  res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  res.flushHeaders();
  for (const piece of pieces(Number(req.params.count))) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    res.write(`data: ${piece}\n`);
  }
  res.end();
});
app.get('/trailers', (_req, res) => {
  res.set('Trailer', 'X-Sum');
  res.write('body');
  res.addTrailers({ 'X-Sum': '4' });
  res.end();
});
app.get('/large/:kilobytes', (req, res) => {
  res.write('x'.repeat(1024 * Number(req.params.kilobytes)), () => res.end('end'));
});
app.get('/drained/:kilobytes', async (req, res) => {
  for (let n = 0; n < Number(req.params.kilobytes); n += 1) {
    if (!res.write('y'.repeat(1024)))
      await new Promise<void>((resolve) => void res.once('drain', () => resolve()));
  }
  res.end();
});
app.get('/object', (_req, res) => {
  Readable.from([{ not: 'bytes' }])
    .on('error', () => {})
    .pipe(res)
    .on('error', (error) => noteOf(numberOf(_req))(shownError(error)));
});
app.all('/echo', (req, res) => {
  res.type(req.get('content-type') ?? 'bin');
  req.pipe(res);
});
app.all('/upper', (req, res) => void req.pipe(upper()).pipe(res));
app.all('/hash', async (req, res) => {
  const hash = createHash('sha256');
  let length = 0;
  for await (const chunk of req) {
    hash.update(chunk as Buffer);
    length += (chunk as Buffer).length;
  }
  res.json([length, hash.digest('hex')]);
});
app.all('/unzip', async (req, res) => {
  try {
    await pipeline(req, createGunzip(), res);
  } catch (error) {
    noteOf(numberOf(req))(shownError(error));
    if (!res.headersSent) res.status(400).end();
  }
});
app.all('/zip-length', async (req, res) => {
  const chunks: Buffer[] = [];
  for await (const chunk of req.pipe(createGzip())) chunks.push(chunk as Buffer);
  // The bytes are the library's own; what comes out again is not.
  res.json(Buffer.concat(chunks).subarray(0, 4).toString('hex'));
});
app.all('/paused', (req, res) => {
  req.pause();
  setImmediate(() => {
    const seen: string[] = [];
    req.on('data', (chunk: Buffer) => seen.push(chunk.toString('hex')));
    req.on('end', () => res.json(seen.join('')));
  });
});
app.all('/limit', (req, res) => {
  let length = 0;
  req.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > 100 && !res.headersSent) res.status(413).send('too much');
  });
  req.on('end', () => {
    if (!res.headersSent) res.send(String(length));
  });
});
app.all('/unread', (_req, res) => void res.send('not read'));
app.all('/text', async (req, res) => {
  req.setEncoding((req.query.encoding as BufferEncoding | undefined) ?? 'utf8');
  let text = '';
  for await (const chunk of req) text += chunk;
  res.json(text);
});
serve(app);
