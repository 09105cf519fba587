module.exports = require('memfs');
