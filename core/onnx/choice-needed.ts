import type { MissingChoice } from '../contract/import-choices.ts';
import { NetworkError } from '../networks/network-error.ts';

/** A graph that can be imported once its owner has chosen something; the message says what, and whoever asks says how it is chosen there. */
export class ChoiceNeeded extends NetworkError {
  readonly choice: MissingChoice;

  constructor(choice: MissingChoice, message: string) {
    super(message);
    this.choice = choice;
  }
}
