// What the hunts' page asks of the service.

import { ask } from "./door.js";

const part = encodeURIComponent;

export const players = () => ask("/v1/players?limit=200");
export const open = (wish) => ask("/v1/hunts", wish);
export const withAnswers = (hunt) => ask(`/v1/hunts/${part(hunt)}?with_answers=true`);
export const explanation = (hunt) => ask(`/v1/hunts/${part(hunt)}/explanation`);
export const giveUp = (hunt) => ask(`/v1/hunts/${part(hunt)}/give-up`, {});
