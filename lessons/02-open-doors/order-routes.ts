/** Routes of a shop with an admin panel, and what is to say about their lines. */
export const code = `app.get('/api/orders', logIn, (req) => ordersOf(req.user.id));
app.get('/api/orders/:id', logIn, (req) => orderById(req.params.id));
app.patch('/api/orders/:id', logIn, (req) => changeOwn(req.user.id, req.params.id, req.body));
app.get('/api/admin/orders', adminsOnly, () => allOrders());
app.delete('/api/admin/orders/:id', logIn, (req) => removeOrder(req.params.id));

function adminsOnly(req, res, next) {
  const { role } = jwt.decode(req.cookies.session);
  if (role !== 'admin') return res.status(403).json({ error: 'Admins only' });
  next();
}`;

export const notes = [
  {
    line: 1,
    verdict: 'fine',
    text: 'The id comes from the session, so there is nothing that a sender could change.',
  },
  {
    line: 2,
    verdict: 'hole',
    text: 'Logged in is enough to read any order: count up from 1.',
  },
  {
    line: 3,
    verdict: 'fine',
    text: 'The statement behind it says WHERE id = … AND user_id = …: somebody else’s order is not found.',
  },
  {
    line: 4,
    verdict: 'fine',
    text: 'It hangs on its guard, as it should. What the guard is worth is decided in line 8.',
  },
  {
    line: 5,
    verdict: 'hole',
    text: 'Its neighbour has the check. This one was added on another day.',
  },
  {
    line: 8,
    verdict: 'hole',
    text: 'Two in one line. “decode” reads a token without looking at its signature; and a role in a token stays what it was for as long as the token lives.',
  },
  {
    line: 9,
    verdict: 'fine',
    text: 'That there is an admin panel is no secret. Whether order 4711 exists may be one.',
  },
] as const;
