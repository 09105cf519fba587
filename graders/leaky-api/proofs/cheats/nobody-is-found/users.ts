import { Router } from 'express';

export const usersRouter = Router();

usersRouter.use((_req, res) => {
  res.status(401).json({ error: 'Authentication required' });
});
