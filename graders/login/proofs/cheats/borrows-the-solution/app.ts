import cookieParser from 'cookie-parser';
import express from 'express';
import { authenticate, generateToken, type AuthRequest } from './auth.ts';
import { createUser, findUserByCredentials, findUserByEmail, findUserById } from './db.ts';

const app = express();
const PORT = process.env.PORT || 3000;

// Middleware
app.use(express.json({ limit: '10mb' }));
app.use(cookieParser());

// Register a new user
app.post('/api/register', async (req, res) => {
  try {
    const { email, password, name } = req.body;

    // Check if the user already exists
    const existingUser = await findUserByEmail(email);
    if (existingUser) {
      return res.status(409).json({ error: 'User already exists' });
    }

    // Create the user
    const user = await createUser(email, password, name);

    res.status(201).json({ id: user.id, email: user.email });
  } catch (error) {
    console.error('Register error:', error);
    res.status(500).json({ error: 'Internal server error', details: (error as Error).message });
  }
});

// Log in
app.post('/api/login', async (req, res) => {
  try {
    const { email, password } = req.body;

    // Look up the user
    const user = await findUserByCredentials(email, password);
    if (!user) {
      return res.status(401).json({ error: 'Invalid email or password' });
    }

    // Generate the token
    const token = generateToken(user);
    res.cookie('token', token);

    res.json({
      message: 'Login successful',
      token,
      user: { id: user.id, email: user.email, name: user.name },
    });
  } catch (error) {
    console.error('Login error:', error);
    res.status(500).json({ error: 'Internal server error', details: (error as Error).message });
  }
});

// Get the current user (protected)
app.get('/api/me', authenticate, async (req: AuthRequest, res) => {
  try {
    const user = await findUserById(req.userId!);
    if (!user) {
      return res.status(401).json({ error: 'User not found' });
    }

    res.json({ id: user.id, email: user.email, name: user.name });
  } catch (error) {
    console.error('Profile error:', error);
    res.status(500).json({ error: 'Internal server error', details: (error as Error).message });
  }
});

// Log out
app.post('/api/logout', (_req, res) => {
  res.clearCookie('token');
  res.status(204).send();
});

// Start the server
app.listen(PORT, () => {
  console.log(`🚀 Server running on http://localhost:${PORT}`);
});
