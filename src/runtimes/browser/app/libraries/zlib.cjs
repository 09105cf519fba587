module.exports = require('browserify-zlib');
