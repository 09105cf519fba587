import { type NextFunction, type Response, Router } from 'express';
import { body, matchedData, param, query, validationResult } from 'express-validator';
import { type AuthRequest, authenticate } from './auth.ts';
import { changeMember, listMembers, ORDERS, ownRecord, publicMember, searchMembers } from './members.ts';

export const usersRouter = Router();
usersRouter.use(authenticate);

const valid = (req: AuthRequest, res: Response, next: NextFunction) => {
  const errors = validationResult(req).array();
  if (errors.length === 0) return next();
  res.status(400).json({ error: errors[0]?.msg ?? 'Bad input', errors: errors.length });
};
const noNul = (value: unknown) => !String(value).includes('\0');
const MAX = 2 ** 31 - 1;

const id = param('id').isInt({ min: 1, max: MAX }).bail().matches(/^\d+$/).toInt();
const page = query('page').optional().isString().isInt({ min: 1, max: 100000 }).toInt();
const limit = query('limit').optional().isString().isInt({ min: 1, max: 25 }).toInt();
const sort = query('sort').optional().isString().isIn(Object.keys(ORDERS));
const name = body('name').optional().isString().bail().isLength({ min: 1, max: 100 }).custom(noNul);
const bio = body('bio').optional().isString().bail().isLength({ max: 500 }).custom(noNul);
const q = query('q').isString().bail().isLength({ min: 1, max: 100 }).custom(noNul);

usersRouter.get('/me', async (req: AuthRequest, res) => {
  res.json(await ownRecord(Number(req.userId)));
});

usersRouter.get('/users', page, limit, sort, valid, async (req: AuthRequest, res) => {
  const { page = 1, limit = 10, sort = 'id' } = matchedData(req);
  res.json({ users: await listMembers({ sort, limit, offset: (page - 1) * limit }) });
});

usersRouter.get('/users/:id', id, valid, async (req: AuthRequest, res) => {
  const { id } = matchedData(req);
  const member = id === req.userId ? await ownRecord(id) : await publicMember(id);
  if (member) res.json(member);
  else res.status(404).json({ error: 'Not found' });
});

const own = (req: AuthRequest, res: Response, next: NextFunction) => {
  if (matchedData(req).id === req.userId) return next();
  res.status(403).json({ error: 'Not yours' });
};

usersRouter.patch('/users/:id', id, valid, own, name, bio, valid, async (req: AuthRequest, res) => {
  const { name, bio } = matchedData(req, { locations: ['body'] });
  await changeMember(Number(req.userId), { name, bio });
  res.json(await ownRecord(Number(req.userId)));
});

usersRouter.get('/search', q, valid, async (req, res) => {
  res.json({ users: await searchMembers(matchedData(req).q, 25) });
});
