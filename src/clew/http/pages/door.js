// What is asked of the service, and how it says no.

let key = "";

export const useKey = (given) => { key = given; };

// A refusal in the page's own terms: `word` names what to say, `seconds` how long to wait.
// `code` and `detail` are the service's own, where it told them.
export class Refusal extends Error {
  constructor(word, seconds = null, { code = null, detail = "" } = {}) {
    super(word);
    this.word = word;
    this.seconds = seconds;
    this.code = code;
    this.detail = detail;
  }
}

export const plans = () => ask("/v1/plans");
export const plan = (venue) => ask(`/v1/venues/${encodeURIComponent(venue)}/plan`);

export function resolve(campaign, text, lang) {
  return ask("/v1/resolve", { campaign, text, context: { lang } });
}

export async function ask(path, body = null) {
  const headers = {};
  if (key) headers.authorization = `Bearer ${key}`;
  if (body) headers["content-type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  } catch {
    throw new Refusal("fail_reach");
  }
  if (answer.ok) return answer.json();
  throw refusal(answer, await answer.json().catch(() => ({})));
}

function refusal(answer, told) {
  if (answer.status === 401 || answer.status === 403) return new Refusal("fail_key", null, told);
  if (answer.status === 429) return new Refusal("fail_busy", Number(answer.headers.get("retry-after")) || 1, told);
  if (answer.status >= 500) return new Refusal("fail_part", null, told);
  if (answer.status === 404 || answer.status === 409) return new Refusal("fail_campaign", null, told);
  return new Refusal("fail_text", null, told);
}
