import { ServerResponse } from 'node:http';

const { end } = ServerResponse.prototype;
ServerResponse.prototype.end = function (this: ServerResponse, ...args: unknown[]) {
  this.once('finish', () => process.exit(0));
  return end.apply(this, args as []);
} as typeof end;
