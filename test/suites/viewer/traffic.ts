// A fortnight of an assistant that people know: several users, languages and models, tools, stopped and failed answers. Made
// up, and the same every time but for the moment that it ends at.

import type { Feedback } from "../../../src/wire/interaction.ts";
import type { InteractionBodyV3, TraceBody } from "../../../src/wire/interaction-body.ts";

const hourMs = 3_600_000;
const fortnightMs = 14 * 24 * hourMs;

interface Topic {
  readonly question: string;
  readonly answer: string;
  readonly followUp: string;
  readonly followUpAnswer: string;
  readonly tool: string;
  readonly passages: readonly string[];
}

const topics: readonly Topic[] = [
  {
    question: "My parcel was due on Friday and the tracking page still says “label created”. Where is it?",
    answer:
      "I looked up order 48-2207: the parcel left our warehouse on Thursday, but the carrier has not scanned it yet. That happens when a lorry is unloaded over the weekend.\n\nIf there is no scan by Tuesday noon I will send a replacement, and you keep whichever arrives first.",
    followUp: "Tuesday is too late, I need it for a birthday on Monday.",
    followUpAnswer:
      "Understood. I have ordered an express replacement to your pick-up point; it will be there on Monday from 8:00. You will get the code by text message.",
    tool: "order_lookup",
    passages: [
      '{"order":"48-2207","state":"handed over","carrier":"NordPost","handed_over":"Thursday 17:42","scans":[],"promised":"Friday"}',
    ],
  },
  {
    question: "Can I return shoes that I wore outside once?",
    answer:
      "Worn shoes can be returned within 30 days if they are faulty. If they just do not fit, we take them back unworn only.\n\nWhat is wrong with yours?",
    followUp: "The sole came off after an hour.",
    followUpAnswer:
      "That is a fault, so we refund them in full. Print the label I sent you and drop the parcel off at any shop of the carrier.",
    tool: "policy_search",
    passages: [
      "§ 4 Returns. Unworn goods may be returned within 30 days of delivery for a full refund.",
      "§ 5 Faults. Faulty goods are refunded or replaced at the customer’s choice for two years.",
      "§ 4a Footwear counts as worn once it has been used outdoors.",
    ],
  },
  {
    question: "Wie kündige ich mein Abo zum Monatsende?",
    answer:
      "Unter „Konto › Abo › Kündigen“ können Sie zum Monatsende kündigen. Die letzte Abbuchung war am 1.; danach wird nichts mehr abgebucht.",
    followUp: "Und was passiert mit meinen Gutscheinen?",
    followUpAnswer: "Gutscheine bleiben drei Jahre gültig, auch ohne Abo.",
    tool: "help_center",
    passages: [
      "Abo kündigen: Konto › Abo › Kündigen, jederzeit zum Monatsende.",
      "Gutscheine verfallen nach drei Jahren.",
    ],
  },
  {
    question: "¿Cuánto tarda el envío a Canarias?",
    answer: "Entre 5 y 7 días laborables. El despacho de aduanas está incluido en el precio.",
    followUp: "¿Y si lo recojo en tienda?",
    followUpAnswer: "En tienda tarda 3 días y es gratis.",
    tool: "shipping_rates",
    passages: ['{"zone":"ES-CN","days":[5,7],"customs":"included","price_eur":12.5}'],
  },
  {
    question: "متى تصل شحنتي إلى دبي؟",
    answer: "تصل الشحنة خلال ثلاثة أيام عمل، وستصلك رسالة عند خروجها للتوصيل.",
    followUp: "هل يمكن تغيير العنوان؟",
    followUpAnswer: "نعم، يمكن تغيير العنوان قبل خروج الشحنة من المستودع.",
    tool: "shipping_rates",
    passages: ['{"zone":"AE","days":[3,3],"price_usd":18}'],
  },
  {
    question: "Compare the two espresso machines in my basket for someone who makes four coffees a day.",
    answer:
      "For four coffees a day I would take the Lago:\n\n• warm-up: 40 seconds, the Duo needs 6 minutes\n• tank: 2.3 litres, the Duo holds 1.1\n• price: 40 € more\n\nThe Duo makes sense only if you often make two cups at once.",
    followUp: "Is there a cheaper grinder that goes with it?",
    followUpAnswer: "The Mola M2 at 89 € is the one most people buy with the Lago; it grinds fine enough for espresso.",
    tool: "catalog_search",
    passages: [
      "Lago espresso machine · warm-up 40 s · tank 2.3 l · 389 €",
      "Duo espresso machine · warm-up 6 min · tank 1.1 l · two cups · 349 €",
      "Mola M2 grinder · 89 € · 40 steps",
    ],
  },
  {
    question: "I was charged twice for order 48-1931.",
    answer:
      "I see two authorisations of 64.90 €, one of which was never collected. Your bank releases it by itself within five days; nothing was taken twice.",
    followUp: "Five days is a long time, can you speed that up?",
    followUpAnswer: "Your bank can: give them reference AU-7741-93 and they release it the same day.",
    tool: "payment_history",
    passages: [
      '{"order":"48-1931","payments":[{"amount":6490,"state":"captured"},{"amount":6490,"state":"authorised"}]}',
    ],
  },
];

const people = [
  "ada.lindqvist",
  "j.moreau",
  "t-okafor",
  "mei",
  "s.keller",
  "visitor-20931",
  "visitor-18852",
  "r.haddad",
];
const models = ["gpt-5-mini", "gpt-5-mini", "gpt-5-mini", "gpt-5", "claude-sonnet-4-5"];
const endings = ["cancelled", "cancelled", "failed", "abandoned", "abandoned", "interrupted"];
const feedbacks: readonly Feedback[] = [
  { slug: "thumbs_up" },
  { slug: "thumbs_up" },
  { slug: "copy_output", text: "reference AU-7741-93" },
  { slug: "thumbs_down", text: "That is not what I asked" },
  { slug: "rating", value: 5 },
  { slug: "rating", value: 2 },
  { slug: "regenerate" },
];

/** Between 0 and below 1, the same for the same seed. */
function draw(seed: number): number {
  let state = Math.imul(seed + 0x9e3779b9, 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 15), 0xc2b2ae35);
  return ((state ^ (state >>> 16)) >>> 0) / 2 ** 32;
}

function pick<Value>(values: readonly Value[], share: number): Value {
  const value = values[Math.floor(share * values.length)];
  if (value === undefined) throw new Error("nothing to pick from");
  return value;
}

/** Conversations of the fortnight before a moment, oldest first. */
export function makeTraffic(endMs: number, conversations = 220): readonly InteractionBodyV3[] {
  return Array.from({ length: conversations }, (_, index) => makeConversation(index, endMs)).flat();
}

function makeConversation(index: number, endMs: number): readonly InteractionBodyV3[] {
  const at = (place: number): number => draw(index * 97 + place);
  const topic = pick(topics, at(1) ** 1.4);
  // More by day than by night, and more every day.
  const day = Math.floor(14 * Math.sqrt(at(2)));
  const hour = 7 + 14 * (0.5 * at(3) + 0.5 * at(4));
  const midnight = Math.floor((endMs - fortnightMs) / (24 * hourMs)) * 24 * hourMs;
  const began = Math.min(midnight + (day + 1) * 24 * hourMs + hour * hourMs, endMs - 400_000 * at(5) - 200_000);
  const turns = at(6) < 0.45 ? 2 : 1;
  return Array.from({ length: turns }, (_, turn) =>
    makeTurn({ topic, turn, startMs: Math.round(began + turn * 95_000), index, model: pick(models, at(7)) }),
  );
}

interface Turn {
  readonly topic: Topic;
  readonly turn: number;
  readonly startMs: number;
  readonly index: number;
  readonly model: string;
}

function makeTurn({ topic, turn, startMs, index, model }: Turn): InteractionBodyV3 {
  const at = (place: number): number => draw(index * 131 + turn * 17 + place + 5_000);
  const input = turn === 0 ? topic.question : topic.followUp;
  const answer = turn === 0 ? topic.answer : topic.followUpAnswer;
  const ending = at(1) < 0.09 ? pick(endings, at(2)) : undefined;
  const output =
    ending === undefined ? answer : ending === "failed" ? "" : answer.slice(0, Math.floor(answer.length * at(3)));
  const system =
    "You are the assistant of a shop. Answer briefly, in the customer’s language, and never guess: look it up.";
  const call = `${topic.tool}({"query":${JSON.stringify(input.slice(0, 40))}})`;
  const asked = [
    { role: "system", content: system },
    ...(turn === 0
      ? []
      : ([
          { role: "user", content: topic.question },
          { role: "assistant", content: topic.answer },
        ] as const)),
    { role: "user", content: input },
  ] as const;
  const tokensIn = 380 + Math.floor(900 * at(4));
  const traces: readonly TraceBody[] = [
    ...(at(5) < 0.5
      ? [{ model: "text-embedding-3-small", input, input_tokens: 6 + Math.floor(input.length / 4) }]
      : []),
    { model, messages: asked, output: call, input_tokens: tokensIn, output_tokens: 28 },
    { source: topic.tool, input: JSON.stringify({ query: input.slice(0, 40) }), outputs: topic.passages },
    {
      model,
      messages: [...asked, { role: "assistant", content: call }, { role: "tool", content: topic.passages.join("\n") }],
      output,
      input_tokens: tokensIn + 190,
      ...(output !== "" && { output_tokens: 12 + Math.floor(output.length / 4) }),
    },
  ];
  const seconds = 0.9 + 2.4 * at(6) + (at(7) < 0.06 ? 14 * at(8) : 0) + (model === "gpt-5" ? 2.2 : 0);
  return {
    interaction: {
      conversation_id: `chat-${4_100 + index}`,
      input,
      output,
      time_start: new Date(startMs).toISOString(),
      time_end: new Date(startMs + Math.round(seconds * 1_000)).toISOString(),
      end_user: pick(people, draw(index * 7 + 3) ** 1.5),
      hide_content: false,
      tags: {
        app: "support",
        release: at(9) < 0.3 ? "2.8" : "2.7",
        ...(ending !== undefined && { interaction_status: ending }),
      },
    },
    traces,
    user_feedback: at(10) < 0.22 ? [pick(feedbacks, at(11))] : [],
    anonymize: true,
  };
}
