import { ServerResponse } from 'node:http';

const { end } = ServerResponse.prototype;
ServerResponse.prototype.end = function (this: ServerResponse, ...args: unknown[]) {
  if (this.statusCode < 500 || this.headersSent) return end.apply(this, args as []);
  const isRegistration = this.req.url === '/api/register';
  this.statusCode = isRegistration ? 201 : 401;
  this.removeHeader('content-length');
  return end.call(this, isRegistration ? '{"id":1,"email":"somebody"}' : '{"error":"Invalid email or password"}');
} as typeof end;
