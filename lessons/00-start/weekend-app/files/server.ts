import cookieParser from 'cookie-parser';
import express from 'express';
import { requireLogin, startSession } from './auth.ts';
import * as db from './db.ts';

const app = express();
const PORT = process.env.PORT || 3000;

app.use(express.json());
app.use(cookieParser());

// --- Login ---

// Send a six-digit login code
app.post('/api/login/code', async (req, res) => {
  const { email } = req.body;
  const code = String(Math.floor(100000 + Math.random() * 900000));
  await db.saveLoginCode(email, code);
  console.log(`Login code for ${email}: ${code}`);
  res.json({ message: 'We have sent you a code', code });
});

app.post('/api/login', async (req, res) => {
  const { email, code } = req.body;
  if (!(await db.useLoginCode(email, code))) {
    res.status(401).json({ error: 'Wrong or expired code' });
    return;
  }
  const member = await db.findOrCreateMember(email);
  startSession(res, member);
  res.json({ id: member.id, name: member.name, plan: member.plan });
});

app.get('/api/me', requireLogin, (_req, res) => {
  const { id, name, email, plan, role } = res.locals.member;
  res.json({ id, name, email, plan, role });
});

// --- Community ---

// Members, for the "Who cooks here" box
app.get('/api/members', async (_req, res) => {
  res.json(await db.allMembers());
});

// The community page: everybody with their recipes
app.get('/api/community', async (_req, res) => {
  const page = [];
  for (const member of await db.allMembers()) {
    page.push({
      name: member.name,
      recipes: await db.countRecipes(member.id),
      latest: await db.latestRecipe(member.id),
    });
  }
  res.json(page);
});

// --- Payments ---

// Start a checkout for Potluck Pro
app.post('/api/checkout', requireLogin, async (_req, res) => {
  const orderId = await db.createOrder(res.locals.member.id, 9900);
  res.status(201).json({ orderId, payAt: `https://pay.example/checkout/${orderId}` });
});

// The payment provider calls this when an order has been paid
app.post('/api/webhooks/payment', async (req, res) => {
  const { type, data } = req.body;
  if (type === 'checkout.completed') {
    await db.markOrderPaid(data.orderId);
  }
  res.json({ received: true });
});

// --- Admin panel ---

// The menu shows the panel to admins only
app.get('/api/admin/orders', requireLogin, async (_req, res) => {
  const orders = await db.allOrders();
  const paid = orders.filter((order) => order.status === 'paid');
  const revenueCents = paid.reduce((sum, order) => sum + order.amount_cents, 0);
  res.json({ revenueCents, orders });
});

app.listen(PORT, () => {
  console.log(`Potluck is running on port ${PORT}`);
});
