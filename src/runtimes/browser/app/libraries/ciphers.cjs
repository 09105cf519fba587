// Ciphers and asymmetric cryptography: large and rarely used, so a script of their own.
const cipher = require('browserify-cipher/browser');
const sign = require('browserify-sign/browser');
const diffieHellman = require('diffie-hellman/browser');

module.exports = {
  ...cipher,
  ...sign,
  ...diffieHellman,
  ...require('public-encrypt/browser'),
  createECDH: require('create-ecdh/browser'),
  parseKey: require('parse-asn1'),
};
