/** What the app prints: joined to few messages, and bounded, so that a million lines cost nothing. */
import { LIMITS, type LogEntry } from '../../../runtime.ts';
import { natives } from './natives.ts';

/** A loop that prints without a pause still shows what it prints, this often, in milliseconds. */
const FLUSH_MS = 50;

let post: (entry: LogEntry) => void = () => {};
let stream: LogEntry['stream'] = 'stdout';
let text = '';
let kept = 0;
let dropped = 0;
let scheduled = false;
let flushedAt = 0;

const channel = new natives.MessageChannel();
const wake = channel.port2.postMessage.bind(channel.port2);
channel.port1.onmessage = () => {
  scheduled = false;
  flushLogs();
};

export function openLogs(send: (entry: LogEntry) => void): void {
  post = send;
}

export function log(to: LogEntry['stream'], written: string): void {
  const room = LIMITS.logCharacters - kept;
  if (written.length > room) dropped += written.length - room;
  if (room <= 0) return;
  const part = written.length > room ? written.slice(0, room) : written;
  kept += part.length;
  if (to !== stream) flushLogs();
  stream = to;
  text += part;
  if (kept >= LIMITS.logCharacters) {
    text += `\n[${LIMITS.logCharacters} characters printed: what follows is dropped]\n`;
  }
  if (natives.performanceNow() - flushedAt > FLUSH_MS) flushLogs();
  else if (!scheduled) {
    scheduled = true;
    wake(0);
  }
}

export function flushLogs(): void {
  flushedAt = natives.performanceNow();
  if (text === '') return;
  const entry = { stream, text };
  text = '';
  post(entry);
}

/** To be called when the app is over: tells how much was dropped. */
export function closeLogs(): void {
  flushLogs();
  if (dropped > 0) post({ stream: 'stderr', text: `[${dropped} more characters were dropped]\n` });
  dropped = 0;
}
