// The admin page: shown to admins, everybody else goes back to the shop
export const ADMIN_PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Admin</title>
  <style>
    body { font-family: system-ui, sans-serif; margin: 2rem; }
    table { border-collapse: collapse; margin-bottom: 2rem; }
    th, td { border: 1px solid #ccc; padding: 0.4rem 0.8rem; text-align: left; }
  </style>
</head>
<body hidden>
  <h1>Orders</h1>
  <table id="orders"></table>
  <h1>Users</h1>
  <table id="users"></table>
  <script type="module">
    const get = async (path) => (await fetch(path)).json();

    const me = await get('/api/me');
    if (me.role !== 'admin') {
      location.href = '/';
    } else {
      document.body.hidden = false;
      fill('orders', (await get('/api/admin/orders')).orders);
      fill('users', (await get('/api/admin/users')).users);
    }

    function fill(id, rows) {
      const table = document.getElementById(id);
      for (const row of rows) {
        const line = table.insertRow();
        for (const value of Object.values(row)) line.insertCell().textContent = value;
      }
    }
  </script>
</body>
</html>`;
