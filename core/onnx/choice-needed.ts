import { NetworkError } from '../networks/network-error.ts';

/** A graph that can be imported once its owner has chosen something; the message says what. */
export class ChoiceNeeded extends NetworkError {}
