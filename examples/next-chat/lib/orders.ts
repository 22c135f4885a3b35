// The shop's orders, as its order system would tell them.

export interface Order {
  readonly orderId: string;
  readonly status: string;
  readonly arrives: string;
}

const orders: readonly Order[] = [
  { orderId: "1042", status: "left our store in Innsbruck", arrives: "Thursday" },
  { orderId: "1043", status: "is being packed", arrives: "Monday" },
];

export async function findOrder(orderId: string): Promise<Order | { readonly error: string }> {
  return orders.find((order) => order.orderId === orderId) ?? { error: `There is no order ${orderId}.` };
}
