const zlib = require('browserify-zlib');

// Node has the numbers under `constants` as well.
zlib.constants = Object.fromEntries(Object.entries(zlib).filter(([, value]) => typeof value === 'number'));

module.exports = zlib;
