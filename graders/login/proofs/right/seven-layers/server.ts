import { createServer } from 'node:http';
import { app } from './app.ts';
import { env } from './config/env.ts';

const server = createServer(app);

server.listen(env.port, () => {
  console.log(`Listening on port ${env.port}`);
});
