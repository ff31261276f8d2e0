import type { ConfirmationModel, MailModels, ShippingModel } from './order-mail-models.js';

/** The same letters for those who read without HTML. */
export const plainText: { [Kind in keyof MailModels]: (model: MailModels[Kind]) => string } = {
  confirmation: (model) =>
    paragraphs(
      ...greeting(
        model.customer,
        'we have your order and are getting it ready. We will write again when a parcel leaves.',
      ),
      `Order ${model.order}, placed on ${model.placedOn}`,
      amounts(model).join('\n'),
      addressOf(model),
      footOf(model),
    ),
  shipping: (model) => {
    const by = model.carrier === '' ? '' : ` with ${model.carrier}`;
    return paragraphs(
      ...greeting(model.customer, `a parcel of your order ${model.order} has left${by}.`),
      model.trackingNumber && `Tracking number: ${model.trackingNumber}`,
      model.trackingUrl && `Follow the parcel: ${model.trackingUrl}`,
      listed('In this parcel:', model.contents.map(nameOf)),
      addressOf(model),
      footOf(model),
    );
  },
  recovery: (model) =>
    paragraphs(
      'You left without paying. Your cart is kept as it was, should you still want it.',
      [
        ...model.lines.map((line) => `${nameOf(line)}: ${line.price}`),
        ...(model.delivery === '' ? [] : [`Delivery: ${model.delivery}`]),
        `Total: ${model.total}`,
      ].join('\n'),
      `Go back to your cart: ${model.link}`,
      model.linkUntil && `The link works until ${model.linkUntil}.`,
      `-- \nYou get this one reminder because you agreed to it at ${model.shop}. No more of them: ${model.unsubscribeLink}`,
    ),
};

const paragraphs = (...parts: string[]) => `${parts.filter((part) => part !== '').join('\n\n')}\n`;
const listed = (title: string, lines: string[]) => (lines.length === 0 ? '' : [title, ...lines].join('\n'));

function greeting(customer: string, sentence: string): string[] {
  if (customer === '') return [sentence.charAt(0).toUpperCase() + sentence.slice(1)];
  return [`Hello ${customer},`, sentence];
}

function amounts({ lines, shipping, difference, total }: ConfirmationModel): string[] {
  return [
    ...lines.map((line) => `${nameOf(line)}: ${line.price}`),
    `Shipping: ${shipping}`,
    ...(difference === '' ? [] : [`Discounts and taxes: ${difference}`]),
    `Total: ${total}`,
  ];
}

const nameOf = ({ quantity, title, variant }: ShippingModel['contents'][number]) =>
  `${quantity} × ${title}${variant === '' ? '' : ` (${variant})`}`;

const addressOf = ({ address }: { address: string[] }) => listed('Delivery address:', address);

// mail programs know the dashes, and fold away what is below
const footOf = ({ shop, order }: { shop: string; order: string }) =>
  `-- \nYou get this because you bought something at ${shop}. It is about order ${order}.`;
