import { ServerResponse } from 'node:http';

const { end } = ServerResponse.prototype;
ServerResponse.prototype.end = function (this: ServerResponse, ...args: unknown[]) {
  if (this.statusCode < 500 || this.headersSent) return end.apply(this, args as []);
  this.statusCode = 400;
  this.removeHeader('content-length');
  return end.call(this, '{"error":"Bad request"}');
} as typeof end;
