/**
 * Every text of the page, in English.
 */
export const strings = {
  locale: "en-GB",

  tagline: "Short answers, quoted from the sheets.",
  conversation: "Conversation",
  openSheets: "Sheets",
  sourcePanel: "Source",

  welcomeTitle: "What would you like to know?",
  welcomeText:
    "Ask about an AWS machine-learning service or concept, or paste an exam question with its options. Every " +
    "sentence of an answer is quoted from a sheet; its number opens the place where it stands.",
  examplesLabel: "Questions to start with",
  examples: [
    "Which service finds faces in photos?",
    "What is SageMaker Neo?",
    "Kinesis Data Streams or Data Firehose?",
    "Is Amazon Forecast still available?",
  ],

  placeholder: "Ask a question",
  send: "Send",
  waiting: "Looking in the sheets",
  messages: "Messages",

  citation: (number, path) => `Source ${number}: ${path}`,
  sources: (n) => (n === 1 ? "1 source" : `${n} sources`),
  openInSheet: "Open in the sheet",
  alternatives: "Also possible",
  suggestions: "Next questions",
  comparison: (names) => `Comparison of ${names.join(", ")}`,
  aspect: "Aspect",
  notSaid: "The sheets do not say",
  scrollTable: "Comparison table; scrolls sideways",
  nearest: "Nearest in the sheets",

  chosen: (signs) => (signs ? `The sheets speak for ${signs}` : "The sheets do not speak for any option"),
  options: "Options",
  verdicts: { right: "Right", wrong: "Not this one", unknown: "The sheets cannot judge" },
  cues: "What decides",
  unsure: "The options lie close together. Compare the reasons and check before you rely on this.",

  copy: "Copy",
  copied: "Copied",
  copyCode: "Copy the code",
  tryAgain: "Try again",

  noticeTitles: {
    not_covered: "Not in the sheets",
    other_vendor: "Not taught in these sheets",
    not_said: "The sheets do not say",
    unclear: "Which one?",
    dialogue_away: "Single questions only, for now",
    bad_input: "That could not be read",
    trouble: "Something went wrong",
  },
  unknownReply: "This page is older than the answer it received. Reload it to see the answer.",
  emptyReply: "There was no answer. Try again, or put the question in other words.",

  lifecycle: {
    active: () => "Available.",
    renamed: (date) => (date ? `Renamed on ${date}.` : "Renamed."),
    closed_to_new_customers: (date, isPast) =>
      !date
        ? "Closed to new customers."
        : isPast
          ? `Closed to new customers since ${date}.`
          : `Closes to new customers on ${date}.`,
    ending: (date, isPast) =>
      !date ? "Support is ending." : isPast ? `Support ended on ${date}.` : `Support ends on ${date}.`,
    ended: (date) => (date ? `No longer available since ${date}.` : "No longer available."),
    superseded: (date) => (date ? `Superseded since ${date}.` : "Superseded."),
  },
  successors: (names) => `Instead: ${names}.`,
  newNames: (names) => `Now: ${names}.`,
  and: "and",
  checkedOn: (date) => `Checked on ${date}`,
  statusSource: "source",
  evidence: {
    official: "official page",
    mirror: "mirror of an official page",
    "second-hand": "second-hand",
    general: "general knowledge",
  },

  allSheets: "All sheets",
  sheetsIntro: "Everything the answers are quoted from.",
  nPassages: (n) => (n === 1 ? "1 passage" : `${n} passages`),
  openPage: "Open as page",
  close: "Close",
  loading: "Loading",
  noSheets: "There are no sheets in the index yet.",
  forExams: (exams) => `For ${exams.join(", ")}`,
  verified: (date) => `checked on ${date}`,
  passageGone:
    "The passage has changed since it was quoted, so nothing is highlighted. Here is the whole sheet.",
  factsFrom: "Where the facts come from",

  announceAnswer: (subject, text) => (subject ? `Answer, ${subject}: ${text}` : `Answer: ${text}`),
  announceComparison: (names) => `Comparison of ${names.join(" and ")}.`,
  announceOption: (sign, text) => `${sign}: ${text.replace(/\.$/, "")}.`,

  errors: {
    offline: "The tutor cannot be reached. Check that it is running and that you are connected.",
    timeout: "The answer is taking too long.",
    unreadable: "The tutor sent something that this page cannot read.",
  },
};
