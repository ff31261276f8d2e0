/** Opens the place where a cart is paid. Throws `CartRefused`. */
export abstract class OpenCheckout {
  abstract open(cartId: string, buyer: { email: string; wantsRecovery: boolean }): Promise<{ url: string }>;
}
