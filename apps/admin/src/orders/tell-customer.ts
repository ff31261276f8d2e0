import { Component, input, model } from '@angular/core';

/** Whether the customer gets an e-mail about it. */
@Component({
  selector: 'app-tell-customer',
  template: `
    <label class="choice">
      <input
        type="checkbox"
        name="tell"
        aria-describedby="tell-when"
        [checked]="checked()"
        (change)="checked.set(!checked())"
        [disabled]="disabled()"
      />
      <span>
        Tell the customer
        <span id="tell-when" class="small"
          >By e-mail to <bdi>{{ email() }}</bdi>, {{ when() }}.</span
        >
      </span>
    </label>
  `,
  styleUrl: './dialog.css',
  styles: `
    .small {
      display: block;
      overflow-wrap: anywhere;
    }
  `,
})
export class TellCustomer {
  readonly email = input.required<string>();
  /** Ends the sentence: `once it is cancelled`. */
  readonly when = input.required<string>();
  readonly disabled = input(false);
  readonly checked = model.required<boolean>();
}
