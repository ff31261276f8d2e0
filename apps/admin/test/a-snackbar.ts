import { Snackbar } from '../src/ui/snackbar';

/** A stand-in for the snackbar: `said` has its messages, `undo` runs the action of the latest. */
export function aSnackbar() {
  const said: string[] = [];
  let action: () => void = () => undefined;
  const show = (text: string) => said.push(text);
  const showWithAction = (text: string, _label: string, onAction: () => void) => {
    said.push(text);
    action = onAction;
  };
  return {
    said,
    undo: () => {
      action();
    },
    provider: { provide: Snackbar, useValue: { show, showWithAction } },
  };
}
