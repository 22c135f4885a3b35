// What the shop's assistant may know: its help pages.

export interface ShopDocument {
  readonly title: string;
  readonly text: string;
}

export const shopDocuments: readonly ShopDocument[] = [
  {
    title: "Shipping",
    text: "Shipping takes two to four working days and costs 4.90 euros; orders above 60 euros ship free. Express shipping arrives the next day for 12 euros.",
  },
  {
    title: "Returns",
    text: "Returns are free within 60 days, also for worn boots. Print the label from your account; the refund arrives three days after the parcel.",
  },
  {
    title: "Warranty",
    text: "Every tent and backpack carries a ten year warranty on seams, poles and zips. Send us a photo of the damage and we repair or replace it.",
  },
  {
    title: "Boot sizes",
    text: "Mountain boots should fit half a size larger than street shoes. Try boots in the evening, with the socks you hike in.",
  },
  {
    title: "Care",
    text: "Wash waterproof jackets at 30 degrees with liquid soap, never with softener, and tumble dry them warm to renew the coating.",
  },
  {
    title: "Tours",
    text: "Our guides lead the Alta Via 1 through the Dolomites in ten days, from July to September, with nights in huts.",
  },
  {
    title: "Stores",
    text: "Our stores in Turin, Innsbruck and Chamonix are open Monday to Saturday from nine to seven.",
  },
];

/** Similarity below which a page has nothing to do with the question. */
export const leastScore = 0.1;
