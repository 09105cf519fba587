module.exports = require('browserify-zlib');

// The npm edition only tells of an error. Node's streams are destroyed by it, and tell of it once.
const zlib = module.exports;
const { prototype } = Object.getPrototypeOf(zlib.Gunzip.prototype).constructor;
const { emit } = prototype;
prototype.emit = function emitOnce(name, error, ...rest) {
  if (name !== 'error' || this.destroyed || error?.errno === undefined) {
    return emit.call(this, name, error, ...rest);
  }
  this.destroy(error);
  return true;
};
