/** The login of the lesson, as a tool writes it, and what is to say about its lines. */
export const code = `const JWT_SECRET = 'super-secret-jwt-key-2025';
app.use(express.json());
app.post('/api/login', async (req, res) => {
  const { email, password } = req.body;
  const { rows } = await pool.query(
    \`SELECT * FROM users WHERE email = '\${email}' AND password = '\${password}'\`,
  );
  const [user] = rows;
  if (!user) return res.status(401).json({ error: 'Wrong e-mail or password' });
  const token = jwt.sign({ userId: user.id }, JWT_SECRET, { expiresIn: '12h' });
  res.json({ token });
});`;

export const notes = [
  {
    line: 1,
    verdict: 'hole',
    text: 'The key that signs every login stands in the code, for everybody who ever sees it.',
  },
  { line: 3, verdict: 'hole', text: 'Nothing here counts. This door may be tried a million times a day.' },
  {
    line: 4,
    verdict: 'hole',
    text: 'Nobody looks at what has come: it may be missing, a list, or a megabyte.',
  },
  {
    line: 6,
    verdict: 'hole',
    text: 'Two in one line. What a stranger types becomes part of the statement; and to compare like this, the table must hold the passwords as they were typed.',
  },
  {
    line: 9,
    verdict: 'fine',
    text: 'One answer for a wrong address and a wrong password: right, since two answers would tell who has an account.',
  },
  {
    line: 10,
    verdict: 'fine',
    text: 'A token that names the user and ends after twelve hours. Only its key is bad.',
  },
  { line: 11, verdict: 'hole', text: 'The token goes to the page, where every script can read it.' },
] as const;
