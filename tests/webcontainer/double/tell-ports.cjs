// Loaded into every process of the double: writes down which ports it opens.
const { appendFileSync } = require('node:fs');
const { Server } = require('node:net');

const file = process.env.DOUBLE_PORTS;
const { listen } = Server.prototype;
Server.prototype.listen = function (...args) {
  this.once('listening', () => {
    const address = this.address();
    if (address !== null && typeof address === 'object') appendFileSync(file, `${address.port}\n`);
  });
  return listen.apply(this, args);
};
