import type { RecoveryModel } from './abandoned-cart-model.js';
import type { CancellationModel, RefundModel } from './cancellation-models.js';
import type { ConfirmationModel, ParcelItem, ShippingModel } from './order-mail-models.js';

export interface MailModels {
  confirmation: ConfirmationModel;
  shipping: ShippingModel;
  cancellation: CancellationModel;
  refund: RefundModel;
  recovery: RecoveryModel;
}

export const plainTextRenderers: { [Kind in keyof MailModels]: (model: MailModels[Kind]) => string } = {
  confirmation: (model) =>
    paragraphs(
      ...greeting(
        model.customer,
        'we have received your order and are getting it ready. We will e-mail you again when it is on its way.',
      ),
      `Order ${model.order}, placed on ${model.placedOn}`,
      amountLines(model).join('\n'),
      addressBlock(model),
      footer(model),
    ),
  shipping: (model) => {
    const by = model.carrier === '' ? '' : ` with ${model.carrier}`;
    return paragraphs(
      ...greeting(model.customer, `a parcel from your order ${model.order} is on its way${by}.`),
      model.trackingNumber && `Tracking number: ${model.trackingNumber}`,
      model.trackingUrl && `Track your parcel: ${model.trackingUrl}`,
      titledList('In this parcel:', model.contents.map(itemName)),
      model.rest,
      addressBlock(model),
      footer(model),
    );
  },
  cancellation: (model) =>
    paragraphs(
      model.customer && `Hello ${model.customer},`,
      `${model.what} ${model.order} has been cancelled. ${model.rest}`,
      model.refund && `We have refunded ${model.refund}. ${model.arrival}`,
      titledList('Cancelled:', model.contents.map(itemName)),
      footer(model),
    ),
  refund: (model) =>
    paragraphs(
      ...greeting(model.customer, `we have refunded ${model.refund} for your order ${model.order}. ${model.arrival}`),
      footer(model),
    ),
  recovery: (model) =>
    paragraphs(
      'You did not finish your order. Your cart is just as you left it, if you would still like it.',
      [
        ...model.lines.map((line) => `${itemName(line)}: ${line.price}`),
        ...(model.delivery === '' ? [] : [`Delivery and any tax: ${model.delivery}`]),
        `Total: ${model.total}`,
      ].join('\n'),
      `Return to your cart: ${model.link}`,
      model.linkUntil && `The link works until ${model.linkUntil}.`,
      `-- \nYou are receiving this because you agreed to one reminder of your cart from ${model.shop}. Unsubscribe from reminders: ${model.unsubscribeLink}`,
    ),
};

const paragraphs = (...parts: string[]) => `${parts.filter((part) => part !== '').join('\n\n')}\n`;
const titledList = (title: string, lines: string[]) => (lines.length === 0 ? '' : [title, ...lines].join('\n'));

function greeting(customer: string, sentence: string): string[] {
  if (customer === '') return [sentence.charAt(0).toUpperCase() + sentence.slice(1)];
  return [`Hello ${customer},`, sentence];
}

const amountLines = ({ lines, totals }: ConfirmationModel): string[] => [
  ...lines.map((line) => `${itemName(line)}: ${line.price}`),
  ...totals.map(({ label, amount }) => `${label}: ${amount}`),
];

const itemName = ({ quantity, title, variant }: ParcelItem) =>
  `${quantity === null ? '' : `${quantity} × `}${title}${variant === '' ? '' : ` (${variant})`}`;

const addressBlock = ({ address }: { address: string[] }) => titledList('Delivery address:', address);

// mail programs fold away what follows this line of dashes
const footer = ({ shop, order }: { shop: string; order: string }) =>
  `-- \nYou are receiving this e-mail because you bought something at ${shop}. It is about order ${order}.`;
