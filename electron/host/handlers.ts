import type { z } from 'zod';
import type { Answer, RequestName, Requests } from '../../core/contract/requests.ts';

/** Requests that the main process leaves to the host. */
export type HostRequest = Exclude<RequestName, `${'dialog' | 'window' | 'worker'}.${string}`>;

/** How a request is answered: given what was asked, parsed. What it throws becomes the error reply. */
export type Handler<N extends RequestName> = (ask: z.output<Requests[N]['ask']>) => Answer<N> | Promise<Answer<N>>;

/** The handlers of one noun: `Handlers<'potential'>` answers every potential.… request. */
export type Handlers<Noun extends string> = { readonly [N in Extract<HostRequest, `${Noun}.${string}`>]: Handler<N> };
